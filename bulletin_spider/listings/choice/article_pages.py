"""Whether a page is an article: running text outside its rows of links, and the marks of an article page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element, _ElementUnicodeResult

    from bulletin_spider.listings.page.tree import PageTree
    from bulletin_spider.listings.rows.cards import Row

_LONG = 30
_MUCH = 300
_SOME = 60
_NO_PROSE = frozenset({"script", "style", "a", "option", "textarea", "title", "noscript"})
_SENTENCE = re.compile(r"[。；！？]")
_MARKS = re.compile(
    r"(?:上|下)一(?:篇|条)\s*[:：<]|责任编辑\s*[:：]|【?打印(?:本页|此页|】|</a>)|"
    r"""<meta[^>]{0,80}name\s*=\s*["']?ArticleTitle["']?[^>]{0,80}content\s*=\s*["']?[^"'\s>/]""",
    re.IGNORECASE,
)


def is_article(tree: PageTree, rows: Iterable[Row], titles: int) -> bool:
    """Tell whether the page is an article, whose rows (of ``titles`` characters) only stand beside it."""
    prose = _prose_outside(tree.root, {element for row in rows for element in (row.element, *row.after)})
    return prose > max(_MUCH, titles) or (prose > _SOME and _MARKS.search(tree.text) is not None)


def _prose_outside(root: _Element, rows: set[_Element]) -> int:
    prose = 0
    found = cast("list[_ElementUnicodeResult]", root.xpath(f"//text()[string-length() > {_LONG}]"))
    for text in found[:2000]:
        holder = text.getparent()
        if holder is None or holder.tag in _NO_PROSE or not _SENTENCE.search(text):
            continue
        if not _inside(holder.getparent() if text.is_tail else holder, rows):
            prose += len(text.strip())
    return prose


def _inside(element: _Element | None, rows: set[_Element]) -> bool:
    for _ in range(8):
        if element is None:
            return False
        if element in rows or element.tag == "a":
            return True
        element = element.getparent()
    return False
