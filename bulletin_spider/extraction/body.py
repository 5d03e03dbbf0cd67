"""Where the body stands: the run of lines that speaks most for being prose, grown to its block and trimmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.extraction.bylines import may_name, standing_alone
from bulletin_spider.extraction.marks import BODY, CHROME, HIDDEN, INFO
from bulletin_spider.extraction.wording import BORDERS, Kind, has_clock, is_imprint, weight

if TYPE_CHECKING:
    from bulletin_spider.extraction.lines import Line, Sheet

_HEAD = frozenset((Kind.INFO, Kind.DATE))
_NEVER = frozenset((Kind.TOOL, Kind.EDITOR, Kind.FOOTER, Kind.RELATED, Kind.LINKS, Kind.END))


@dataclass(slots=True)
class Body:
    """The lines ``start`` to ``end`` (exclusive), and which of them are paragraphs."""

    start: int
    end: int
    paragraphs: list[int]


@dataclass(slots=True)
class _Run:
    """The search for the best run of lines (maximum subsequence segmentation, Pasternack and Roth 2009)."""

    best: float = 20.0
    found: tuple[int, int] | None = None
    start: int = 0
    total: float = 0.0
    factor: float = 1.0
    anchored: bool = False
    named: int = 0

    def interrupt(self, said: Kind, *, below: bool) -> None:
        """Start again behind a line that no body reaches across; what follows the end of a body counts little."""
        if said in BORDERS and below and self.total > (20 if self.anchored else 40):
            self.factor = min(self.factor, 0.3 if said in (Kind.EDITOR, Kind.END) else 0.05)
        elif said is Kind.FOOTER and below:
            self.factor = min(self.factor, 0.3)
        elif below and said in _HEAD:
            self.anchored = True
        self.total = 0.0

    def may_begin_after(self, line: Line) -> bool:
        """Return whether a line of date or source stands above the body, not in it: little prose came before."""
        return self.total < 25 or (self.total < 150 and (line.step > 2 or has_clock(line.text)))

    def extend(self, i: int, line: Line, gain: float) -> None:
        """Add a line: leaving frames costs, and leaving a block named as the body costs more."""
        if line.heading and line.step > 2 and not self.named & line.flags & BODY:
            self.total -= 40.0
        price = 1.0 if self.named & line.flags & BODY else 8.0
        self.total -= max(0, line.step - 2) * price + (40.0 if self.named & ~line.flags & BODY else 0.0)
        self.named = line.flags
        if self.total <= 0:
            self.start, self.total = i, 0.0
        self.total += gain
        if self.total > (min(self.best, 5.0) if self.anchored and not self.found else self.best) and gain > 0:
            self.best, self.found = self.total, (self.start, i + 1)


def find_body(sheet: Sheet, headline: int) -> Body | None:
    """Return the body of ``sheet``; lines above ``headline`` (-1 if unknown) count little. None if there is no prose."""
    for i, said in enumerate(sheet.kinds):
        if said is Kind.RELATED and _heads_prose(sheet, i):
            sheet.kinds[i] = Kind.TEXT
    run = _best_run(sheet, headline)
    if run is None:
        return None
    start, end = _grown(sheet, *run, headline)
    while start < end and (sheet.kinds[start] in _HEAD or _is_told(sheet.lines[start])):
        start += 1
    while end > start and sheet.kinds[end - 1] is Kind.INFO and is_imprint(sheet.lines[end - 1].text):
        end -= 1
    keep = [i for i in range(start, end) if is_paragraph(sheet, i)]
    return Body(start, end, keep) if keep else None


def empty_body(sheet: Sheet, headline: int) -> Body:
    """Return the place where the body of a page without prose would be: behind the lines of date and source."""
    at = headline + 1
    while at < len(sheet.kinds) and sheet.kinds[at] in (Kind.INFO, Kind.DATE, Kind.TOOL):
        at += 1
    return Body(at, at, [])


def _best_run(sheet: Sheet, headline: int) -> tuple[int, int] | None:
    run, seen = _Run(), set[str]()
    for i, line in enumerate(sheet.lines):
        if line.flags & HIDDEN:
            continue
        said = sheet.kinds[i]
        if said in BORDERS or i == headline or (said in _HEAD and run.may_begin_after(line)):
            run.interrupt(said, below=i > headline)
            continue
        if line.step > 2 and i and _is_byline(sheet, i - 1) and run.total > 20:
            run.interrupt(Kind.EDITOR, below=i > headline)
        gain = _gain(line, said)
        if gain > 0:
            gain *= 0.0 if line.text in seen else _trust(line, run.factor if i > headline else 0.3)
        if len(line.text) > 15:
            seen.add(line.text)
        run.extend(i, line, gain)
    return run.found


def _gain(line: Line, said: Kind) -> float:
    if said in (Kind.TEXT, Kind.LINKS):
        return weight(line.text, line.linked)
    return 0.0 if said is Kind.DATE or (said is Kind.INFO and not is_imprint(line.text)) else -15.0


def _is_told(line: Line) -> bool:
    """Return whether a short line stands in a block that is named as date, source or author."""
    return bool(line.flags & INFO) and len(line.text) <= 40 and weight(line.text, line.linked) <= 12


def _is_byline(sheet: Sheet, i: int) -> bool:
    """Return whether the line is nothing but a byline: at the end of a block it ends the body."""
    text = sheet.lines[i].text
    return (
        sheet.kinds[i] is Kind.TEXT and len(text) < 60 and may_name(text) and standing_alone(text) is not None
    )


def _heads_prose(sheet: Sheet, i: int) -> bool:
    """Return whether a line that sounds like the head of related links is a subheading of the body."""
    behind = sheet.lines[i + 1 : i + 2]
    if not behind or sheet.lines[i].step > 2 or behind[0].step > 2 or sheet.kinds[i + 1] is not Kind.TEXT:
        return False
    return (
        not (sheet.lines[i].flags | behind[0].flags) & CHROME
        and weight(behind[0].text, behind[0].linked) > 15
    )


def _trust(line: Line, factor: float) -> float:
    if line.flags & CHROME:
        return factor * 0.1
    return factor * 1.5 if line.flags & BODY else factor


def _grown(sheet: Sheet, start: int, end: int, headline: int) -> tuple[int, int]:
    """Return the run with the soft lines that its block holds before and after it."""
    block = sheet.blocks[block_around(sheet, start, end)]
    if block.end - block.start == end - start:
        block = sheet.blocks[_wider(sheet, start, end)]
    named = block.flags & BODY
    while end < block.end and _soft(sheet, end) and (named or sheet.lines[end].step <= 2):
        end += 1
    while (
        start > max(block.start, headline + 1)
        and _soft(sheet, start - 1)
        and (named or sheet.lines[start].step <= 2)
    ):
        start -= 1
    return start, end


def _soft(sheet: Sheet, i: int) -> bool:
    said, line = sheet.kinds[i], sheet.lines[i]
    if line.flags & INFO and not line.flags & BODY and len(line.text) < 60:
        return False
    if said is Kind.INFO and is_imprint(sheet.lines[i].text):
        return False
    return said in (Kind.TEXT, Kind.DATE, Kind.INFO) and not sheet.lines[i].flags & (CHROME | HIDDEN)


def is_paragraph(sheet: Sheet, i: int) -> bool:
    """Return whether the line is one of the body's paragraphs and not a tool, an editor's line or a list of links."""
    return sheet.kinds[i] not in _NEVER and not sheet.lines[i].flags & HIDDEN


def block_around(sheet: Sheet, start: int, end: int) -> int:
    """Return the index of the smallest block that holds the lines ``start`` to ``end``."""
    found = 0
    for i, block in enumerate(sheet.blocks):
        if block.start > start:
            break
        if block.end >= end:
            found = i
    return found


def _wider(sheet: Sheet, start: int, end: int) -> int:
    """Return the index of the smallest block with more lines than ``start`` to ``end``, at most one frame further out."""
    depth = sheet.blocks[block_around(sheet, start, end)].depth
    found = wider = block_around(sheet, start, end)
    for i, block in enumerate(sheet.blocks):
        if block.start > start:
            break
        if block.end >= end and block.end - block.start > end - start and block.depth >= depth - 1:
            wider = i
    return wider if wider != found else found
