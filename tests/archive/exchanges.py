"""Exchanges for the tests of the archive, and the WARC files they are kept in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator

from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.writer import CaptureWriter
from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from pathlib import Path

RUN = "20260928T000000Z"
NOW = dt.datetime(2026, 9, 28, 1, 2, 3, 4567, tzinfo=dt.UTC)
HTML = [("Content-Type", "text/html; charset=utf-8")]


def exchange(number: int = 1, **changes: Any) -> Exchange:
    fields: dict[str, Any] = {
        "url": f"http://demo.example/xw/{number}.html?a=1",
        "status": 200,
        "headers": HTML,
        "body": f"<h1>第{number}号</h1>".encode(),
        "date": NOW,
        "request_headers": [("User-Agent", "BulletinSpider/0")],
    }
    return Exchange(**fields | changes)


def captures(root: Path, run: str = RUN, **options: Any) -> CaptureWriter:
    return CaptureWriter(Layout(root), "demo", run, **options)


def read_by_warcio(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Return each record as warcio reads it: type, headers, payload."""
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]
