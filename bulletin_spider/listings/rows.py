"""One row of a listing as an entry: which link is the headline, which words are the day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.listings.blocks import Row, link_text
from bulletin_spider.listings.links import is_document
from bulletin_spider.listings.records import Entry
from bulletin_spider.listings.words import is_minor
from bulletin_spider.normalization.dates import find_day
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from bulletin_spider.listings.tree import Node

_DAY_ALONE = re.compile(
    r"[\[(（【\s]*(?:[\u4e00-\u9fff]{2,4}\s*[:：])?\s*(?:\d{2}|\d{4})?\s?[-./年]?\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?"
    r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[\])）】\s]*"
)
_PINNED = re.compile(r"置顶|\[顶\]|【顶】")


def read_row(row: Row, reference: dt.date | None) -> Entry | None:
    """Return the entry of ``row``; None if no link of it has words."""
    link = _headline(row.links)
    title = _title(link.element)
    if not title or link.url is None:
        return None
    texts = [clean(text) for element in row.elements for text in _texts(element)]
    date = next((find_day(text, reference) for text in texts if _DAY_ALONE.fullmatch(text)), None)
    pinned = any(_PINNED.search(text) for text in texts)
    return Entry(title, link.url, date, pinned, is_document(link.url))


def _headline(links: list[Node]) -> Node:
    texts = [link_text(link.element) for link in links]
    longest = max(texts, key=len)
    major = [link for link, text in zip(links, texts, strict=True) if not is_minor(text, longest)]
    return major[0] if major else links[0]


def _title(element: Any) -> str:
    parts = [text for text in _texts(element) if not _DAY_ALONE.fullmatch(clean(text))]
    text = clean("".join(parts))
    whole = clean(element.get("title") or "")
    cut = text.rstrip("….").strip()
    return whole if text.endswith(("…", "...")) and len(whole) > len(cut) else text


def _texts(element: Any) -> Iterator[str]:
    for text in element.itertext():
        if text.strip():
            yield text
