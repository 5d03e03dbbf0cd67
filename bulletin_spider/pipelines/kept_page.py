"""A page as it was kept, to be read again by the rules of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from w3lib.encoding import http_content_type_encoding

from bulletin_spider.archive.captures.reader import read
from bulletin_spider.exceptions import DamagedCapture, UndecodablePayload
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.normalization.files import is_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bulletin_spider.archive.captures.exchange import Exchange


def kept_page(root: Path, version: Mapping[str, Any]) -> Page | None:
    """Return the page that a version was read from; None if it was made from its row alone.

    ``version`` needs ``id``, ``url``, ``site``, ``channel`` and ``capture``. Raises ``DamagedCapture`` if the capture
    is not there as it was written.
    """
    capture = version["capture"]
    if capture is None:
        return None
    exchange = read(root, capture)
    said = exchange.row or {}
    if said.get("bulletin") != version["id"]:
        return None
    body = _payload(exchange, capture)
    return Page(
        id=version["id"],
        site=version["site"],
        channel=version["channel"],
        url=version["url"],
        body=body,
        fetched_at=exchange.date.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        charset=http_content_type_encoding(exchange.header("Content-Type") or ""),
        document=is_file(body),
        listing_title=said.get("listing-title"),
        listing_date=said.get("listing-date"),
        capture=dict(capture),
    )


def _payload(exchange: Exchange, capture: Mapping[str, Any]) -> bytes:
    try:
        return exchange.payload()
    except UndecodablePayload as error:
        raise DamagedCapture(capture["file"], capture["offset"], str(error)) from error
