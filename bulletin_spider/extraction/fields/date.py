"""Collect the possible dates of publication of a page, the most trusted first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document.catalogue_card import NUMBER_LABELS, PUBLICATION_LABELS
from bulletin_spider.extraction.fields.date_lines import (
    DateCandidate,
    date_candidate,
    dateline_dates,
    sign_off_dates,
    visible_dates,
)
from bulletin_spider.extraction.fields.years import fetched_day, nearest_day, year_of
from bulletin_spider.normalization.dates import address_day, find_moment, from_unix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.content import Hints
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext

_META = {
    "pubdate": EvidenceRule.META_PUBDATE,
    "publishdate": EvidenceRule.META_PUBLISHDATE,
    "publish-date": EvidenceRule.META_PUBLISH_DATE,
    "article:published_time": EvidenceRule.META_PUBLISHED_TIME,
    "datepublished": EvidenceRule.META_DATEPUBLISHED,
    "publication_date": EvidenceRule.META_PUBLICATION_DATE,
    "og:release_date": EvidenceRule.META_RELEASE_DATE,
    "weibo: article:create_at": EvidenceRule.META_WEIBO_CREATED,
    "publishtime": EvidenceRule.META_PUBLISHTIME,
    "firstpublishedtime": EvidenceRule.META_FIRST_PUBLISHED,
    "time datetime": EvidenceRule.TIME_DATETIME,
    "date": EvidenceRule.META_DATE,
    "dateupdate": EvidenceRule.META_DATEUPDATE,
    "article:modified_time": EvidenceRule.META_MODIFIED_TIME,
}
"""Names of meta tags that give a date of publication, the most trusted first; the last ones give an update."""
_IN_TEXT = (EvidenceRule.SIGN_OFF_LINE, EvidenceRule.DATELINE)
"""Rules of days that are in the text: they can be days before the publication."""
_NEAR_SIGN_OFF = dt.timedelta(days=45)
"""Most time between a visible day without a year and the day in the text that gives the year."""
_GENERATION_META = ("others", "createdate", "cacheclear_date", "cachecleardate")


class PublicationDates(NamedTuple):
    """The possible dates of publication, the most trusted first, and the most trusted one whose year is unknown.

    ``without_year`` is None if there is none, or if the year of each day is known.
    """

    found: list[DateCandidate]
    without_year: DateCandidate | None = None


def publication_dates(context: ArticleContext, ruled: DateCandidate | None = None) -> PublicationDates:
    """Return the dates found, the most trusted first.

    The order is: the rule of the site, visible line with a label, catalogue card, meta tag, other visible line, script,
    listing row, address, sign-off line, dateline. A PubDate that equals the time when the page was generated is left
    out. The day in an address may be the day of a move. A missing year comes from the other dates, else from what else
    is on the page and in its list, never from a clock and not from the fetch time.
    """
    document, body, head, hints = context.document, context.body, context.head, context.hints
    trusted, others = visible_dates(context, fetched_day(hints))
    found = [
        *([ruled] if ruled else ()),
        *trusted,
        *_from_card(document, body),
        *_from_meta(head.meta),
        *others,
        *_from_scripts(head.script_dates),
        *_from_listing(hints),
        *_from_address(context.url),
        *sign_off_dates(document, body),
        *dateline_dates(document, body),
    ]
    return _with_years(context, found)


def _with_years(context: ArticleContext, found: list[DateCandidate]) -> PublicationDates:
    """Complete the days without a year. A day whose year is unknown is left out."""
    first = next((date for date in found if not date.has_year), None)
    if first is None:
        return PublicationDates(found)
    anchor = next((date.day for date in found if date.has_year), None)
    rules: tuple[EvidenceRule, ...] = (EvidenceRule.YEAR_OF_OTHER_DATE,)
    if anchor is None:
        year = year_of(context, first.day.month, first.day.day)
        if year is None:
            return PublicationDates([date for date in found if date.has_year], first)
        anchor, rules = first.day.replace(year=year.year), year.rules
    return PublicationDates([*_completed(found, anchor, rules)])


def _completed(
    found: list[DateCandidate], anchor: dt.date, rules: tuple[EvidenceRule, ...]
) -> Iterator[DateCandidate]:
    """Yield the days with their years: of the days nearest to ``anchor``.

    If only a day in the text has a year, what reads like a day far from it is left out.
    """
    whole = {date.day for date in found if date.has_year}
    is_near_only = bool(whole) and all(date.rule in _IN_TEXT for date in found if date.has_year)
    for date in found:
        if date.has_year:
            yield date
        elif (day := nearest_day(anchor, date.day.month, date.day.day)) and not (
            is_near_only and abs(day - anchor) > _NEAR_SIGN_OFF
        ):
            yield date._replace(day=day, year_rules=() if day in whole else rules)


def _from_listing(hints: Hints) -> list[DateCandidate]:
    if hints.date is None:
        return []
    has_year = not hints.guessed_year and hints.list_year is None
    return [
        DateCandidate(
            EvidenceRule.LISTING_ROW,
            hints.date,
            None,
            hints.date.isoformat()[0 if has_year else 5 :],
            has_year,
        )
    ]


def _from_address(url: str) -> list[DateCandidate]:
    day = address_day(url)
    return [DateCandidate(EvidenceRule.ADDRESS, day, None, url[-80:])] if day else []


def _from_card(document: Document, body: Body) -> Iterator[DateCandidate]:
    """Yield the day of publication on a card with a number above the body: its line can be far from the headline."""
    above = [entry for entry in document.card if entry.line < body.start]
    if not any(entry.label in NUMBER_LABELS for entry in above):
        return
    for entry in above:
        if entry.label in PUBLICATION_LABELS and (moment := find_moment(entry.value)):
            yield date_candidate(EvidenceRule.CATALOGUE_CARD, moment, f"{entry.label}：{entry.value}")


def _from_meta(meta: dict[str, str]) -> Iterator[DateCandidate]:
    generated = [moment for name in _GENERATION_META if name in meta and (moment := find_moment(meta[name]))]
    for name, rule in _META.items():
        if name in meta and (moment := find_moment(meta[name])):
            if moment.time and any((one.day, one.time) == (moment.day, moment.time) for one in generated):
                continue
            yield date_candidate(rule, moment, meta[name])


def _from_scripts(scripts: list[str]) -> Iterator[DateCandidate]:
    for text in scripts:
        if moment := from_unix(text) if text.isdigit() else find_moment(text):
            yield date_candidate(EvidenceRule.INLINE_SCRIPT, moment, text)
