"""Find the body of a page without prose: the few words below a picture or a video."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.body.finder import Body
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import has_only_short_links
from bulletin_spider.extraction.document.element_flags import BODY, CHROME, HIDDEN, flags_of_attributes
from bulletin_spider.extraction.document.line_patterns import SPONSOR, SPONSOR_REACH

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Document

_MAX_CAPTIONS = 4
"""Most lines below the picture or video of a bulletin without prose: what follows belongs to the site."""
_MAX_FILES = 40
"""Pictures, and elements that can show a file, that are searched for the place of a body."""
_FRAMES_AROUND = 6
"""Blocks around a picture that are searched for the name of a body."""
_MIN_CAPTION = 8
"""Characters of the shortest caption: a shorter line can be a button."""


def body_without_prose(document: Document, headline: int) -> Body:
    """Return the captions behind the lines of date and source, or an empty body at the same place.

    If the headline is on no line, the body is where the first picture or file of a block with the name of a body is.
    """
    if headline < 0 and (place := place_in_named_body(document)) is not None:
        return Body(place, place, [], EvidenceRule.CAPTIONS)
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


def place_in_named_body(document: Document) -> int | None:
    """Return the line behind the first picture or file in a block with the name of a body; None if there is none."""
    shown = [(at, node) for at, node, _ in islice(document.embedded, _MAX_FILES)]
    pictures = islice(document.images, _MAX_FILES)
    return min((at for at, node in chain(shown, pictures) if _is_in_named_body(node)), default=None)


def _is_in_named_body(node: etree._Element) -> bool:
    """Return whether a block with the name of a body is around the element."""
    around = islice(node.iterancestors("div", "td", "section", "article"), _FRAMES_AROUND)
    return any(flags_of_attributes(block.items()) & BODY for block in around)


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
