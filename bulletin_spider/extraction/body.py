"""Where the body stands: the run of lines that speaks most for being prose, grown to its block and trimmed."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin_spider.extraction.lines import Line, Sheet
from bulletin_spider.extraction.marks import BODY, CHROME, HIDDEN
from bulletin_spider.extraction.wording import Kind, kind, weight

_BORDERS = frozenset((Kind.END, Kind.FOOTER, Kind.RELATED, Kind.EDITOR))


@dataclass(slots=True)
class Body:
    """The lines ``start`` to ``end`` (exclusive), which of them are paragraphs, and the block around them."""

    start: int
    end: int
    paragraphs: list[int]
    block: int


def find_body(sheet: Sheet, headline: int) -> Body | None:
    """Return the body of ``sheet``; lines above ``headline`` (-1 if unknown) count little. None if there is no prose."""
    kinds = [kind(line.text) for line in sheet.lines]
    run = _best_run(sheet.lines, kinds, headline)
    if run is None:
        return None
    start, end = _grown(sheet, kinds, *run, headline)
    keep = [i for i in range(start, end) if _is_paragraph(sheet.lines[i], kinds[i])]
    return Body(start, end, keep, _block_around(sheet, start, end))


def _best_run(lines: list[Line], kinds: list[Kind], headline: int) -> tuple[int, int] | None:
    best, run, start, total, late, left = 20.0, None, 0, 0.0, 1.0, 0
    for i, line in enumerate(lines):
        if line.flags & HIDDEN:
            continue
        if kinds[i] in _BORDERS or (kinds[i] is Kind.INFO and total < 150) or i == headline:
            if total > 100 and kinds[i] in _BORDERS:
                late = 0.3
            total = 0.0
            continue
        total -= max(0, line.step - 2) * 4.0
        if left & ~line.flags & BODY:
            total -= 40.0
        left = line.flags
        if total <= 0:
            start, total = i, 0.0
        gain = _gain(line, kinds[i], late if i > headline else 0.3)
        total += gain
        if total > best and gain > 0:
            best, run = total, (start, i + 1)
    return run


def _gain(line: Line, said: Kind, factor: float) -> float:
    if said is not Kind.TEXT:
        return -15.0
    gain = weight(line.text, line.linked)
    if gain > 0:
        gain *= factor * (1.5 if line.flags & BODY else 0.1 if line.flags & CHROME else 1.0)
    return gain


def _grown(sheet: Sheet, kinds: list[Kind], start: int, end: int, headline: int) -> tuple[int, int]:
    """Return the run with the soft lines that its block, or a little wider one, holds before and after it."""
    block = sheet.blocks[_block_around(sheet, start, end)]
    if block.end - block.start == end - start:
        for wider in reversed(sheet.blocks):
            if wider.start <= block.start and wider.end >= block.end and wider.depth <= block.depth and wider is not block:
                if block.depth - wider.depth <= 1:
                    block = wider
                break
    named = block.flags & BODY
    while end < block.end and _soft(sheet.lines[end], kinds[end]) and (named or sheet.lines[end].step <= 2):
        end += 1
    while start > max(block.start, headline + 1) and _soft(sheet.lines[start - 1], kinds[start - 1]) and (
        named or sheet.lines[start].step <= 2
    ):
        start -= 1
    return start, end


def _soft(line: Line, said: Kind) -> bool:
    return said is Kind.TEXT and line.linked * 2 <= len(line.text) and not line.flags & (CHROME | HIDDEN)


def _is_paragraph(line: Line, said: Kind) -> bool:
    if line.flags & HIDDEN or said in (Kind.TOOL, Kind.EDITOR, Kind.FOOTER, Kind.RELATED):
        return False
    return line.linked * 2 <= len(line.text) or len(line.text) > 60


def _block_around(sheet: Sheet, start: int, end: int) -> int:
    """Return the index of the smallest block that holds the lines ``start`` to ``end``."""
    found = 0
    for i, block in enumerate(sheet.blocks):
        if block.start <= start and block.end >= end:
            found = i
        elif block.start > start:
            break
    return found
