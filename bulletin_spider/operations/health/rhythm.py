"""How often a channel publishes, and whether it has been quiet for longer than that allows."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEPT, _LEAST = 20, 6
"""Publication days that are remembered of a channel, and those it takes to speak of a rhythm."""


class SilentChannel(NamedTuple):
    """A channel that is silent for longer than usual."""

    text: str
    far: bool
    """So far beyond the rhythm that the channel must be taken for lost."""


class PublicationGaps(NamedTuple):
    """The days between a channel's bulletins."""

    usual: float
    longest: int

    @property
    def limit(self) -> float:
        """Days of silence that are worth a word: holidays are not."""
        return max(7.0, 4 * self.usual, 1.5 * self.longest)

    @property
    def far(self) -> float:
        """Days of silence after which something must have happened."""
        return max(30.0, 10 * self.usual, 3 * self.longest)


def update_rhythm(
    past: Mapping[str, Any], published: Mapping[str, Iterable[str]], today: dt.date
) -> dict[str, dict[str, Any]]:
    """Return each channel's newest publication days, and whether it was ever seen alive by us.

    A channel that was given up by its site before we came is not a fault that a run could tell of.
    """
    rhythm = {}
    for channel in [*past, *(name for name in published if name not in past)]:
        before = past.get(channel, {"days": [], "alive": False})
        # A day to come is a misprint, and would hide that the channel is silent.
        days = {day for day in {*before["days"], *published.get(channel, ())} if day <= str(today)}
        newest = sorted(days, reverse=True)[:_KEPT]
        pace = publication_gaps(newest)
        alive = pace is not None and days_since_newest(newest, today) <= pace.limit
        rhythm[channel] = {"days": newest, "alive": before["alive"] or alive}
    return rhythm


def silent_channels(rhythm: Mapping[str, Any], today: dt.date) -> dict[str, SilentChannel]:
    """Return the channels that were alive and have been silent for longer than their rhythm allows."""
    found = {}
    for channel, entry in rhythm.items():
        pace = publication_gaps(entry["days"])
        if pace is None or not entry["alive"]:
            continue
        days = days_since_newest(entry["days"], today)
        if days > pace.limit:
            text = f"{channel}: nothing new for {days} days; usual gap {pace.usual:.1f}"
            found[channel] = SilentChannel(text, days > pace.far)
    return found


def publication_gaps(days: list[str]) -> PublicationGaps | None:
    """Return the rhythm of publication days, newest first; None if they are too few."""
    gaps = [_between(earlier, later) for later, earlier in pairwise(days)]
    return PublicationGaps(sum(gaps) / len(gaps), max(gaps)) if len(days) >= _LEAST else None


def days_since_newest(days: list[str], today: dt.date) -> int:
    """Return how many days ago the newest of ``days`` was."""
    return (today - dt.date.fromisoformat(days[0])).days


def _between(earlier: str, later: str) -> int:
    return (dt.date.fromisoformat(later) - dt.date.fromisoformat(earlier)).days
