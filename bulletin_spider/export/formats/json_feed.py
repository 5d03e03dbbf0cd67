"""Write a JSON Feed (version 1.1, https://www.jsonfeed.org/version/1.1/) of the newest bulletins."""

from __future__ import annotations

import json
import mimetypes
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.export.feed_entries import (
    MOST_ENTRIES,
    PROGRAM_NAME,
    FeedName,
    content_html,
    entry_address,
    entry_authors,
    entry_id,
    entry_published,
    newest,
)
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.export.rich_bodies import RichBodies
    from bulletin_spider.export.selection import Selection

VERSION = "https://jsonfeed.org/version/1.1"
_UNKNOWN_TYPE = "application/octet-stream"
"""The type of a file whose address has no ending that is known: each attachment must have one."""


def write(
    versions: Iterator[dict[str, Any]],
    path: Path,
    selection: Selection | None,
    bodies: RichBodies | None = None,
) -> None:
    """Write a feed of the newest bulletins, each in its latest version; ``bodies`` makes their content."""
    name = FeedName(selection.site, selection.channel, selection.topic) if selection else FeedName()
    path.write_bytes(json_feed(name, versions, bodies=bodies))


def json_feed(
    name: FeedName,
    versions: Iterable[dict[str, Any]],
    limit: int = MOST_ENTRIES,
    bodies: RichBodies | None = None,
) -> bytes:
    """Return the feed that its name says; the ids are those of the Atom feed."""
    feed = {
        "version": VERSION,
        "title": name.title,
        "language": "zh-CN",
        "authors": [{"name": PROGRAM_NAME}],
        "_bulletin_spider": {"id": name.id},
        "items": [_item(publishable(version), bodies) for version in newest(versions, limit)],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(version: dict[str, Any], bodies: RichBodies | None) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry_id(version),
        "url": entry_address(version),
        "title": version["title"],
        "content_html": content_html(version, bodies),
        "date_published": entry_published(version),
        "date_modified": version["fetched_at"],
        "authors": [{"name": name} for name in entry_authors(version)],
        "tags": [version["channel"], version["site"]],
    }
    if version["images"]:
        item["image"] = version["images"][0]["url"]
    if version["attachments"]:
        item["attachments"] = [_attachment(file) for file in version["attachments"]]
    return item


def _attachment(file: dict[str, Any]) -> dict[str, Any]:
    kind, _ = mimetypes.guess_type(urlsplit(file["url"]).path)
    attachment = {"url": file["url"], "mime_type": kind or _UNKNOWN_TYPE, "title": file["name"]}
    if size := file.get("size"):
        attachment["size_in_bytes"] = size
    return attachment
