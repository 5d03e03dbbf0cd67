"""Runs that left a log and no record: something killed them before they could say how they ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.archive.run_records import RUN_FORMAT, last_run_records
from bulletin_spider.operations.outcome.advice import LASTING

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

UNDER_WAY = dt.timedelta(minutes=40)
"""A run that began later may still be going on."""


def unrecorded_logs(layout: Layout, site: str, last: str, before: str) -> list[Path]:
    """Return the logs of the runs between the ``last`` one with a record and ``before``."""
    try:
        return [path for path in layout.logs(site) if last < path.stem < before]
    except OSError:  # logs are a convenience: that they cannot be read changes no outcome
        return []


def unrecorded_runs_text(lost: list[Path]) -> str:
    """Return what to say of runs that left these logs."""
    runs = "a run" if len(lost) == 1 else f"{len(lost)} runs"
    return (
        f"{runs} ended without a record: killed, hung, or left without room; the log of the last: {lost[-1]}"
    )


def repeated_crash_warning(layout: Layout, site: str, now: dt.datetime) -> tuple[str, bool] | None:
    """Return what to say before a run begins behind three or more lost ones, and whether it is news; else None.

    Where each run hangs, none comes to the end at which it could tell anybody.
    """
    past = last_run_records(layout.runs(site), 1)
    lost = unrecorded_logs(layout, site, past[0]["run"] if past else "", latest_finished_run(now))
    return (unrecorded_runs_text(lost), len(lost) == LASTING) if len(lost) >= LASTING else None


def latest_finished_run(now: dt.datetime) -> str:
    """Return the name that a run would have which cannot be under way any more."""
    return (now - UNDER_WAY).astimezone(dt.UTC).strftime(RUN_FORMAT)
