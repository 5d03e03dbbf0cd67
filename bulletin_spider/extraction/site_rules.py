"""What a site's own rules say: CSS selectors for headline, body and date, believed before the generic ones."""

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


def active_rules(hints: Hints) -> Rules:
    """Return the first rules that hold on the listing's day (else the day of the fetch), or rules that say nothing."""
    day = hints.date or fetched_day(hints)
    return next((rules for rules in hints.rules if _hold(rules, day)), _NO_RULES)


def _hold(rules: Rules, day: dt.date | None) -> bool:
    return rules.until is None or (day is not None and day <= rules.until)


def headline_by_rules(root: etree._Element, document: Document, rules: Rules) -> Headline | None:
    """Return the headline that the rules select, with the line it stands on; None if they select nothing."""
    node = _selected(root, rules.title)
    text = _words(node)
    if not text:
        return None
    line = next((start for element, _, _, start, _ in document.spans if element is node), -1)
    return Headline(text, line, _RULE, text)


def body_by_rules(root: etree._Element, document: Document, rules: Rules) -> Body | None:
    """Return the lines of the block that the rules select; None if they select no block with text."""
    node = _selected(root, rules.body)
    for element, _, _, start, end in document.spans if node is not None else []:
        if element is node and end > start:
            return Body(start, end, [i for i in range(start, end) if is_paragraph(document, i)])
    return None


def date_by_rules(root: etree._Element, rules: Rules, reference: dt.date | None) -> list[DateCandidate]:
    """Return the date in the element that the rules select, if there is one."""
    text = _words(_selected(root, rules.date))
    moment = find_moment(text, reference)
    return [DateCandidate(_RULE, moment.day, moment.time, text)] if moment else []


def _selected(root: etree._Element, selector: str | None) -> etree._Element | None:
    if not selector:
        return None
    try:
        found = root.xpath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError as error:
        raise UsageFault(f"site rule {selector!r}: {error}") from None
    return found[0] if isinstance(found, list) and found and etree.iselement(found[0]) else None


def _words(node: etree._Element | None) -> str:
    return clean(" ".join(str(text) for text in node.itertext()))[:300] if node is not None else ""
