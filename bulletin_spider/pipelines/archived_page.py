"""Restore the page of a published version from its capture, so that today's rules can read it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from w3lib.encoding import http_content_type_encoding

from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.exceptions import DamagedCapture, UndecodablePayload
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url
from bulletin_spider.normalization.files import is_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bulletin_spider.archive.captures.exchange import Exchange


def archived_page(root: Path, version: Mapping[str, Any]) -> Page | None:
    """Return the page that a version was read from; None if it was made from its row alone.

    ``version`` needs ``id``, ``url``, ``site``, ``channel``, ``capture`` and ``moved_to``. The page has the address
    that it was kept from: the new one, if the bulletin has moved. Raises ``DamagedCapture`` if the capture is missing
    or damaged.
    """
    capture = version["capture"]
    if capture is None:
        return None
    exchange = read_exchange(root, capture)
    row = exchange.row or {}
    if row.get("bulletin") not in {version["id"], bulletin_id(version.get("moved_to") or version["url"])}:
        return None
    body = _payload(exchange, capture)
    return Page(
        id=version["id"],
        site=version["site"],
        channel=version["channel"],
        url=_address(version, exchange),
        body=body,
        fetched_at=exchange.date.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        charset=http_content_type_encoding(exchange.header("Content-Type") or ""),
        document=is_file(body),
        listing_title=row.get("listing-title"),
        listing_date=row.get("listing-date"),
        listing_year=row.get("listing-year"),
        capture=dict(capture),
    )


def _address(version: Mapping[str, Any], exchange: Exchange) -> str:
    moved_to, url = version.get("moved_to"), str(version["url"])
    return moved_to if moved_to and canonical_url(exchange.url) != url else url


def _payload(exchange: Exchange, capture: Mapping[str, Any]) -> bytes:
    try:
        return exchange.payload()
    except UndecodablePayload as error:
        raise DamagedCapture(capture["file"], capture["offset"], str(error)) from error
