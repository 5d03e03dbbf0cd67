"""Write an Atom feed (RFC 4287) of the newest bulletins."""

from __future__ import annotations

import heapq
import uuid
from html import escape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from bulletin_spider.export.body_blocks import body_blocks
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.export.body_blocks import Rows
    from bulletin_spider.export.rich_bodies import RichBodies
    from bulletin_spider.export.selection import Selection

MOST_ENTRIES = 1_000
"""Entries of an exported feed. Another format is better for more."""
_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACE = uuid.UUID("5b0c4d0e-2f64-5d0a-9c53-6f1c2a7e9b11")
"""Used by this program only, so that an id made from it never equals another program's id (RFC 9562, version 5)."""


def write(
    versions: Iterator[dict[str, Any]],
    path: Path,
    selection: Selection | None,
    bodies: RichBodies | None = None,
) -> None:
    """Write a feed of the newest bulletins, each in its latest version; ``bodies`` makes their content."""
    site, channel = (selection.site, selection.channel) if selection else (None, None)
    path.write_bytes(atom_feed(site, channel, versions, bodies=bodies))


def atom_feed(
    site: str | None,
    channel: str | None,
    versions: Iterable[dict[str, Any]],
    limit: int = MOST_ENTRIES,
    bodies: RichBodies | None = None,
) -> bytes:
    """Return the feed of a site, of one of its channels, or of all sites.

    The feed's id depends on site and channel only, not on where the feed is written.
    """
    name = "/".join(filter(None, (site or "bulletins", channel)))
    title = " · ".join(filter(None, (site, channel))) or "政务新闻"
    newest = _newest(versions, limit)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _add_text(root, "id", _urn(f"feed:{name}"))
    _add_text(root, "title", title)
    updated = max((version["fetched_at"] for version in newest), default="1970-01-01T00:00:00Z")
    _add_text(root, "updated", updated)
    _add_text(ET.SubElement(root, "author"), "name", "Bulletin Spider")
    for version in newest:
        _fill_entry(ET.SubElement(root, "entry"), publishable(version), bodies)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _newest(versions: Iterable[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Return the latest version of each of the newest bulletins, newest first."""
    heap: list[tuple[str, str, int, dict[str, Any]]] = []
    latest: dict[tuple[str, str], int] = {}
    for count, version in enumerate(versions):
        if version["revision"] > 1:
            latest[version["site"], version["id"]] = version["revision"]
        # -count is unique, so two entries never compare their versions, which are dicts.
        entry = (version["date"], version["published_at"] or "", -count, version)
        if len(heap) < limit:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    found = [version for *_, version in sorted(heap, key=lambda entry: entry[:3], reverse=True)]
    return [one for one in found if latest.get((one["site"], one["id"]), 1) == one["revision"]]


def _fill_entry(entry: ET.Element, version: dict[str, Any], bodies: RichBodies | None) -> None:
    _add_text(entry, "id", _urn(f"{version['site']}/{version['id']}"))
    _add_text(entry, "title", version["title"])
    ET.SubElement(
        entry,
        "link",
        {"rel": "alternate", "type": "text/html", "href": version.get("moved_to") or version["url"]},
    )
    _add_text(entry, "published", version["published_at"] or f"{version['date']}T00:00:00+08:00")
    _add_text(entry, "updated", version["fetched_at"])
    # An entry without an author would get the feed's author, which is this program (RFC 4287, 4.2.1).
    for name in version["reporters"] or [version["source"] or version["site"]]:
        _add_text(ET.SubElement(entry, "author"), "name", name)
    for term in (version["channel"], version["site"]):
        ET.SubElement(entry, "category", {"term": term})
    _add_text(entry, "content", _content_html(version, bodies)).set("type", "html")


def _content_html(version: dict[str, Any], bodies: RichBodies | None) -> str:
    rich = bodies.body(version) if bodies else None
    if rich:
        parts = [rich.text]
    else:
        parts = [
            _table(block) if isinstance(block, list) else f"<p>{escape(block)}</p>"
            for block in body_blocks(version)
        ]
    parts += [
        f'<p><img src="{escape(image["url"])}" alt="{escape(image["caption"] or "")}"></p>'
        for image in (rich.other_images if rich else version["images"])
    ]
    parts += [
        f'<p><a href="{escape(file["url"])}">{escape(file["name"])}</a></p>'
        for file in version["attachments"]
    ]
    return "\n".join(parts)


def _table(rows: Rows) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _add_text(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn
