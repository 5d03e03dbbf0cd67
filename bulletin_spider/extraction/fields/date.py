"""Collect the possible dates of publication of a page, the most trusted first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.document.catalogue_card import CARD_FIELDS, PUBLICATION_LABELS
from bulletin_spider.extraction.fields.date_lines import (
    SHANGHAI,
    DateCandidate,
    date_candidate,
    dateline_dates,
    sign_off_dates,
    visible_dates,
)
from bulletin_spider.normalization.dates import address_day, find_moment, from_unix
from bulletin_spider.statuses import EvidenceRule

if TYPE_CHECKING:
    import datetime as dt
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
_NUMBER_LABELS = frozenset((*CARD_FIELDS["index_number"], *CARD_FIELDS["document_number"]))
_GENERATION_META = ("others", "createdate", "cacheclear_date", "cachecleardate")


def publication_dates(context: ArticleContext) -> list[DateCandidate]:
    """Return the dates found, the most trusted first.

    The order is: visible line with a label, catalogue card, meta tag, other visible line, script, listing row,
    address, sign-off line, dateline. A PubDate that equals the time when the page was generated is left out. The day
    in an address may be the day of a move. A missing year is completed from the other dates and the fetch time, never
    from a clock.
    """
    document, body, head, hints = context.document, context.body, context.head, context.hints
    metas, scripts = [*_from_meta(head.meta)], [*_from_scripts(head.script_dates)]
    outside = [*_from_listing(hints), *_from_address(context.url)]
    known = [*metas, *scripts, *outside]
    reference = known[0].day if known else fetched_day(hints)
    trusted, others = visible_dates(context, reference)
    found = [
        *trusted,
        *_from_card(document, body),
        *metas,
        *others,
        *scripts,
        *outside,
        *sign_off_dates(document, body),
    ]
    return found + dateline_dates(document, body, hints.date or (found[0].day if found else reference))


def fetched_day(hints: Hints) -> dt.date | None:
    """Return the day in Asia/Shanghai on which the page was fetched; None if the hints lack the fetch time."""
    return hints.fetched_at.astimezone(SHANGHAI).date() if hints.fetched_at else None


def _from_listing(hints: Hints) -> list[DateCandidate]:
    if hints.date is None:
        return []
    return [DateCandidate(EvidenceRule.LISTING_ROW, hints.date, None, hints.date.isoformat())]


def _from_address(url: str) -> list[DateCandidate]:
    day = address_day(url)
    return [DateCandidate(EvidenceRule.ADDRESS, day, None, url[-80:])] if day else []


def _from_card(document: Document, body: Body) -> Iterator[DateCandidate]:
    """Yield the day of publication on a card with a number above the body: its line can be far from the headline."""
    above = [entry for entry in document.card if entry.line < body.start]
    if not any(entry.label in _NUMBER_LABELS for entry in above):
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
