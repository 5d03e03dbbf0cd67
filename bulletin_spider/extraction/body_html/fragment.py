"""Make the HTML of a body from the bytes or the text of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from bulletin_spider.extraction.body_html.cutting import cut_to_body
from bulletin_spider.extraction.body_html.reshaping import reshaped
from bulletin_spider.extraction.body_html.sanitizing import sanitized
from bulletin_spider.extraction.document.head import read_head
from bulletin_spider.extraction.fields.media import absolute_url
from bulletin_spider.markup.encoding import decode
from bulletin_spider.markup.parsing import MAX_DEPTH, flatten, parse, shorten

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Content

_MAX_ELEMENTS = 15_000
"""Elements of a body that are reshaped: BeautifulSoup takes 0.1 ms for each.

Bodies of saved pages have up to 254. A thousand rows of four cells have 13,000 with a paragraph and a span in each.
"""
_MAX_PAIRS = 16_000_000
"""Pairs of siblings in a body that is reshaped: BeautifulSoup looks for an element among all its siblings.

A row of 3,900 cells takes 1.3 s, one of 9,000 takes 5.7 s.
"""
_IS_TOO_DEEP = etree.XPath(f"boolean({'/'.join('*' * (MAX_DEPTH + 1))})")
"""Steps down take 3 ms on a crowded page; to count the levels above each element takes up to 0.7 s."""


def body_fragment(body: bytes | str, url: str, content: Content, steps: int = 0) -> str:
    """See :func:`bulletin_spider.extraction.rich_body`.

    ``steps`` bounds the time where nobody can interrupt it: 100 million are about a second at worst; 0 is no bound.
    """
    root = readable_root(decode(body, content.evidence.get("encoding", {}).get("text")).text)
    if root is None:
        return ""
    base = absolute_url(read_head(root).base, url) or url
    element = cut_to_body(root, content.paragraphs, [str(one["url"]) for one in content.images], base)
    if element is None or _is_too_large(element) or (steps and _worst_steps(element) > steps):
        return ""
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return sanitized(reshaped(markup, base))


def readable_root(text: str) -> etree._Element | None:
    """Return the root of the tree of a page, which is not too deep; None if there is no element."""
    markup = shorten(text)
    root = parse(markup)
    if root is not None and _IS_TOO_DEEP(root):
        root = parse(flatten(markup))
    return root


def _is_too_large(element: etree._Element) -> bool:
    sizes = [len(one) for one in element.iter()]
    return len(sizes) > _MAX_ELEMENTS or sum(size * size for size in sizes) > _MAX_PAIRS


def _worst_steps(element: etree._Element) -> int:
    """Return how many siblings are looked at if every element is moved out of every level above it, one by one."""
    count = depth = levels = 0
    for event, _ in etree.iterwalk(element, events=("start", "end")):
        levels += 1 if event == "start" else -1
        count += event == "start"
        depth = max(depth, levels)
    return count * count * depth
