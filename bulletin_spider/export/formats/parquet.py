"""Write Parquet with typed columns, one group of rows after the other."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.export.cells import REGION, region_of
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator
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
_NAMES = (*(field.name for field in bulletin_fields()), REGION)
SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _NAMES])
_GROUP_ROWS = 2_000
"""Rows of a row group. Memory holds one group at a time."""


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write the versions in row groups of ``_GROUP_ROWS``."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as file:
        rows = (_parquet_row(version) | {REGION: region_of(version, selection)} for version in versions)
        while group := [*islice(rows, _GROUP_ROWS)]:
            file.write_table(pa.Table.from_pylist(group, SCHEMA))


def _parquet_row(version: dict[str, Any]) -> dict[str, Any]:
    return version | {
        "date": dt.date.fromisoformat(version["date"]),
        "published_at": _datetime(version["published_at"]),
        "fetched_at": _datetime(version["fetched_at"]),
        # A list, not a struct: the fields that have evidence differ from version to version.
        "evidence": [{"field": name, **proof} for name, proof in version["evidence"].items()],
        "document": _document(version.get("document")),
    }


def _document(document: dict[str, str | None] | None) -> dict[str, Any] | None:
    if document is None:
        return None
    days = {name: dt.date.fromisoformat(day) if (day := document[name]) else None for name in DOCUMENT_DAYS}
    return document | days


def _datetime(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
