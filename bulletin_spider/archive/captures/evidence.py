"""A capture is read back as the exchange it was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, BinaryIO

from bulletin_spider.archive.captures.exchange import LARGEST, Exchange
from bulletin_spider.archive.captures.reader import Record, http_head, read_record
from bulletin_spider.archive.captures.rowfields import row_of
from bulletin_spider.exceptions import DamagedCapture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read(root: Path, capture: Mapping[str, Any], limit: int = LARGEST) -> Exchange:
    """Return the exchange that ``capture`` names; raise ``DamagedCapture`` if it is not there as it was written."""
    name, offset = capture["file"], capture["offset"]
    try:
        with (root / name).open("rb") as file:
            response = read_record(file, name, offset, limit)
            if response.type != "response" or response.id != capture["record_id"]:
                raise DamagedCapture(name, offset, f"another record is here: {response.type} {response.id}")
            if response.digest != capture["digest"]:
                raise DamagedCapture(name, offset, f"another payload is here: {response.digest}")
            return _exchange(response, *_beside(file, name, response, limit))
    except OSError as error:
        raise DamagedCapture(name, offset, f"cannot be read: {error.strerror}") from error


def _exchange(response: Record, request: Record | None, row: dict[str, str] | None) -> Exchange:
    protocol, status, *_ = http_head(response.head)[0].split(" ", 2)
    asked, request_headers = http_head(request.head) if request else ("GET", [])
    return Exchange(
        url=response.url or "",
        status=int(status),
        headers=http_head(response.head)[1],
        body=response.body,
        date=dt.datetime.fromisoformat(response.headers["warc-date"]),
        protocol=protocol,
        ip_address=response.headers.get("warc-ip-address"),
        truncated=response.headers.get("warc-truncated"),
        method=asked.partition(" ")[0],
        request_headers=request_headers,
        request_body=request.body if request else b"",
        row=row,
    )


def _beside(
    file: BinaryIO, name: str, response: Record, limit: int
) -> tuple[Record | None, dict[str, str] | None]:
    """Return the request and the row that follow a response."""
    request, row, offset = None, None, response.end
    # Once both are found, what follows is another exchange's, whose damage is none of this one.
    while not (request and row) and file.seek(offset) == offset and file.read(1):
        record = read_record(file, name, offset, limit)
        if record.headers.get("warc-concurrent-to") != response.id:
            break
        if record.type == "request":
            request = record
        elif record.type == "metadata":
            row = row_of(record.body)
        offset = record.end
    return request, row
