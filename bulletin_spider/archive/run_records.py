"""One line a run in ``runs/<site>.jsonl``: appended, synced, and safe to read after a torn append."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import make_directory, sync_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


RUN_FORMAT = "%Y%m%dT%H%M%SZ"
_BLOCK = 1 << 16


def new_run(now: dt.datetime, last: str | None) -> str:
    """Return a run's name: the second at which it starts, in UTC, and greater than ``last`` whatever the clock says."""
    run = now.astimezone(dt.UTC).strftime(RUN_FORMAT)
    if last and run <= last:
        after = dt.datetime.strptime(last, RUN_FORMAT).replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1)
        run = after.strftime(RUN_FORMAT)
    return run


def append_run(path: Path, record: dict[str, Any]) -> None:
    """Append ``record`` as one durable line; a torn line of a killed run is closed first and stays unread."""
    make_directory(path.parent)
    first = not path.exists()
    line = json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    with path.open("ab") as file:
        if file.tell() and not _ends_with_newline(path):
            line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if first:
        sync_directory(path.parent)


def read_runs(path: Path, offset: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each whole record from ``offset`` on, with the offset behind it; torn lines are passed over."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            try:
                yield json.loads(line), offset
            except ValueError:
                continue


def last_runs(path: Path, count: int) -> list[dict[str, Any]]:
    """Return the last ``count`` whole records, the newest first, read from the end of the file backwards."""
    if not path.exists():
        return []
    tail, lines = b"", 0
    with path.open("rb") as file:
        at = file.seek(0, os.SEEK_END)
        while at and lines <= count:
            at, step = max(0, at - _BLOCK), min(at, _BLOCK)
            file.seek(at)
            tail = file.read(step) + tail
            lines = tail.count(b"\n")
    first = tail.find(b"\n") + 1 if at else 0
    return _parsed(tail[first : tail.rfind(b"\n") + 1].splitlines()[-count:])[::-1]


def _parsed(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    records = []
    for line in lines:
        with suppress(ValueError):
            records.append(json.loads(line))
    return records


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
