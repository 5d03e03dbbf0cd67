"""Correct the kinds of lines that read like links or their heading, and belong to the body."""

from __future__ import annotations

import re
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import labels, line_kinds, line_patterns
from bulletin_spider.extraction.document.element_flags import ATTACHMENT, CHROME
from bulletin_spider.extraction.document.line_classifier import line_kind
from bulletin_spider.extraction.document.prose import prose_weight
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Document, Line

NEXT_FRAME = 2
"""Largest step to a line of the same part of the layout: to the next div, one frame is left and one entered."""
_FIGURE_TAGS = ("td", "th", "p", "li", "dd", "dt")
"""Elements of text and tables: a player is in a div or a span."""
_WORD = re.compile("[\u4e00-\u9fff]{2}")
"""Two Chinese characters: a mark, a number or a day beside a link is no part of a sentence."""
_MIN_WORDS = 4
"""Characters before and behind a link in a sentence: two on either side."""
_MAX_TEXTS = 20
"""Texts of a link that are read."""
_MIN_PROSE_WEIGHT = 15
"""Weight above which the line below a subheading is prose: without punctuation, a line needs 51 characters for it."""


def mark_body_lines(document: Document) -> None:
    """Mark subheadings, figures in cells, labelled links and labelled attachments as TEXT.

    The links of labelled attachments are added to the attachments.
    """
    labelled: list[int] = []
    kinds, lines = document.kinds, document.lines
    text, links = line_kinds.TEXT, line_kinds.LINKS
    for i, kind in enumerate(kinds):
        if kind is text:
            continue
        if kind is links:
            if lines[i].text[0] == labels.ATTACHMENT[0] and line_patterns.ATTACHMENT_LABEL.match(
                lines[i].text
            ):
                labelled.append(i)
            elif i and kinds[i - 1] is text and _is_linked_text(document, i):
                kinds[i], lines[i].linked = text, 0
        elif (kind is line_kinds.RELATED and _is_subheading(document, i)) or (
            kind is line_kinds.TOOL and _is_figure(lines[i])
        ):
            kinds[i] = text
    if labelled:
        _add_labelled_attachments(document, labelled)


def _is_linked_text(document: Document, i: int) -> bool:
    """Return whether a line of links below a text is text: an address, a link behind a label, or one in a sentence.

    A label of other texts (专题：…) does not count.
    """
    line, above = document.lines[i], document.lines[i - 1]
    if line.step > NEXT_FRAME or (line.flags | above.flags) & CHROME:
        return False
    if line_patterns.BARE_ADDRESS.match(line.text):
        return True
    label = line_patterns.LABELLED_LINK.match(line.text)
    if label is not None and len(line.text) - line.linked >= len(label[0]):
        return not line_patterns.OTHER_TEXTS.search(label[0]) and line_kind(line.text) is line_kinds.TEXT
    return _goes_on_behind_link(line)


def _goes_on_behind_link(line: Line) -> bool:
    """Return whether the only link of the line has words before it and behind it: 请登录…查询."""
    if len(line.text) - line.linked < _MIN_WORDS:
        return False
    links = list(islice(line.block.iter("a"), 2))
    if len(links) != 1:
        return False
    before, _, behind = line.text.partition(clean("".join(map(str, islice(links[0].itertext(), _MAX_TEXTS)))))
    words = f"{before}{behind}"
    return bool(_WORD.match(before) and _WORD.match(behind)) and not line_patterns.OTHER_TEXTS.search(words)


def _is_figure(line: Line) -> bool:
    """Return whether the line reads like the progress of a player, and is in a cell or a paragraph."""
    return (
        line.block.tag in _FIGURE_TAGS
        and len(line.text) <= line_patterns.MAX_PLAYER
        and line_patterns.PLAYER.fullmatch(line.text) is not None
    )


def _add_labelled_attachments(document: Document, labelled: list[int]) -> None:
    """Add the links of the lines ``labelled`` to the attachments. If no link has a target, the line is only text."""
    has_links: dict[etree._Element, bool] = {}
    for i in labelled:
        line = document.lines[i]
        if line.block not in has_links:
            links = [(i, node) for node in line.block.iter("a") if _has_target(node)]
            has_links[line.block] = bool(links)
            document.attachments += links
        document.kinds[i], line.linked = line_kinds.TEXT, 0
        line.flags |= ATTACHMENT if has_links[line.block] else 0
    document.attachments = sorted({*document.attachments}, key=itemgetter(0))


def _has_target(node: etree._Element) -> bool:
    return not (node.get("href") or "#").startswith(("#", "javascript:"))


def _is_subheading(document: Document, i: int) -> bool:
    """Return whether a line that reads like the heading of related links is a subheading of the body."""
    behind = document.lines[i + 1 : i + 2]
    if behind and labels.ATTACHMENT in document.lines[i].text:
        return document.kinds[i + 1] is line_kinds.TEXT and behind[0].step == 0
    if (
        not behind
        or document.lines[i].step > NEXT_FRAME
        or behind[0].step > NEXT_FRAME
        or document.kinds[i + 1] is not line_kinds.TEXT
    ):
        return False
    return (
        not (document.lines[i].flags | behind[0].flags) & CHROME
        and prose_weight(behind[0].text, behind[0].linked) > _MIN_PROSE_WEIGHT
    )
