"""A site's own past, as its last runs recorded it: what a run is compared with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.statuses import READABLE, UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.layout import Layout

RUNS = 400
"""Records that are looked at, a month of one every two hours: constant work, however long the past."""
RECENT = 30
"""Bulletins of a channel that are looked at together; a run alone often brings one or two."""
PAST = 400
"""Bulletins of a channel's past that are enough to compare with: what is older is of another time."""


def crawl_records(layout: Layout, site: str, count: int) -> list[dict[str, Any]]:
    """Return a site's last records, the newest first, but for replays: those have asked the site nothing."""
    return [record for record in last_run_records(layout.runs(site), count) if not record.get("replay")]


@dataclass
class PooledFigures:
    """The figures of a channel over several runs."""

    measured: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    bodies: list[int] = field(default_factory=list)
    """Each run's median."""

    def add(self, figures: dict[str, Any]) -> None:
        """Take in a run's figures of the channel."""
        self.measured += figures["measured"]
        shares = figures["fields"].items()
        self.filled.update({name: round(share * figures["measured"]) for name, share in shares})
        if figures["body"] is not None:
            self.bodies.append(figures["body"])

    @property
    def body(self) -> float:
        """The usual length of a body."""
        return median(self.bodies) if self.bodies else 0.0


def present_and_past(
    channel: str, figures: dict[str, Any] | None, past: Iterable[dict[str, Any]]
) -> tuple[PooledFigures, PooledFigures]:
    """Return a channel's present and its past; ``past`` are the records of earlier runs, the newest first.

    The present is this run, with as many earlier ones as it takes for thirty bulletins. What is behind them, and
    showed no sign of ill health, is the past.
    """
    present, before = PooledFigures(), PooledFigures()
    if figures:
        present.add(figures)
    for record in since_accepted(past):
        older = record.get("health", {}).get("channels", {}).get(channel)
        if not older:
            continue
        if present.measured < RECENT:
            present.add(older)
        elif not record["health"]["signs"] and before.measured < PAST:
            before.add(older)
    return present, before


def since_accepted(past: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield records from the newest back to the one in which a person said that the site is as it should be."""
    for record in past:
        yield record
        if record.get("health", {}).get("accepted"):
            return


def unread_share(past: Iterable[dict[str, Any]]) -> float:
    """Return how much of what the site answered gave no bulletin, as a share; never 0, for pages may be odd."""
    words: Counter[str] = Counter()
    for record in since_accepted(past):
        for account in record["channels"].values():
            words.update(account["rows"])
    unread, read = (sum(words[word] for word in kind) for kind in (UNREADABLE, READABLE))
    return (unread + 1) / (unread + read + 20)


def had_rows(channel: str, past: Iterable[dict[str, Any]]) -> bool:
    """Return whether an earlier run found rows in the channel's listing."""
    return any(record["channels"].get(channel, {}).get("listed") for record in since_accepted(past))
