"""How a run of prose grows over the short lines of its block: salutations, sign-off lines, cells of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import blocks_around
from bulletin_spider.extraction.document.element_flags import BODY, CHROME, HIDDEN, INFO
from bulletin_spider.extraction.document.line_classifier import is_imprint
from bulletin_spider.extraction.document.line_kinds import HEAD

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Block, Sheet

_LINKS = 3
"""Lines of links that may stand between a text and its sign-off."""
_OFFICE = 40
"""Characters of the office that signs."""


def grown(sheet: Sheet, start: int, end: int, headline: int) -> tuple[int, int]:
    """Return the run with the soft lines that its block holds before and after it."""
    around = blocks_around(sheet, start, end)
    block = inner = next(around)
    if inner.end - inner.start == end - start:
        wider = (one for one in around if one.end - one.start > end - start and one.depth >= inner.depth - 1)
        block = next(wider, inner)
    named = block.flags & BODY
    own = sheet.lines[start].flags & CHROME
    while end < block.end and _soft(sheet, end, own) and (named or sheet.lines[end].step <= 2):
        end += 1
    if named:
        end = _signed(sheet, end, block)
    while (
        start > max(block.start, headline + 1)
        and _soft(sheet, start - 1, own)
        and sheet.kinds[start - 1] not in HEAD
        and (named or sheet.lines[start].step <= 2)
    ):
        start -= 1
    return start, end


def _soft(sheet: Sheet, i: int, own: int) -> bool:
    """Return whether the line may belong to the body beside it, which stands in ``own`` frames of chrome itself."""
    said, line = sheet.kinds[i], sheet.lines[i]
    if line.flags & INFO and not line.flags & BODY and len(line.text) < 60:
        return False
    if said is line_kinds.INFO and is_imprint(line.text):
        return False
    return said in (line_kinds.TEXT, line_kinds.DATE, line_kinds.INFO) and not line.flags & (
        CHROME ^ own | HIDDEN
    )


def _signed(sheet: Sheet, end: int, block: Block) -> int:
    """Return the end of a named block's body: behind office and day, if a few links alone part them from the text."""
    at = end
    while (
        at < min(block.end, end + _LINKS)
        and sheet.kinds[at] is line_kinds.LINKS
        and sheet.lines[at].step <= 2
    ):
        at += 1
    office = (
        at > end
        and at < block.end
        and sheet.kinds[at] is line_kinds.TEXT
        and len(sheet.lines[at].text) <= _OFFICE
    )
    day = at + office
    return day + 1 if at > end and day < block.end and sheet.kinds[day] is line_kinds.DATE else end
