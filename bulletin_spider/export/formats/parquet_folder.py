"""Write a directory of Parquet files by site and month of publication, with names that DuckDB, Spark and pandas read.

The directories are named as Hive names them: ``site=haidian/month=2026-09/part-0.parquet``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bulletin_spider.export.formats.parquet import chosen_columns, parquet_row, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

MOST_BUFFERED = 5_000
"""Rows that memory holds, for all months together. The versions of a site come nearly in the order of their days, so
that most months become one file."""


def write(
    versions: Iterator[dict[str, Any]],
    path: Path,
    selection: Selection | None = None,
    most_buffered: int = MOST_BUFFERED,
) -> None:
    """Write the versions; the files have no column ``site``, as readers take it from the names of directories."""
    columns = tuple(name for name in chosen_columns(selection) if name != "site")
    path.mkdir()
    waiting: dict[Path, list[dict[str, Any]]] = {}
    count = 0
    for version in versions:
        place = path / f"site={quote(version['site'], safe='')}" / f"month={version['date'][:7]}"
        waiting.setdefault(place, []).append(parquet_row(version, columns, selection))
        count += 1
        if count == most_buffered:
            largest = max(waiting, key=lambda one: len(waiting[one]))
            count -= len(waiting[largest])
            _write_part(largest, waiting.pop(largest), columns)
    for place, rows in waiting.items():
        _write_part(place, rows, columns)


def _write_part(place: Path, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    number = sum(1 for _ in place.iterdir())
    write_rows(iter(rows), place / f"part-{number}.parquet", columns)
