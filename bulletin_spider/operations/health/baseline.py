"""Read the past of a site from its run records: a run is compared with it."""

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
"""Records to look at: a month of runs every two hours. The work is constant, however long the past is."""
RECENT = 30
"""Bulletins of a channel that are pooled as the present; one run alone often has only one or two."""
PAST = 400
"""Bulletins of a channel that are enough as its past; older ones may come from an older form of the site."""


def crawl_records(layout: Layout, site: str, count: int) -> list[dict[str, Any]]:
    """Return a site's last ``count`` records, newest first, without replays: a replay asks the site for nothing."""
    return [record for record in last_run_records(layout, site, count) if not record.get("replay")]


@dataclass
class PooledFigures:
    """The figures of one channel, summed over several runs."""

    measured: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    bodies: list[int] = field(default_factory=list)
    """The median length of bodies in each run, in characters."""

    def add(self, figures: dict[str, Any]) -> None:
        """Add the figures that one run measured."""
        self.measured += figures["measured"]
        shares = figures["fields"].items()
        self.filled.update({name: round(share * figures["measured"]) for name, share in shares})
        if figures["body"] is not None:
            self.bodies.append(figures["body"])

    @property
    def body(self) -> float:
        """The usual length of a body in characters; 0 if unknown."""
        return median(self.bodies) if self.bodies else 0.0


def present_and_past(
    channel: str, figures: dict[str, Any] | None, past: Iterable[dict[str, Any]]
) -> tuple[PooledFigures, PooledFigures]:
    """Return the present and the past of a channel; ``past`` are the records of earlier runs, newest first.

    The present is this run and as many earlier runs as are needed for ``RECENT`` bulletins. The past is the older
    runs that showed no sign of drift.
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
    """Yield records from the newest back to the one in which a person accepted the site as it is."""
    for record in past:
        yield record
        if record.get("health", {}).get("accepted"):
            return


def unread_share(past: Iterable[dict[str, Any]]) -> float:
    """Return the usual share of answered articles that gave no bulletin.

    It is never 0, as odd pages exist: without a past it is 1 in 20.
    """
    rows: Counter[str] = Counter()
    for record in since_accepted(past):
        for channel in record["channels"].values():
            rows.update(channel["rows"])
    unread, read = (sum(rows[status] for status in statuses) for statuses in (UNREADABLE, READABLE))
    return (unread + 1) / (unread + read + 20)


def had_rows(channel: str, past: Iterable[dict[str, Any]]) -> bool:
    """Return whether an earlier run found rows in the channel's listing."""
    return any(record["channels"].get(channel, {}).get("listed") for record in since_accepted(past))
