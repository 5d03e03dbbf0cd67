"""Tell whether a page is an article: it has running text outside the rows of links, or the marks of an article page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element, _ElementUnicodeResult

    from bulletin_spider.listings.page.tree import PageTree
    from bulletin_spider.listings.rows.row_block import ListingRow

# Shorter texts are labels and headlines, not prose.
_MIN_PROSE_TEXT_CHARS = 30
# Prose that makes a page an article: on its own, and together with an article mark.
_ARTICLE_PROSE_CHARS = 300
_MARKED_PROSE_CHARS = 60
_NO_PROSE_TAGS = frozenset({"script", "style", "a", "option", "textarea", "title", "noscript"})
_SENTENCE_END = re.compile(r"[。；！？]")
# Links to the previous and next article, the editor in charge, a print button, the title field of the page head.
_ARTICLE_MARKS = re.compile(
    r"(?:上|下)一(?:篇|条)\s*[:：<]|责任编辑\s*[:：]|【?打印(?:本页|此页|】|</a>)|"
    r"""<meta[^>]{0,80}name\s*=\s*["']?ArticleTitle["']?[^>]{0,80}content\s*=\s*["']?[^"'\s>/]""",
    re.IGNORECASE,
)


def is_article(tree: PageTree, rows: Iterable[ListingRow], title_chars: int) -> bool:
    """Tell whether the page is an article and its ``rows`` are only links beside it.

    ``title_chars`` is the length of all headlines of the rows: a listing has more of them than prose.
    """
    prose = _prose_chars_outside(
        tree.root, {element for row in rows for element in (row.element, *row.after)}
    )
    return prose > max(_ARTICLE_PROSE_CHARS, title_chars) or (
        prose > _MARKED_PROSE_CHARS and _ARTICLE_MARKS.search(tree.text) is not None
    )


def _prose_chars_outside(root: _Element, rows: set[_Element]) -> int:
    prose = 0
    texts = cast(
        "list[_ElementUnicodeResult]", root.xpath(f"//text()[string-length() > {_MIN_PROSE_TEXT_CHARS}]")
    )
    for text in texts[:2000]:
        holder = text.getparent()
        if holder is None or holder.tag in _NO_PROSE_TAGS or not _SENTENCE_END.search(text):
            continue
        if not _is_inside(holder.getparent() if text.is_tail else holder, rows):
            prose += len(text.strip())
    return prose


def _is_inside(element: _Element | None, rows: set[_Element]) -> bool:
    for _ in range(8):
        if element is None:
            return False
        if element in rows or element.tag == "a":
            return True
        element = element.getparent()
    return False
