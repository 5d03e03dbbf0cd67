"""Apply the CSS selectors of a site for headline, body and date, which come before the generic rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction.body.finder import Body, is_paragraph
from bulletin_spider.extraction.content import Hints, Rules
from bulletin_spider.extraction.fields.date import fetched_day
from bulletin_spider.extraction.fields.date_lines import DateCandidate
from bulletin_spider.extraction.headline.headline import Headline
from bulletin_spider.normalization.dates import find_moment
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.extraction.document.document import Document

_NO_RULES = Rules()
_RULE = "site rule"
_MAX_TEXT = 300
"""Characters that are read of a selected headline or date."""


def active_rules(hints: Hints) -> Rules:
    """Return the first rules that apply to the day of the listing row, else of the fetch; empty rules if none do."""
    day = hints.date or fetched_day(hints)
    return next((rules for rules in hints.rules if _apply_to(rules, day)), _NO_RULES)


def _apply_to(rules: Rules, day: dt.date | None) -> bool:
    return rules.until is None or (day is not None and day <= rules.until)


def headline_by_rules(root: etree._Element, document: Document, rules: Rules) -> Headline | None:
    """Return the headline that the rules select, with its line; None if they select no text."""
    node = _select(root, rules.title)
    text = _text_of(node)
    if not text:
        return None
    line = next((start for element, _, _, start, _ in document.spans if element is node), -1)
    return Headline(text, line, _RULE, text)


def body_by_rules(root: etree._Element, document: Document, rules: Rules) -> Body | None:
    """Return the body in the block that the rules select; None if they select no block with text."""
    node = _select(root, rules.body)
    for element, _, _, start, end in document.spans if node is not None else []:
        if element is node and end > start:
            return Body(start, end, [i for i in range(start, end) if is_paragraph(document, i)])
    return None


def date_by_rules(root: etree._Element, rules: Rules, reference: dt.date | None) -> list[DateCandidate]:
    """Return the date in the element that the rules select, or an empty list.

    ``reference`` is the day that completes a date without a year.
    """
    text = _text_of(_select(root, rules.date))
    moment = find_moment(text, reference)
    return [DateCandidate(_RULE, moment.day, moment.time, text)] if moment else []


def _select(root: etree._Element, selector: str | None) -> etree._Element | None:
    if not selector:
        return None
    try:
        found = root.xpath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError as error:
        raise UsageFault(f"site rule {selector!r} is not a valid CSS selector: {error}") from None
    return found[0] if isinstance(found, list) and found and etree.iselement(found[0]) else None


def _text_of(node: etree._Element | None) -> str:
    return clean(" ".join(str(text) for text in node.itertext()))[:_MAX_TEXT] if node is not None else ""
