"""Write an Atom feed (RFC 4287) of the newest bulletins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

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

_ATOM = "http://www.w3.org/2005/Atom"


def write(
    versions: Iterator[dict[str, Any]],
    path: Path,
    selection: Selection | None,
    bodies: RichBodies | None = None,
) -> None:
    """Write a feed of the newest bulletins, each in its latest version; ``bodies`` makes their content."""
    name = FeedName(selection.site, selection.channel, selection.topic) if selection else FeedName()
    path.write_bytes(atom_feed(name, versions, bodies=bodies))


def atom_feed(
    name: FeedName,
    versions: Iterable[dict[str, Any]],
    limit: int = MOST_ENTRIES,
    bodies: RichBodies | None = None,
) -> bytes:
    """Return the feed of a site, of one of its channels, or of all sites, as its name says."""
    shown = newest(versions, limit)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _add_text(root, "id", name.id)
    _add_text(root, "title", name.title)
    updated = max((version["fetched_at"] for version in shown), default="1970-01-01T00:00:00Z")
    _add_text(root, "updated", updated)
    _add_text(ET.SubElement(root, "author"), "name", PROGRAM_NAME)
    for version in shown:
        _fill_entry(ET.SubElement(root, "entry"), publishable(version), bodies)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _fill_entry(entry: ET.Element, version: dict[str, Any], bodies: RichBodies | None) -> None:
    _add_text(entry, "id", entry_id(version))
    _add_text(entry, "title", version["title"])
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": entry_address(version)})
    _add_text(entry, "published", entry_published(version))
    _add_text(entry, "updated", version["fetched_at"])
    # An entry without an author would get the feed's author, which is this program (RFC 4287, 4.2.1).
    for name in entry_authors(version):
        _add_text(ET.SubElement(entry, "author"), "name", name)
    for term in (version["channel"], version["site"]):
        ET.SubElement(entry, "category", {"term": term})
    _add_text(entry, "content", content_html(version, bodies)).set("type", "html")


def _add_text(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child
