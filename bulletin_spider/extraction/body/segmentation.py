"""Find the run of lines that looks most like prose, as a maximum subsequence (Pasternack and Roth 2009)."""

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

_MIN_REPEATED = 15
"""Characters above which a line that occurs again counts nothing: short lines repeat in tables."""
_MAX_BYLINE = 60
"""Characters of the longest line that is only a byline."""


@dataclass(slots=True)
class _RunSearch:
    """The state of the search: the best run so far and the run that is being extended.

    ``total`` is the weight of the current run, ``factor`` weighs all lines below the headline. The best run needs a
    weight of more than 20, which is one sentence of 21 characters.
    """

    best_total: float = 20.0
    best: tuple[int, int] | None = None
    start: int = 0
    total: float = 0.0
    factor: float = 1.0
    has_info: bool = False
    """Whether a line of date or source came below the headline."""
    last_flags: int = 0

    def interrupt(self, kind: LineKind, *, below: bool) -> None:
        """Start a new run behind a line that no body crosses. What follows the end of a body counts little."""
        if kind in BODY_BORDERS and below and self.total > self.min_body(kind):
            # Text can go on behind an editor's line or a notice; behind related links it hardly does.
            self.factor = min(self.factor, 0.3 if kind in (line_kinds.EDITOR, line_kinds.END) else 0.05)
        elif kind is line_kinds.FOOTER and below:
            self.factor = min(self.factor, 0.3)
        elif below and kind in INFO_OR_DATE:
            self.has_info = True
        self.total = 0.0

    def min_body(self, kind: LineKind) -> float:
        """Return the weight above which the text before a border is the body.

        Before related links below date and source, no text at all is needed: the page can be a picture or a video.
        """
        if not self.has_info:
            return 8.0 if kind is line_kinds.EDITOR else 40.0
        return -1.0 if kind is line_kinds.RELATED else 20.0

    def may_begin_after(self, line: Line) -> bool:
        """Return whether a line of date or source can be above the body: little prose came before it."""
        return self.total < 25 or (self.total < 150 and (line.step > 2 or _tells_publication_time(line.text)))

    def extend(self, i: int, line: Line, gain: float, *, below: bool) -> None:
        """Add a line. Leaving or entering frames costs weight, leaving a block with the name of a body costs more."""
        if line.heading and line.step > 2 and not self.last_flags & line.flags & BODY:
            self.total -= 40.0
        # Two steps are free: they lead to the next frame. Inside a body, frames only arrange text and pictures.
        step_cost = 1.0 if self.last_flags & line.flags & BODY else 8.0
        self.total -= max(0, line.step - 2) * step_cost + (
            40.0 if self.last_flags & ~line.flags & BODY else 0.0
        )
        self.last_flags = line.flags
        if self.total <= 0:
            self.start, self.total = i, 0.0
        self.total += gain
        # Below headline, date or source, a few words are a body as long as there is no better run.
        if (
            self.total > (min(self.best_total, 4.0) if below and not self.best else self.best_total)
            and gain > 0
        ):
            self.best_total, self.best = self.total, (self.start, i + 1)


def best_run(document: Document, headline: int) -> tuple[int, int] | None:
    """Return the first line of the best run and the index behind its last line, or None if no run is prose."""
    run, seen = _RunSearch(), set[str]()
    # Text above the headline is a teaser or a menu, surely so if date or source follow the headline.
    factor_above = (
        0.05
        if document.kinds[headline + 1 : headline + 2] in ([line_kinds.INFO], [line_kinds.DATE])
        and headline >= 0
        else 0.3
    )
    for i, (line, kind) in enumerate(zip(document.lines, document.kinds, strict=True)):
        if (kind is line_kinds.LINKS and run.total <= 0) or line.flags & HIDDEN:
            continue
        if kind in BODY_BORDERS or i == headline or (kind in INFO_OR_DATE and run.may_begin_after(line)):
            if kind is line_kinds.END and i > headline and NOTICE.match(line.text):
                # The text of the notice follows: it can be longer than a short body, so it counts next to nothing.
                run.factor = min(run.factor, 0.01)
            run.interrupt(kind, below=i > headline)
            continue
        if line.step > 2 and run.total > 20 and _is_byline(document, i - 1):
            run.interrupt(line_kinds.EDITOR, below=i > headline)
        if kind is line_kinds.LINKS and line.heading and line.step >= 2:
            run.interrupt(line_kinds.RELATED, below=i > headline)
            continue
        gain = _gain(line, kind)
        if gain > 0:
            gain *= (
                0.0
                if line.text in seen
                else _block_factor(line, run.factor if i > headline else factor_above)
            )
            if len(line.text) > _MIN_REPEATED:
                seen.add(line.text)
        run.extend(i, line, gain, below=run.has_info or i > headline >= 0)
    return run.best


def _tells_publication_time(text: str) -> bool:
    """Return whether ``text`` tells a time with a date or a label; a time alone can be a table cell."""
    return has_clock(text) and (has_date(text) or LABEL.search(text) is not None)


def _gain(line: Line, kind: LineKind) -> float:
    if kind in (line_kinds.TEXT, line_kinds.LINKS):
        return prose_weight(line.text, line.linked)
    # A date or the time of an event belongs to a text as much as to anything else. A tool does not.
    return (
        0.0
        if kind is line_kinds.DATE or (kind is line_kinds.INFO and not is_about_article(line.text))
        else -15.0
    )


def _is_byline(document: Document, i: int) -> bool:
    """Return whether the line is only a byline: at the end of a block it ends the body."""
    text = document.lines[i].text
    return (
        document.kinds[i] is line_kinds.TEXT
        and len(text) < _MAX_BYLINE
        and has_byline_word(text)
        and whole_line_credits(text) is not None
    )


def _block_factor(line: Line, factor: float) -> float:
    if line.flags & CHROME:
        return factor * 0.1
    return factor * 1.5 if line.flags & BODY else factor
