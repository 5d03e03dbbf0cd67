"""The page read once, from top to bottom: what stands between two block borders or breaks is a line."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.catalogue_card import file_card
from bulletin_spider.extraction.document.document import Sheet, is_linked, links_shortly
from bulletin_spider.extraction.document.element_flags import HIDDEN
from bulletin_spider.extraction.document.label_cells import join_pairs
from bulletin_spider.extraction.document.line_classifier import kind, spread_footer, tells_day
from bulletin_spider.extraction.document.reader import Walk

if TYPE_CHECKING:
    from lxml import etree


def read(root: etree._Element, *, hidden: bool = False) -> Sheet:
    """Return the lines, blocks, pictures and links of the tree under ``root``, in page order."""
    walk = Walk(0 if hidden else HIDDEN)
    page = (root, 0, 0, 0)
    walk.visit(root, page, 1)
    if walk.parts:
        walk.flush(page)
    sheet = walk.sheet
    sheet.spans.append((root, 0, 0, 0, len(sheet.lines)))
    _judge(sheet)
    spread_footer(sheet)
    sheet.filed = file_card(sheet)
    join_pairs(sheet)
    return sheet


def _judge(sheet: Sheet) -> None:
    """Say of each line what it is: links, if most of it is linked, or what its words say."""
    text, links = line_kinds.TEXT, line_kinds.LINKS
    sheet.kinds = said = [links if line.linked and is_linked(line) else text for line in sheet.lines]
    for i in _judged(len(said)):
        line = sheet.lines[i]
        if said[i] is text:
            said[i] = kind(line.text)
        elif "http" in line.text and "。" in line.text and len(line.text) - line.linked >= 15:
            said[i], line.linked = text, 0
        elif 20 <= len(line.text) <= 120:
            if tells_day(line.text) and links_shortly(line):
                said[i], line.linked = line_kinds.INFO, 0
            elif "ICP" in line.text:
                said[i] = line_kinds.FOOTER


def _judged(size: int) -> chain[int]:
    """Return the indexes of the lines whose kind is judged: all, or the first and last 4,000 of a huge page."""
    return chain(range(min(size, 4000)), range(max(4000, size - 4000), size))
