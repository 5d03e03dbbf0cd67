"""A site's own rules for its listings: CSS selectors that come before the generic reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.markup.selectors import check_selector

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class ListingRules:
    """What to select on a listing page of one site; the reader finds what no rule selects.

    Selectors are CSS and match within the page, or within a row. Listings that are JSON ignore the rules.
    """

    rows: str | None = None
    """Each row element. A row needs a link inside or around it; an element inside another row is no row."""
    title: str | None = None
    """The headline inside a row. Its link, or else the row's headline link, is the address of the entry."""
    date: str | None = None
    """The day of publication inside a row; if it selects several elements (day, month), they are read as one day."""
    next_page: str | None = None
    """The link to the next page, or an element inside or around it. On the last page it has no other address."""
    one_page: bool = False
    """The listing has exactly one page: no next page is looked for."""
    until: dt.date | None = None
    """The last day on which the rules apply; None for rules without an end."""


SELECTORS = ("rows", "title", "date", "next_page")
"""The fields of ``ListingRules`` that are selectors."""
NO_RULES = ListingRules()


def active_rules(rules: Iterable[ListingRules], day: dt.date | None) -> ListingRules:
    """Return the first rules that apply on ``day``, or empty rules. Without ``day``, rules with an end do not apply."""
    return next((one for one in rules if _apply_on(one, day)), NO_RULES)


def _apply_on(rules: ListingRules, day: dt.date | None) -> bool:
    return rules.until is None or (day is not None and day <= rules.until)


def check_listing_rules(rules: Iterable[ListingRules]) -> None:
    """Raise ``UsageFault`` for the first selector that is not valid CSS, with its field."""
    for one in rules:
        if not isinstance(one, ListingRules) or type(one.until) not in {dt.date, type(None)}:
            raise UsageFault(
                f"listing_rules: {one!r:.80} is not ListingRules(…) with a date, or nothing, as until"
            )
        for name in SELECTORS:
            css = getattr(one, name)
            try:
                if css is not None:
                    check_selector(css)
            except ValueError as error:
                raise UsageFault(f"site rule for a listing's {name}: {error}") from None
