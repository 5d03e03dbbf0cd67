"""Append and read the run records in ``runs/<site>.jsonl``, one line a run, also after a torn append.

Beside the records of runs, the file has lines about what a person decided: events.
"""

from __future__ import annotations

import datetime as dt
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import RUN_FORMAT
from bulletin_spider.archive.record_chain import append_chained, lines_from_end, newest_name
from bulletin_spider.archive.record_shape import FILE_LISTS, record_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_spider.statuses import RecordEvent


def new_run_name(now: dt.datetime, last: str | None) -> str:
    """Return the name of a run: the second of its start in UTC, or the second after ``last`` if that is later."""
    run = now.astimezone(dt.UTC).strftime(RUN_FORMAT)
    if last and run <= last:
        # A clock may go back, and two runs may start within a second; names must still grow.
        later = dt.datetime.strptime(last, RUN_FORMAT).replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1)
        run = later.strftime(RUN_FORMAT)
    return run


def recorded_files(record: dict[str, Any]) -> set[str]:
    """Return the names of the files that a run record lists with their digests."""
    return {file["name"] for kind in FILE_LISTS for file in record.get(kind, ())}


def append_run_record(path: Path, record: dict[str, Any]) -> dict[str, Any]:
    """Append the record of a run, chained to the line before it; return what the line holds.

    The caller holds the site's lock.
    """
    return append_chained(path, record)


def append_event(path: Path, event: RecordEvent, now: dt.datetime, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Append a line that says what a person decided about the site, and return it. The caller holds the site's lock.

    The line is chained like the record of a run, and named like a run. No reader takes it for a run.
    """
    line = {
        "event": event,
        "run": new_run_name(now, newest_name(path)),
        "at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }
    append_chained(path, line | fields)
    return line | fields


def read_run_records(
    path: Path, offset: int = 0, on_wrong: Callable[[str], object] | None = None
) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each whole record of a run from ``offset`` on, with the offset after it; skip torn lines.

    Skip a damaged record too, as if its run had been killed: the next run finds again what it did not record.
    ``on_wrong`` gets the sentence about it.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            record = _parsed(line)
            if record is None or "event" in record:
                continue
            if problem := record_problem(record):
                if on_wrong:
                    on_wrong(
                        f"{path}: the record that ends at byte {offset} is left out ({problem}): restore the line"
                    )
                continue
            yield record, offset


def last_run_records(path: Path, count: int) -> list[dict[str, Any]]:
    """Return the valid records of runs among the last ``count`` lines, newest first; read the file from its end.

    An event does not count as a line.
    """
    if not path.exists():
        return []
    with path.open("rb") as file:
        parsed = (_parsed(line) for line in lines_from_end(file) if line.endswith(b"\n"))
        of_runs = islice((record for record in parsed if record is None or "event" not in record), count)
        return [record for record in of_runs if record is not None and not record_problem(record)]


def _parsed(line: bytes) -> dict[str, Any] | None:
    """Return the record of a line; None if the line is not a JSON object."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
