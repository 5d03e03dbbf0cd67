"""Tell which watches have not delivered what they found."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.exceptions import WatchFault
from bulletin_spider.watches.coverage import shown_moment
from bulletin_spider.watches.state import FEED, read_state, target_keys
from bulletin_spider.watches.target_names import target_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.definition import Watch

LONG = dt.timedelta(days=1)
"""A watch that has delivered nothing for so long needs a person: a server that restarts is back earlier."""


class Undelivered(NamedTuple):
    """A target that the last attempts could not reach."""

    watch: str
    target: str
    """Its address without secrets."""
    since: str
    """When the first attempt failed, ISO 8601."""
    attempts: int
    next_attempt: str
    reason: str

    def __str__(self) -> str:
        """Return the line for a person."""
        again = f"; it is tried again at {shown_moment(self.next_attempt)}" if self.next_attempt else ""
        return f"watch {self.watch}: {self.sentence()}{again}"

    def sentence(self) -> str:
        """Return what is wrong."""
        if not self.attempts:
            return self.reason
        attempts = f"{self.attempts} attempt{'s' * (self.attempts > 1)}"
        return f"{self.target} has got nothing since {shown_moment(self.since)}, {attempts}: {self.reason}"

    def lasts(self, now: dt.datetime) -> bool:
        """Return whether a person has to look."""
        return now - dt.datetime.fromisoformat(self.since) > LONG


def undelivered(layout: Layout, watches: Iterable[Watch], now: dt.datetime) -> Iterator[Undelivered]:
    """Yield the targets of the watches to which something could not be delivered."""
    for watch in watches:
        try:
            state = read_state(layout.watch(watch.name))
        except (WatchFault, OSError) as error:
            begun = (now - 2 * LONG).isoformat(timespec="seconds")
            yield Undelivered(watch.name, "its state", begun, 0, "", _said(error))
            continue
        targets = state.targets if state else {}
        for key, target in target_keys(watch).items():
            failure = targets[key].failure if key in targets else None
            if failure:
                yield Undelivered(
                    watch.name,
                    target_name(target, is_feed=key == FEED),
                    failure.since.isoformat(timespec="seconds"),
                    failure.attempts,
                    failure.next.isoformat(timespec="seconds"),
                    failure.reason,
                )


def _said(error: WatchFault | OSError) -> str:
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
