"""Read and write the feed of a watch as a JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.watches.delivery.feed_entry import Entry

_VERSION = "https://jsonfeed.org/version/1.1"
_OWN = "_bulletin"
"""The object of this program: JSON Feed leaves names that begin with an underscore to extensions."""


def read(content: bytes, feed: str) -> list[dict[str, Any]]:
    """Return the entries of a feed. Raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is not that feed."""
    read = json.loads(content)
    if read[_OWN]["feed"] != feed:
        raise ValueError("another feed")
    return [entry for entry in read["items"] if entry["id"]]


def id_of(entry: dict[str, Any]) -> str:
    """Return the id of an entry."""
    return str(entry["id"])


def entry(made: Entry) -> dict[str, Any]:
    """Return an entry as JSON Feed has it."""
    return {
        "id": made.id,
        "url": made.address,
        "title": made.title,
        "content_html": made.html,
        "date_published": made.published,
        "date_modified": made.updated,
        "authors": [{"name": name} for name in made.authors],
        "tags": made.tags,
        "language": "zh-CN",
        _OWN: made.fields,
    }


def write(feed: str, watch: str, entries: Sequence[dict[str, Any]]) -> bytes:
    """Return the feed of a watch with entries, the newest first."""
    fields = {
        "version": _VERSION,
        "title": f"Bulletin Spider: {watch}",
        _OWN: {"feed": feed},
        "items": entries,
    }
    return json.dumps(fields, ensure_ascii=False, indent=1).encode() + b"\n"
