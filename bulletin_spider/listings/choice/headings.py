"""Read what surrounds a block of rows: the heading above it and the 更多 (more) link beside it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.link_texts import is_more_link
from bulletin_spider.listings.page.tree import links_of, texts_of
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.rows.row_block import RowBlock

# Elements to climb from the rows: the heading is outside the list, often outside the box around the list.
_LEVELS = 4
# A longer text is prose, more links are a menu: neither is a heading.
_MAX_HEADING_CHARS = 60
_MAX_HEADING_LINKS = 2
# More links beside the block belong to other lists, so a 更多 link among them may be theirs.
_MAX_LINKS_BESIDE = 4
_MORE_AT_END = re.compile(r"\s*(?:更多|more)?\s*[>》»+]*$", re.IGNORECASE)


def heading_above(block: RowBlock, cache: dict[_Element, str | None]) -> str:
    """Return the short text right before the block; empty if there is no text or the text is no heading.

    ``cache`` keeps the text before each element, because many blocks climb to the same elements.
    """
    element: _Element | None = block.rows[0].element
    for _ in range(_LEVELS):
        if element is None:
            break
        if element not in cache:
            cache[element] = _heading_before(element)
        heading = cache[element]
        if heading is not None:
            return heading
        element = element.getparent()
    return ""


def _heading_before(element: _Element) -> str | None:
    """Return the heading among the siblings before ``element``; empty for other content, None for no content."""
    for sibling in islice(element.itersiblings(preceding=True), 4):
        if sibling.tag in {"script", "style"}:
            continue
        text = clean("".join(texts_of(sibling, 30)) + (sibling.tail or ""))
        if text and not is_more_link(text):
            links = sum(1 for _ in islice(sibling.iter("a"), _MAX_HEADING_LINKS + 1))
            is_heading = len(text) <= _MAX_HEADING_CHARS and links <= _MAX_HEADING_LINKS
            return _MORE_AT_END.sub("", text) if is_heading else ""
    parent = element.getparent()
    return clean(parent.text or "") or None if parent is not None else None


def more_url(block: RowBlock) -> str | None:
    """Return the address of the 更多 link close to the block; None if there is no such link."""
    node = block.parent
    inside = {link for row in block.rows for link in row.links}
    for _ in range(_LEVELS):
        others = [
            link for child in node.children[:8] for link in islice(links_of(child), 12) if link not in inside
        ]
        if len(others) > _MAX_LINKS_BESIDE:
            return None
        found = next((link.url for link in others if is_more_link(link.text)), None)
        if found or node.parent is None:
            return found
        node = node.parent
    return None
