"""Find runs that left a log but no record: something killed them before they could write how they ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.operations.outcome.advice import LASTING

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_LONGEST_RUN = dt.timedelta(minutes=40)
"""A run that began later may still be running: it has 30 minutes, and 5 to close (see ``settings.py``)."""

_LOOKED_AT = 10
"""Lines to look at for the last valid record: a damaged or torn one must not make every log look like a crash."""


def unrecorded_logs(layout: Layout, site: str, last: str, before: str) -> list[Path]:
    """Return the logs of the runs between the ``last`` one with a record and ``before``."""
    try:
        return [path for path in layout.logs(site) if last < path.stem and _has_ended(path, before)]
    except OSError:  # logs are a convenience: unreadable logs change no outcome
        return []


def _has_ended(log: Path, before: str) -> bool:
    """Whether the run of a log began before ``before``, or has written nothing since.

    After a run whose clock was ahead, or a second one within a second, the names of runs go on from there, so a name
    may be in the future: also that of the run ``before`` itself, whose own log is no other run's.
    """
    earliest = dt.datetime.strptime(before, RUN_FORMAT).replace(tzinfo=dt.UTC).timestamp()
    return log.stem < before or (log.stem > before and log.stat().st_mtime < earliest)


def unrecorded_runs_text(logs: list[Path]) -> str:
    """Return a sentence about the runs that left these logs."""
    runs = "a run" if len(logs) == 1 else f"{len(logs)} runs"
    return (
        f"{runs} ended without a record: killed, hung, or left without room; the log of the last: {logs[-1]}"
    )


def repeated_crash_warning(layout: Layout, site: str, now: dt.datetime) -> tuple[str, bool] | None:
    """Return a warning if the last three or more runs left no record, and whether to send it; else None.

    It is sent only when the third such run is found. It is for the start of a run: if every run hangs, none reaches
    the end, where runs notify a person.
    """
    past = last_run_records(layout, site, _LOOKED_AT)
    logs = unrecorded_logs(layout, site, past[0]["run"] if past else "", latest_finished_run(now))
    return (unrecorded_runs_text(logs), len(logs) == LASTING) if len(logs) >= LASTING else None


def latest_finished_run(now: dt.datetime) -> str:
    """Return the name of a run that began so long before ``now`` that it cannot be running any more."""
    return (now - _LONGEST_RUN).astimezone(dt.UTC).strftime(RUN_FORMAT)
