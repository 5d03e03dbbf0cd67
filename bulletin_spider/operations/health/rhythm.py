"""Learn how often a channel publishes, and detect that it has been silent for too long."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEPT, _LEAST = 20, 6
"""Publication days that are kept for a channel, and the fewest from which a rhythm is computed."""


class SilentChannel(NamedTuple):
    """A channel that has been silent for longer than usual."""

    text: str
    is_lost: bool
    """The silence is so long that something must have happened to the channel."""


class PublicationGaps(NamedTuple):
    """The gaps between a channel's publication days, in days."""

    usual: float
    longest: int

    @property
    def silent_after(self) -> float:
        """Days of silence that are worth a warning. The floor of a week excludes holidays."""
        return max(7.0, 4 * self.usual, 1.5 * self.longest)

    @property
    def lost_after(self) -> float:
        """Days of silence after which something must have happened to the channel."""
        return max(30.0, 10 * self.usual, 3 * self.longest)


def update_rhythm(
    past: Mapping[str, Any], published: Mapping[str, Iterable[str]], today: dt.date
) -> dict[str, dict[str, Any]]:
    """Return for each channel its newest publication ``days``, and whether a run ever saw it ``alive``.

    A channel that its site gave up before our first run is never alive, and its silence is no fault.
    """
    rhythm = {}
    for channel in [*past, *(name for name in published if name not in past)]:
        before = past.get(channel, {"days": [], "alive": False})
        # A day in the future is a misprint, and would hide that the channel is silent.
        days = {day for day in {*before["days"], *published.get(channel, ())} if day <= str(today)}
        newest = sorted(days, reverse=True)[:_KEPT]
        gaps = publication_gaps(newest)
        alive = gaps is not None and days_since_newest(newest, today) <= gaps.silent_after
        rhythm[channel] = {"days": newest, "alive": before["alive"] or alive}
    return rhythm


def silent_channels(rhythm: Mapping[str, Any], today: dt.date) -> dict[str, SilentChannel]:
    """Return the channels that were alive and are silent for longer than their rhythm allows."""
    found = {}
    for channel, entry in rhythm.items():
        gaps = publication_gaps(entry["days"])
        if gaps is None or not entry["alive"]:
            continue
        days = days_since_newest(entry["days"], today)
        if days > gaps.silent_after:
            text = f"{channel}: nothing new for {days} days; usual gap {gaps.usual:.1f}"
            found[channel] = SilentChannel(text, days > gaps.lost_after)
    return found


def publication_gaps(days: list[str]) -> PublicationGaps | None:
    """Return the gaps between publication days, given newest first; None if the days are too few."""
    gaps = [_between(earlier, later) for later, earlier in pairwise(days)]
    return PublicationGaps(sum(gaps) / len(gaps), max(gaps)) if len(days) >= _LEAST else None


def days_since_newest(days: list[str], today: dt.date) -> int:
    """Return the number of days from the first of ``days`` to ``today``."""
    return (today - dt.date.fromisoformat(days[0])).days


@lru_cache(maxsize=4096)
def _between(earlier: str, later: str) -> int:
    """Return the days between two days; many channels have the same ones."""
    return (dt.date.fromisoformat(later) - dt.date.fromisoformat(earlier)).days
