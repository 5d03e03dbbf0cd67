"""What stands around a block: the heading over it and the 更多 link beside that."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.link_texts import is_more
from bulletin_spider.listings.page.tree import links_of, texts_of
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.rows.blocks import Block

_LEVELS = 4
_HEADING_CHARS = 60
_HEADING_LINKS = 2
_BESIDE = 4
_MORE_AT_END = re.compile(r"\s*(?:更多|more)?\s*[>》»+]*$", re.IGNORECASE)


def heading_of(block: Block, seen: dict[_Element, str | None]) -> str:
    """Return the short text right before the block; empty if there is none, or what stands there is no heading.

    ``seen`` keeps what was read before an element, for many blocks climb to the same ones.
    """
    element: _Element | None = block.rows[0].element
    for _ in range(_LEVELS):
        if element is None:
            break
        if element not in seen:
            seen[element] = _before(element)
        before = seen[element]
        if before is not None:
            return before
        element = element.getparent()
    return ""


def _before(element: _Element) -> str | None:
    """Return the heading among the siblings before ``element``, empty for other content, None for nothing."""
    for sibling in islice(element.itersiblings(preceding=True), 4):
        if sibling.tag in {"script", "style"}:
            continue
        words = clean("".join(texts_of(sibling, 30)) + (sibling.tail or ""))
        if words and not is_more(words):
            links = sum(1 for _ in islice(sibling.iter("a"), _HEADING_LINKS + 1))
            heading = len(words) <= _HEADING_CHARS and links <= _HEADING_LINKS
            return _MORE_AT_END.sub("", words) if heading else ""
    parent = element.getparent()
    return clean(parent.text or "") or None if parent is not None else None


def more_of(block: Block) -> str | None:
    """Return the address behind the 更多 link that stands beside the block; None if there is none close."""
    node = block.parent
    inside = {link for row in block.rows for link in row.links}
    for _ in range(_LEVELS):
        others = [
            link for child in node.children[:8] for link in islice(links_of(child), 12) if link not in inside
        ]
        if len(others) > _BESIDE:
            return None
        found = next((link.url for link in others if is_more(link.words)), None)
        if found or node.parent is None:
            return found
        node = node.parent
    return None
