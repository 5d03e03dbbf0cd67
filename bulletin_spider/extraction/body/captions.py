"""Bulletins without prose: the few words below a picture or a film, or the place where they would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.body.finder import Body
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import has_only_short_links
from bulletin_spider.extraction.document.element_flags import CHROME, HIDDEN
from bulletin_spider.extraction.document.line_patterns import SPONSOR

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document

_CAPTIONS = 4
"""Lines that may stand below a picture or film that is all there is of a bulletin."""


def body_without_prose(document: Document, headline: int) -> Body:
    """Return the few words behind the lines of date and source of a page without prose, or the place for them."""
    at = headline + 1
    while at < len(document.kinds) and _is_above(document, at):
        at += 1
    end = at
    while end < min(at + _CAPTIONS, len(document.kinds)) and at > headline + 1 and _is_caption(document, end):
        end += 1
    return Body(at, end, [*range(at, end)])


def _is_caption(document: Document, i: int) -> bool:
    """Return whether the line may be text below a picture: some words that are no link and not the site's foot."""
    line = document.lines[i]
    return (
        document.kinds[i] is line_kinds.TEXT
        and len(line.text) >= 8
        and not (line.linked or line.flags & (CHROME | HIDDEN) or SPONSOR.search(line.text[:80]))
    )


def _is_above(document: Document, i: int) -> bool:
    """Return whether the line tells date or source, or holds page tools, which may be links."""
    said = document.kinds[i]
    return said in (line_kinds.INFO, line_kinds.DATE, line_kinds.TOOL) or (
        said is line_kinds.LINKS and has_only_short_links(document.lines[i])
    )
