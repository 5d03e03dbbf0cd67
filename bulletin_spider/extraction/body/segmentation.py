"""Find the run of lines that looks most like prose, as a maximum subsequence (Pasternack and Roth 2009)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.extraction.body import weights
from bulletin_spider.extraction.bylines.places import has_byline_word, whole_line_credits
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.element_flags import BODY, CHROME, HIDDEN, ROW
from bulletin_spider.extraction.document.line_classifier import has_clock, is_about_article
from bulletin_spider.extraction.document.line_kinds import BODY_BORDERS, INFO_OR_DATE
from bulletin_spider.extraction.document.line_patterns import LABEL, NOTICE
from bulletin_spider.extraction.document.prose import prose_weight
from bulletin_spider.normalization.dates import has_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line
    from bulletin_spider.extraction.document.line_kinds import LineKind


@dataclass(slots=True)
class _RunSearch:
    """The state of the search: the best run so far and the run that is being extended.

    ``total`` is the weight of the current run, ``factor`` weighs all lines below the headline.
    """

    best_total: float
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
            may_go_on = kind in (line_kinds.EDITOR, line_kinds.END)
            self.factor = min(self.factor, weights.BEHIND_EDITOR if may_go_on else weights.BEHIND_RELATED)
        elif kind is line_kinds.FOOTER and below:
            self.factor = min(self.factor, weights.BEHIND_EDITOR)
        elif below and kind in INFO_OR_DATE:
            self.has_info = True
        self.total = 0.0

    def min_body(self, kind: LineKind) -> float:
        """Return the weight above which the text before a border is the body."""
        if not self.has_info:
            return weights.MIN_BEFORE_EDITOR if kind is line_kinds.EDITOR else weights.MIN_BEFORE_BORDER
        if kind is line_kinds.RELATED:
            return weights.MIN_BEFORE_RELATED_BELOW_INFO
        return weights.MIN_BEFORE_BORDER_BELOW_INFO

    def may_begin_after(self, line: Line) -> bool:
        """Return whether a line of date or source can be above the body: little prose came before it."""
        return self.total < weights.MAX_ABOVE_INFO or (
            self.total < weights.MAX_ABOVE_PUBLICATION_TIME
            and (line.step > weights.FREE_STEPS or _tells_publication_time(line.text))
        )

    def extend(self, i: int, line: Line, gain: float, *, below: bool) -> None:
        """Add a line. Leaving or entering frames costs weight, leaving a block with the name of a body costs more."""
        if line.heading and line.step > weights.FREE_STEPS and not self.last_flags & line.flags & BODY:
            self.total -= weights.OTHER_HEADING
        step_cost = weights.STEP_IN_BODY if self.last_flags & line.flags & BODY else weights.STEP
        self.total -= max(0, line.step - weights.FREE_STEPS) * step_cost
        if self.last_flags & ~line.flags & BODY:
            self.total -= weights.LEAVING_BODY
        self.last_flags = line.flags
        if self.total <= 0:
            self.start, self.total = i, 0.0
        self.total += gain
        may_be_short = below and not self.best
        least = min(self.best_total, weights.MIN_BODY_BELOW) if may_be_short else self.best_total
        if self.total > least and gain > 0:
            self.best_total, self.best = self.total, (self.start, i + 1)


def best_run(document: Document, headline: int) -> tuple[int, int] | None:
    """Return the first line of the best run and the index behind its last line, or None if no run is prose."""
    run, seen = _RunSearch(weights.MIN_BODY), set[str]()
    factor_above = (
        weights.ABOVE_DATED_HEADLINE
        if document.kinds[headline + 1 : headline + 2] in ([line_kinds.INFO], [line_kinds.DATE])
        and headline >= 0
        else weights.ABOVE_HEADLINE
    )
    for i, (line, kind) in enumerate(zip(document.lines, document.kinds, strict=True)):
        if (kind is line_kinds.LINKS and run.total <= 0) or line.flags & HIDDEN:
            continue
        if kind in BODY_BORDERS or i == headline or (kind in INFO_OR_DATE and run.may_begin_after(line)):
            if kind is line_kinds.END and i > headline and NOTICE.match(line.text):
                run.factor = min(run.factor, weights.BEHIND_NOTICE)
            run.interrupt(kind, below=i > headline)
            continue
        if (
            line.step > weights.FREE_STEPS
            and run.total > weights.MIN_BEFORE_BYLINE
            and _is_byline(document, i - 1)
        ):
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
            if len(line.text) > weights.MIN_REPEATED:
                seen.add(line.text)
        run.extend(i, line, gain, below=run.has_info or i > headline >= 0)
    return run.best


def _tells_publication_time(text: str) -> bool:
    """Return whether ``text`` tells a time with a date or a label; a time alone can be a table cell."""
    return has_clock(text) and (has_date(text) or LABEL.search(text) is not None)


def _gain(line: Line, kind: LineKind) -> float:
    if kind in (line_kinds.TEXT, line_kinds.LINKS):
        weight = prose_weight(line.text, line.linked)
        return max(weight, weights.CELL * (line.text.count("|") + 1)) if line.flags & ROW else weight
    # A date or the time of an event belongs to a text as much as to anything else. A tool does not.
    return (
        0.0
        if kind is line_kinds.DATE or (kind is line_kinds.INFO and not is_about_article(line.text))
        else weights.NO_PROSE
    )


def _is_byline(document: Document, i: int) -> bool:
    """Return whether the line is only a byline: at the end of a block it ends the body."""
    text = document.lines[i].text
    return (
        document.kinds[i] is line_kinds.TEXT
        and len(text) < weights.MAX_BYLINE
        and has_byline_word(text)
        and whole_line_credits(text) is not None
    )


def _block_factor(line: Line, factor: float) -> float:
    if line.flags & CHROME:
        return factor * weights.IN_CHROME
    return factor * weights.IN_BODY if line.flags & BODY else factor
