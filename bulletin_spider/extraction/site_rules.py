"""Read the fields that the CSS selectors of a site select. They come before the generic rules."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction.body.finder import Body, is_paragraph
from bulletin_spider.extraction.bylines.credits import Credits, bare_names, read_credits
from bulletin_spider.extraction.content import Hints, Rules
from bulletin_spider.extraction.fields.date_lines import DateCandidate, date_candidate, moment_without_year
from bulletin_spider.extraction.fields.people import MAX_OTHER_TEXT, ROLES
from bulletin_spider.extraction.fields.source import selected_source
from bulletin_spider.extraction.fields.years import fetched_day
from bulletin_spider.extraction.headline.headline import Headline
from bulletin_spider.markup.selectors import check_selector, select_all
from bulletin_spider.normalization.dates import find_moment
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Document

SELECTORS = ("title", "body", "date", "people", "source")
"""The fields of ``Rules`` that are selectors."""
_NO_RULES = Rules()
_MAX_TEXT = 300
"""Characters that are read of a selected element, as many as the grammar of bylines reads."""
_MAX_ELEMENTS = 20
"""Elements that are read for people: more are a list of other articles."""
_MAX_WARNING = 200
"""Characters of a warning, as many as are kept of the text of an evidence."""


def check_rules(all_rules: Iterable[Rules]) -> None:
    """Raise ``UsageFault`` for the first selector that is no valid CSS selector, with its field."""
    for rules in all_rules:
        if not isinstance(rules, Rules) or type(rules.until) not in {dt.date, type(None)}:
            raise UsageFault(
                f"article_rules: {rules!r:.80} is not Rules(…) with a date, or nothing, as until"
            )
        for name in SELECTORS:
            if (selector := getattr(rules, name)) is not None:
                _check(name, selector)


def active_rules(hints: Hints) -> Rules:
    """Return the first rules that apply to the day of the listing row, else of the fetch; empty rules if none do."""
    day = hints.date or fetched_day(hints)
    return next((rules for rules in hints.rules if _apply_to(rules, day)), _NO_RULES)


def _apply_to(rules: Rules, day: dt.date | None) -> bool:
    return rules.until is None or (day is not None and day <= rules.until)


class RuledPage:
    """A page with the rules of its site. Each method returns what one rule finds, None if it finds nothing.

    ``warnings`` holds a sentence for each rule that found nothing.
    """

    def __init__(self, root: _Element, document: Document, rules: Rules) -> None:
        self.root = root
        self.document = document
        self.rules = rules
        self.warnings: list[str] = []

    def headline(self) -> Headline | None:
        """Return the text of the selected element as the headline, with the line that it begins."""
        node = next(iter(self._select("title")), None)
        if node is None or not (text := _text_of(node)):
            self._warn_of("title")
            return None
        return Headline(text, next(iter(self._lines_inside(node)), -1), EvidenceRule.SITE_RULE, text)

    def body(self) -> Body | None:
        """Return the lines inside the selected element."""
        node = next(iter(self._select("body")), None)
        lines = self._lines_inside(node) if node is not None else []
        if not lines:
            self._warn_of("body")
            return None
        start, end = lines[0], lines[-1] + 1
        paragraphs = [i for i in range(start, end) if is_paragraph(self.document, i)]
        return Body(start, end, paragraphs, EvidenceRule.SITE_RULE)

    def date(self, today: dt.date | None) -> DateCandidate | None:
        """Return the date in the selected element. ``today`` is the day of the fetch, which gives 今天 a day."""
        text = self._text("date")
        moment = find_moment(text) or moment_without_year(text, today)
        if moment is None:
            self._warn_of("date")
            return None
        return date_candidate(EvidenceRule.SITE_RULE, moment, text)

    def fill_people(self, content: Content) -> None:
        """Replace the people of each role that the selected elements name."""
        texts = [text for node in self._select("people") if (text := _text_of(node))]
        found = [(text, people) for text in texts for people in [_people_in(text)] if people]
        for role in ROLES:
            names = [name for _, people in found for name in getattr(people, role)]
            if names:
                setattr(content, role, [*dict.fromkeys(names)])
                content.note(
                    role,
                    EvidenceRule.SITE_RULE,
                    next(text for text, people in found if getattr(people, role)),
                )
        if not found:
            self._warn_of("people")

    def fill_source(self, content: Content) -> bool:
        """Set the source to the text of the selected element, without its label; return whether there is one."""
        text = self._text("source")
        source = selected_source(text)
        if not source:
            self._warn_of("source")
            return False
        content.source = source
        content.note("source", EvidenceRule.SITE_RULE, text)
        return True

    def _text(self, name: str) -> str:
        return next((_text_of(node) for node in self._select(name)), "")

    def _select(self, name: str) -> list[_Element]:
        """Return the first elements that the rule for the field ``name`` selects."""
        selector: str | None = getattr(self.rules, name)
        return [*islice(select_all(self.root, selector), _MAX_ELEMENTS)] if selector is not None else []

    def _lines_inside(self, node: _Element) -> list[int]:
        inside = {*node.iter()}
        return [i for i, line in enumerate(self.document.lines) if line.block in inside]

    def _warn_of(self, name: str) -> None:
        """Add the warning that the rule for the field ``name`` found nothing, if there is such a rule."""
        selector = getattr(self.rules, name)
        if selector is not None:
            self.warnings.append(f"site rule for {name} found nothing: {selector}"[:_MAX_WARNING])


def _check(name: str, selector: str) -> None:
    try:
        check_selector(selector)
    except ValueError as error:
        raise UsageFault(f"site rule for {name}: {error}") from None


def _people_in(text: str) -> Credits | None:
    """Return the people that ``text`` names: behind labels, or as reporters if it holds nothing but names."""
    found = read_credits(text)
    if found.leftover <= MAX_OTHER_TEXT and any(getattr(found, role) for role in ROLES):
        return found
    return Credits(reporters=names) if (names := bare_names(text)) else None


def _text_of(node: _Element) -> str:
    return clean(" ".join(str(text) for text in node.itertext()))[:_MAX_TEXT]
