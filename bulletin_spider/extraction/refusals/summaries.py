"""Summaries: texts that are cut short below a link, or end with a link to the whole."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import ROW
from bulletin_spider.extraction.document.link_rows import FEWEST, is_link, turns_pages

if TYPE_CHECKING:
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.document.document import Sheet

_CUT = re.compile(r"(?:…|\.{3,}|\[?\s?(?:详情|详细|更多|全文)\s?[\]>》]{0,2})\s?$")
"""How a summary ends that is cut short."""
_MORE = re.compile(
    r"\W{0,3}(?:(?:查看|阅读|了解|点击)?(?:详[情细]|更多|全文|原文)(?:新闻|内容|信息|介绍)?|more)\W{0,3}",
    re.IGNORECASE,
)
"""All that a link to the whole text says."""
_LIST = 3
"""Summaries of a list."""


def is_summary(sheet: Sheet, body: Body) -> bool:
    """Return whether the body's texts are cut short below a link each, or stand between as many links.

    Three of them are a list; fewer are one if a link to the whole text closes each.
    """
    prose = [i for i in body.paragraphs if _is_text(sheet, i)]
    links = sum(1 for i in range(body.start, body.end) if is_link(sheet, i))
    if (links >= FEWEST and links >= len(prose) * 0.8) or _leads_on(sheet, body):
        return True
    cut = {i for i in range(1, len(sheet.lines)) if is_link(sheet, i - 1) and _is_cut(sheet, i)}
    whole = {i for i in cut if sheet.lines[i].linked}
    return cut.issuperset(prose) and (len(cut) >= _LIST or (bool(prose) and whole.issuperset(prose)))


def is_headed_by_links(sheet: Sheet, body: Body) -> bool:
    """Return whether a link stands right above each text of the body, and above others, or pages can be turned."""
    texts = [i for i in body.paragraphs if _is_text(sheet, i) and not sheet.lines[i].linked]
    if not texts or not all(_is_headed(sheet, i) for i in texts):
        return False
    every = (i for i in range(len(sheet.lines)) if _is_text(sheet, i) and _is_headed(sheet, i))
    cut = all(_is_cut(sheet, i) for i in texts)
    return cut or len([*islice(every, 2)]) > 1 or turns_pages(sheet)


def _leads_on(sheet: Sheet, body: Body) -> bool:
    """Return whether three texts of the page, one of the body among them, end with a link to the whole text."""
    closed = [i for i, line in enumerate(sheet.lines) if 0 < line.linked < ROW and _leads_from(sheet, i)]
    return len(closed) >= _LIST and any(body.start <= i <= body.end for i in closed)


def _leads_from(sheet: Sheet, i: int) -> bool:
    """Return whether the text of the line, or the one above it, ends with the link that the line holds."""
    above = i > 0 and sheet.kinds[i - 1] is line_kinds.TEXT
    return _is_cut(sheet, i) or (above and _MORE.fullmatch(sheet.lines[i].text) is not None)


def _is_cut(sheet: Sheet, i: int) -> bool:
    return _CUT.search(sheet.lines[i].text[-12:]) is not None


def _is_text(sheet: Sheet, i: int) -> bool:
    return sheet.kinds[i] is line_kinds.TEXT and len(sheet.lines[i].text) > 2 * ROW


def _is_headed(sheet: Sheet, i: int) -> bool:
    return any(is_link(sheet, k) for k in range(max(0, i - 2), i))
