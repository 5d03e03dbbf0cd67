"""Write a feed in Atom (RFC 4287), with links to its older pages or archive documents (RFC 5005)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from bulletin_spider.web.feeds.feed import Entry, Feed
    from bulletin_spider.web.parameters import Parameters

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = "1970-01-01T00:00:00Z"
_HISTORY = "http://purl.org/syndication/history/1.0"
ET.register_namespace("", _ATOM)
ET.register_namespace("fh", _HISTORY)


def write_atom(feed: Feed, parameters: Parameters) -> bytes:
    """Return the feed as Atom."""
    root = ET.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "zh-CN"})
    _add(root, "id", feed.id)
    _add(root, "title", publishable(feed.title))
    _add(root, "updated", max((entry.updated for entry in feed.entries), default=_EPOCH, key=_moment))
    _add(_add(root, "author"), "name", "Bulletin Spider")
    if feed.is_archived or feed.is_complete:
        ET.SubElement(root, f"{{{_HISTORY}}}{'archive' if feed.is_archived else 'complete'}")
    _add_links(root, feed, parameters)
    for entry in feed.entries:
        _add_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_links(root: ET.Element, feed: Feed, parameters: Parameters) -> None:
    home, media_type = parameters.root, MEDIA_TYPE.partition(";")[0]

    def add(relation: str, address: str) -> None:
        _add(root, "link", rel=relation, type=media_type, href=home + address)

    _add(root, "link", rel="alternate", type="text/html", href=home + parameters.link(archive=None))
    add("self", parameters.link(".atom", after=parameters.key() or None))
    if feed.is_archived:
        add("current", parameters.link(".atom", archive=None))
    elif parameters.key():
        add("first", parameters.link(".atom"))
    if feed.next_page:
        add("next" if feed.older is None else "prev-archive", parameters.link(".atom", **feed.next_page))


def _moment(value: str) -> dt.datetime:
    return dt.datetime.fromisoformat(value)


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = _add(root, "entry")
    texts = {"id": entry.id, "title": entry.title, "published": entry.published, "updated": entry.updated}
    for name, text in texts.items():
        _add(element, name, publishable(text))
    _add(element, "link", rel="alternate", type="text/html", href=entry.address)
    for name in entry.authors:
        _add(_add(element, "author"), "name", publishable(name))
    for tag in entry.tags:
        _add(element, "category", term=publishable(tag))
    _add(element, "content", publishable(entry.html), type="html")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text
    return child
