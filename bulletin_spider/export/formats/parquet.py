"""Parquet: typed columns, written in groups of rows."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from bulletin_spider.contract.fields import bulletin_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEXTS = pa.list_(pa.string())
_MOMENT = pa.timestamp("us", tz="Asia/Shanghai")
_SPECIAL = {
    "date": pa.date32(),
    "published_at": _MOMENT,
    "fetched_at": _MOMENT,
    "paragraphs": _TEXTS,
    "reporters": _TEXTS,
    "correspondents": _TEXTS,
    "photographers": _TEXTS,
    "editors": _TEXTS,
    "warnings": _TEXTS,
    "images": pa.list_(pa.struct({"url": pa.string(), "caption": pa.string()})),
    "attachments": pa.list_(pa.struct({"url": pa.string(), "name": pa.string()})),
    "revision": pa.int32(),
    "schema": pa.int32(),
    "capture": pa.struct(
        {"file": pa.string(), "offset": pa.int64(), "record_id": pa.string(), "digest": pa.string()}
    ),
    "evidence": pa.list_(pa.struct({"field": pa.string(), "rule": pa.string(), "text": pa.string()})),
}
SCHEMA = pa.schema([(field.name, _SPECIAL.get(field.name, pa.string())) for field in bulletin_fields()])
_A_GROUP = 2_000


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write the versions, some thousands a row group."""
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as file:
        while group := [_row(version) for version in islice(versions, _A_GROUP)]:
            file.write_table(pa.Table.from_pylist(group, SCHEMA))


def _row(version: dict[str, Any]) -> dict[str, Any]:
    return version | {
        "date": dt.date.fromisoformat(version["date"]),
        "published_at": _moment(version["published_at"]),
        "fetched_at": _moment(version["fetched_at"]),
        "evidence": [{"field": name, **proof} for name, proof in version["evidence"].items()],
    }


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
