"""Find the body of a page without prose: the few words below a picture or a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.body.finder import Body
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import has_only_short_links
from bulletin_spider.extraction.document.element_flags import CHROME, HIDDEN
from bulletin_spider.extraction.document.line_patterns import SPONSOR, SPONSOR_REACH
from bulletin_spider.statuses import EvidenceRule

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document

_MAX_CAPTIONS = 4
"""Most lines below the picture or video of a bulletin without prose: what follows belongs to the site."""
_MIN_CAPTION = 8
"""Characters of the shortest caption: a shorter line can be a button."""


def body_without_prose(document: Document, headline: int) -> Body:
    """Return the captions behind the lines of date and source, or an empty body at the same place."""
    at = headline + 1
    while at < len(document.kinds) and _is_info_or_tool(document, at):
        at += 1
    end = at
    while (
        end < min(at + _MAX_CAPTIONS, len(document.kinds))
        and at > headline + 1
        and _is_caption(document, end)
    ):
        end += 1
    return Body(at, end, [*range(at, end)], EvidenceRule.CAPTIONS)


def _is_caption(document: Document, i: int) -> bool:
    """Return whether the line can be text below a picture: some words outside links, menus and the footer."""
    line = document.lines[i]
    return (
        document.kinds[i] is line_kinds.TEXT
        and len(line.text) >= _MIN_CAPTION
        and not (line.linked or line.flags & (CHROME | HIDDEN) or SPONSOR.search(line.text[:SPONSOR_REACH]))
    )


def _is_info_or_tool(document: Document, i: int) -> bool:
    """Return whether the line tells date or source or holds page tools, which can be links."""
    kind = document.kinds[i]
    return kind in (line_kinds.INFO, line_kinds.DATE, line_kinds.TOOL) or (
        kind is line_kinds.LINKS and has_only_short_links(document.lines[i])
    )
