"""Read and write the feed of a watch in Atom (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.watches.delivery.feed_entry import Entry

_ATOM = "http://www.w3.org/2005/Atom"
_ID, _ENTRY, _UPDATED = (f"{{{_ATOM}}}{name}" for name in ("id", "entry", "updated"))
_EPOCH = "1970-01-01T00:00:00Z"


def read(content: bytes, feed: str) -> list[ET.Element]:
    """Return the entries of a feed. Raises ``ValueError`` if it is not that feed."""
    try:
        root = ET.fromstring(content)  # noqa: S314 - its own file; expat bounds what entities can grow to
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    entries = root.findall(_ENTRY)
    if root.findtext(_ID) != feed or not all(map(id_of, entries)):
        raise ValueError("another feed")
    return entries


def id_of(entry: ET.Element) -> str:
    """Return the id of an entry."""
    return entry.findtext(_ID) or ""


def entry(made: Entry) -> ET.Element:
    """Return an entry as Atom has it."""
    element = ET.Element(_ENTRY)
    for name, text in (
        ("id", made.id),
        ("title", made.title),
        ("published", made.published),
        ("updated", made.updated),
    ):
        _add(element, name, text)
    _add(element, "link", rel="alternate", type="text/html", href=made.address)
    for name in made.authors:
        _add(_add(element, "author"), "name", name)
    for tag in made.tags:
        _add(element, "category", term=tag)
    _add(element, "content", made.html, type="html")
    return element


def write(feed: str, watch: str, entries: Sequence[ET.Element]) -> bytes:
    """Return the feed of a watch with entries, the newest first."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _add(root, "id", feed)
    _add(root, "title", f"Bulletin Spider: {watch}")
    _add(root, "updated", max((entry.findtext(_UPDATED) or _EPOCH for entry in entries), default=_EPOCH))
    _add(_add(root, "author"), "name", "Bulletin Spider")
    root.extend(entries)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text
    return child
