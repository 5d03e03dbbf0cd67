"""Write Parquet with typed columns, one group of rows after the other."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from bulletin_spider.export.columns import EVERY_COLUMN, column_value
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

_TEXTS = pa.list_(pa.string())
_TIMESTAMP = pa.timestamp("us", tz="Asia/Shanghai")
_CAPTURE = pa.struct(
    {"file": pa.string(), "offset": pa.int64(), "record_id": pa.string(), "digest": pa.string()}
)
_TYPES = {
    "date": pa.date32(),
    "published_at": _TIMESTAMP,
    "fetched_at": _TIMESTAMP,
    "paragraphs": _TEXTS,
    "reporters": _TEXTS,
    "correspondents": _TEXTS,
    "photographers": _TEXTS,
    "editors": _TEXTS,
    "warnings": _TEXTS,
    "images": pa.list_(pa.struct({"url": pa.string(), "caption": pa.string()})),
    "attachments": pa.list_(
        pa.struct(
            dict.fromkeys(("url", "name", "kind", "state", "digest"), pa.string())
            | {"size": pa.int64(), "capture": _CAPTURE}
        )
    ),
    "authors": _TEXTS,
    "tables": pa.list_(
        pa.struct({"paragraph": pa.int32(), "caption": pa.string(), "rows": pa.list_(_TEXTS)})
    ),
    "document": pa.struct(
        dict.fromkeys(DOCUMENT_TEXTS, pa.string()) | dict.fromkeys(DOCUMENT_DAYS, pa.date32())
    ),
    "revision": pa.int32(),
    "schema": pa.int32(),
    "capture": _CAPTURE,
    "evidence": pa.list_(pa.struct({"field": pa.string(), "rule": pa.string(), "text": pa.string()})),
}
"""Columns that are not a plain text."""
GROUP_ROWS = 2_000
"""Rows of a row group. Memory holds one group at a time."""


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write the versions in row groups of ``GROUP_ROWS``."""
    columns = chosen_columns(selection)
    write_rows((parquet_row(version, columns, selection) for version in versions), path, columns)


def chosen_columns(selection: Selection | None) -> tuple[str, ...]:
    """Return the columns that were chosen, or all."""
    return (selection.columns if selection else ()) or EVERY_COLUMN


def write_rows(rows: Iterator[dict[str, Any]], path: Path, columns: Iterable[str]) -> None:
    """Write rows of these columns to a new file."""
    schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name in columns])
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        while group := [*islice(rows, GROUP_ROWS)]:
            file.write_table(pa.Table.from_pylist(group, schema))


def parquet_row(
    version: dict[str, Any], columns: Iterable[str], selection: Selection | None
) -> dict[str, Any]:
    """Return the values of a version as Parquet's types need them."""
    row = {name: column_value(version, name, selection) for name in columns}
    for name, convert in _CONVERTED.items():
        if row.get(name) is not None:
            row[name] = convert(row[name])
    return row


def _evidence(evidence: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    # A list, not a struct: the fields that have evidence differ from version to version.
    return [{"field": name, **proof} for name, proof in evidence.items()]


def _document(document: dict[str, str | None]) -> dict[str, Any]:
    days = {name: dt.date.fromisoformat(day) if (day := document[name]) else None for name in DOCUMENT_DAYS}
    return document | days


_CONVERTED: dict[str, Callable[[Any], Any]] = {
    "date": dt.date.fromisoformat,
    "published_at": dt.datetime.fromisoformat,
    "fetched_at": dt.datetime.fromisoformat,
    "evidence": _evidence,
    "document": _document,
}
