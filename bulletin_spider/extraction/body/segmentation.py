"""The run of lines that speaks most for being prose: a maximum subsequence over the page (Pasternack and Roth 2009)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.extraction.bylines.places import has_byline_word, whole_line_credits
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.element_flags import BODY, CHROME, HIDDEN
from bulletin_spider.extraction.document.line_classifier import has_clock, is_about_article, prose_weight
from bulletin_spider.extraction.document.line_kinds import BODY_BORDERS, INFO_OR_DATE
from bulletin_spider.extraction.document.line_patterns import LABEL, NOTICE
from bulletin_spider.normalization.dates import has_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line
    from bulletin_spider.extraction.document.line_kinds import LineKind


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

    def interrupt(self, said: LineKind, *, below: bool) -> None:
        """Start again behind a line that no body reaches across; what follows the end of a body counts little."""
        if said in BODY_BORDERS and below and self.total > self.least(said):
            self.factor = min(self.factor, 0.3 if said in (line_kinds.EDITOR, line_kinds.END) else 0.05)
        elif said is line_kinds.FOOTER and below:
            self.factor = min(self.factor, 0.3)
        elif below and said in INFO_OR_DATE:
            self.anchored = True
        self.total = 0.0

    def least(self, said: LineKind) -> float:
        """Return how much text a border must follow to end a body: none, if related links follow date and source."""
        if not self.anchored:
            return 8.0 if said is line_kinds.EDITOR else 40.0
        return -1.0 if said is line_kinds.RELATED else 20.0

    def may_begin_after(self, line: Line) -> bool:
        """Return whether a line of date or source stands above the body, not in it: little prose came before."""
        return self.total < 25 or (self.total < 150 and (line.step > 2 or _tells_when(line.text)))

    def extend(self, i: int, line: Line, gain: float, *, below: bool) -> None:
        """Add a line: leaving frames costs, and leaving a block named as the body costs more."""
        if line.heading and line.step > 2 and not self.named & line.flags & BODY:
            self.total -= 40.0
        price = 1.0 if self.named & line.flags & BODY else 8.0
        self.total -= max(0, line.step - 2) * price + (40.0 if self.named & ~line.flags & BODY else 0.0)
        self.named = line.flags
        if self.total <= 0:
            self.start, self.total = i, 0.0
        self.total += gain
        if self.total > (min(self.best, 4.0) if below and not self.found else self.best) and gain > 0:
            self.best, self.found = self.total, (self.start, i + 1)


def best_run(document: Document, headline: int) -> tuple[int, int] | None:
    """Return the first line of the best run and the one behind its last; None if no run is prose."""
    run, seen = _Run(), set[str]()
    above = (
        0.05
        if document.kinds[headline + 1 : headline + 2] in ([line_kinds.INFO], [line_kinds.DATE])
        and headline >= 0
        else 0.3
    )
    for i, (line, said) in enumerate(zip(document.lines, document.kinds, strict=True)):
        if (said is line_kinds.LINKS and run.total <= 0) or line.flags & HIDDEN:
            continue
        if said in BODY_BORDERS or i == headline or (said in INFO_OR_DATE and run.may_begin_after(line)):
            if said is line_kinds.END and i > headline and NOTICE.match(line.text):
                run.factor = min(run.factor, 0.01)
            run.interrupt(said, below=i > headline)
            continue
        if line.step > 2 and run.total > 20 and _is_byline(document, i - 1):
            run.interrupt(line_kinds.EDITOR, below=i > headline)
        if said is line_kinds.LINKS and line.heading and line.step >= 2:
            run.interrupt(line_kinds.RELATED, below=i > headline)
            continue
        gain = _gain(line, said)
        if gain > 0:
            gain *= 0.0 if line.text in seen else _trust(line, run.factor if i > headline else above)
            if len(line.text) > 15:
                seen.add(line.text)
        run.extend(i, line, gain, below=run.anchored or i > headline >= 0)
    return run.found


def _tells_when(text: str) -> bool:
    """Return whether ``text`` tells when the page was published; an hour without year or label may be a cell's."""
    return has_clock(text) and (has_date(text) or LABEL.search(text) is not None)


def _gain(line: Line, said: LineKind) -> float:
    if said in (line_kinds.TEXT, line_kinds.LINKS):
        return prose_weight(line.text, line.linked)
    return (
        0.0 if said is line_kinds.DATE or (said is line_kinds.INFO and not is_about_article(line.text)) else -15.0
    )


def _is_byline(document: Document, i: int) -> bool:
    """Return whether the line is nothing but a byline: at the end of a block it ends the body."""
    text = document.lines[i].text
    return (
        document.kinds[i] is line_kinds.TEXT
        and len(text) < 60
        and has_byline_word(text)
        and whole_line_credits(text) is not None
    )


def _trust(line: Line, factor: float) -> float:
    if line.flags & CHROME:
        return factor * 0.1
    return factor * 1.5 if line.flags & BODY else factor
