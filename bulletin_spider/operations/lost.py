"""Runs that left a log and no record: something killed them before they could say how they ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.archive.runs import RUN_FORMAT

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout

UNDER_WAY = dt.timedelta(minutes=40)
"""A run that began later may still be going on."""


def lost_runs(layout: Layout, site: str, last: str, before: str) -> str | None:
    """Return what to say of the runs between the ``last`` one with a record and ``before``; None if there is none."""
    lost = [path for path in layout.logs(site) if last < path.stem < before]
    if not lost:
        return None
    runs = "a run" if len(lost) == 1 else f"{len(lost)} runs"
    return (
        f"{runs} ended without a record: killed, hung, or left without room; the log of the last: {lost[-1]}"
    )


def latest_over(now: dt.datetime) -> str:
    """Return the name that a run would have which cannot be under way any more."""
    return (now - UNDER_WAY).astimezone(dt.UTC).strftime(RUN_FORMAT)
