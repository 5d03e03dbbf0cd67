"""Append and read the run records: in ``runs/<site>/`` one line a run in the file of its month. An append may be torn.

Beside the records of runs, the files have lines about other events, such as what a person decided. The line of an idle
run is short; readers get the record that it means.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.idle_records import base_problem, expand, expanded, is_idle
from bulletin_spider.archive.record_chain import (
    append_chained,
    chain_from_end,
    lines_from_end,
    newest_name,
    parsed_line,
)
from bulletin_spider.archive.record_shape import FILE_LISTS, record_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.statuses import RecordEvent


_NAME = re.compile(rb'\{"run": ?"(\d{8}T\d{6}Z)"')
"""How the line of a run begins. Lines that are newer than asked for need not be parsed."""


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


class Position(NamedTuple):
    """The place after a record; places of a site sort in the order of its chain."""

    file: str
    """The file's name below ``runs/``."""
    offset: int


def append_run_record(layout: Layout, site: str, record: dict[str, Any]) -> dict[str, Any]:
    """Append the record of a run, chained to the line before it; return what the line holds.

    The caller holds the site's lock.
    """
    return append_chained(layout, site, record)


def append_idle_record(layout: Layout, site: str, line: dict[str, Any]) -> dict[str, Any]:
    """Append the line of an idle run, as ``fold`` makes it, and return what the line holds.

    The caller holds the site's lock, and its last full record lies in the file of the run's month.
    """
    return append_chained(layout, site, line)


def append_event(
    layout: Layout,
    site: str,
    event: RecordEvent,
    now: dt.datetime,
    **fields: Any,  # noqa: ANN401 - JSON
) -> dict[str, Any]:
    """Append a line that says what a person decided about the site, and return it. The caller holds the site's lock.

    The line is chained like the record of a run, and named like a run. No reader takes it for a run.
    """
    line = {
        "event": event,
        "run": new_run_name(now, newest_name(layout, site)),
        "at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }
    append_chained(layout, site, line | fields)
    return line | fields


def read_run_records(
    layout: Layout,
    site: str,
    after: Position | None = None,
    on_wrong: Callable[[str], object] | None = None,
) -> Iterator[tuple[dict[str, Any], Position]]:
    """Yield each whole record of a run that comes later than ``after``, with the place after it; skip torn lines.

    Skip a damaged record too, as if its run had been killed: the next run finds again what it did not record. So is the
    line of an idle run whose base is damaged. ``on_wrong`` gets the sentence about it.
    """
    for path in layout.run_files(site):
        name = path.relative_to(layout.root / "runs").as_posix()
        if after is None or name >= after.file:
            begin = after.offset if after and name == after.file else 0
            for record, offset in _read_file(path, begin, on_wrong):
                yield record, Position(name, offset)


def _read_file(
    path: Path, offset: int, on_wrong: Callable[[str], object] | None
) -> Iterator[tuple[dict[str, Any], int]]:
    base, begin = None, offset
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            record = parsed_line(line)
            if record is None or "event" in record:
                continue
            problem = record_problem(record)
            if not problem and is_idle(record):
                base = base or _base_before(path, begin)
                problem = base_problem(record, base)
                record = expand(record, base) if base and not problem else record
            if problem:
                if on_wrong:
                    on_wrong(
                        f"{path}: the record that ends at byte {offset} is left out ({problem}): restore the line"
                    )
                continue
            base = base if is_idle(record) else record
            yield record, offset


def _base_before(path: Path, end: int) -> dict[str, Any] | None:
    """Return the last full record in the first ``end`` bytes of a file."""
    with path.open("rb") as file:
        for line in lines_from_end(file, end):
            record = parsed_line(line)
            if record and not ("event" in record or is_idle(record) or record_problem(record)):
                return record
    return None


def last_run_name(layout: Layout, site: str) -> str:
    """Return the name in the last line of a run; empty if there is none, or if the line is damaged."""
    for line in chain_from_end(layout, site):
        if line.endswith(b"\n"):
            record = parsed_line(line) or {}
            if "event" not in record:
                return str(record.get("run", ""))
    return ""


def last_run_records(layout: Layout, site: str, count: int, before: str = "") -> list[dict[str, Any]]:
    """Return the valid records of runs among the last ``count`` lines, newest first; read the chain from its end.

    An event does not count as a line. With ``before`` only runs with an earlier name count.
    """
    found: list[dict[str, Any] | None] = []
    newest = layout.month_file(site, before) if before else None
    for path in reversed(layout.run_files(site)):
        if len(found) >= count:
            break
        if newest and path.parent == newest.parent and path > newest:
            continue
        with path.open("rb") as file:
            found += _last_of_file(file, count - len(found), before.encode())
    return [record for record in found if record is not None]


def _last_of_file(file: BinaryIO, count: int, before: bytes) -> list[dict[str, Any] | None]:
    """Return the last ``count`` records of a file, newest first; None for a line that has no valid record.

    The base of an idle line lies before it, so it is found later.
    """
    found: list[dict[str, Any] | None] = []
    folded: dict[int, dict[str, Any]] = {}
    for line in lines_from_end(file):
        if len(found) >= count and not folded:
            break
        if before and (name := _NAME.match(line)) and name[1] >= before:
            continue
        record = parsed_line(line)
        if not line.endswith(b"\n") or (record is not None and "event" in record):
            continue
        if record is not None and record_problem(record):
            record = None
        if record and folded and not is_idle(record):
            right = {place: idle for place, idle in folded.items() if not base_problem(idle, record)}
            for place, whole in zip(right, expanded(right.values(), record), strict=True):
                found[place] = whole
            folded.clear()
        if len(found) < count:
            if record and is_idle(record):
                folded[len(found)], record = record, None
            found.append(record)
    return found
