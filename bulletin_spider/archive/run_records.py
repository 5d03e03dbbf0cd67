"""Append and read the run records in ``runs/<site>.jsonl``, one line a run, also after a torn append."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import append_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


RUN_FORMAT = "%Y%m%dT%H%M%SZ"
_BLOCK = 1 << 16
"""Bytes that are read at once from the end of the file."""


def new_run_name(now: dt.datetime, last: str | None) -> str:
    """Return the name of a run: the second of its start in UTC, or the second after ``last`` if that is later."""
    run = now.astimezone(dt.UTC).strftime(RUN_FORMAT)
    if last and run <= last:
        # A clock may go back, and two runs may start within a second; names must still grow.
        later = dt.datetime.strptime(last, RUN_FORMAT).replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1)
        run = later.strftime(RUN_FORMAT)
    return run


def append_run_record(path: Path, record: dict[str, Any]) -> None:
    """Append ``record`` as one synced line; end a torn line of a killed run first, which readers skip."""
    append_line(path, json.dumps(record, ensure_ascii=False, allow_nan=False).encode())


def read_run_records(path: Path, offset: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each whole record from ``offset`` on, with the offset after it; skip torn lines."""
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


def last_run_records(path: Path, count: int) -> list[dict[str, Any]]:
    """Return the whole records among the last ``count`` lines, newest first; read the file from its end."""
    if not path.exists():
        return []
    tail, lines = b"", 0
    with path.open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        while position and lines <= count:
            position, step = max(0, position - _BLOCK), min(position, _BLOCK)
            file.seek(position)
            tail = file.read(step) + tail
            lines = tail.count(b"\n")
    first = tail.find(b"\n") + 1 if position else 0
    return _parsed(tail[first : tail.rfind(b"\n") + 1].splitlines()[-count:])[::-1]


def _parsed(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    records = []
    for line in lines:
        with suppress(ValueError):
            records.append(json.loads(line))
    return records
