"""The day of publication: every date the page and its surroundings give, ranked and checked against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.fields.date_lines import (
    SHANGHAI,
    DateCandidate,
    dated,
    datelines,
    signed,
    visible,
)
from bulletin_spider.normalization.dates import address_day, find_moment, from_unix

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from bulletin_spider.extraction.content import Hints
    from bulletin_spider.extraction.fields.context import ArticleContext

_META = (
    "pubdate", "publishdate", "publish-date", "article:published_time", "datepublished", "publication_date",
    "og:release_date", "weibo: article:create_at", "publishtime", "firstpublishedtime", "time datetime", "date",
    "dateupdate", "article:modified_time",
)  # fmt: skip
_BUILT = ("others", "createdate", "cacheclear_date", "cachecleardate")


def publication_dates(context: ArticleContext) -> list[DateCandidate]:
    """Return the dates found, the most trusted first.

    The order is visible line, meta, script, listing row, address, sign-off, dateline: PubDate may be the time of
    generation (then it is left out), an address the day of a move. Years that the page omits are completed from the
    others and the fetch time, never from a clock.
    """
    document, body, head, hints = context.document, context.body, context.head, context.hints
    metas, scripts = [*_from_meta(head.meta)], [*_from_scripts(head.scripts)]
    outside = [*_hinted(hints), *_from_address(context.url)]
    known = [*metas, *scripts, *outside]
    near = known[0].day if known else fetched_day(hints)
    sure, unsure = visible(context, near)
    found = [*sure, *metas, *unsure, *scripts, *outside, *signed(document, body)]
    return found + datelines(document, body, hints.date or (found[0].day if found else near))


def fetched_day(hints: Hints) -> dt.date | None:
    """Return the day in Asia/Shanghai on which the page was fetched, if the hints tell."""
    return hints.fetched_at.astimezone(SHANGHAI).date() if hints.fetched_at else None


def _hinted(hints: Hints) -> list[DateCandidate]:
    return [DateCandidate("listing row", hints.date, None, hints.date.isoformat())] if hints.date else []


def _from_address(url: str) -> list[DateCandidate]:
    day = address_day(url)
    return [DateCandidate("address", day, None, url[-80:])] if day else []


def _from_meta(meta: dict[str, str]) -> Iterator[DateCandidate]:
    built = [moment for name in _BUILT if name in meta and (moment := find_moment(meta[name]))]
    for name in _META:
        if name in meta and (moment := find_moment(meta[name])):
            if moment.time and any((b.day, b.time) == (moment.day, moment.time) for b in built):
                continue
            yield dated(f"meta {name}", moment, meta[name])


def _from_scripts(scripts: list[str]) -> Iterator[DateCandidate]:
    for text in scripts:
        if moment := from_unix(text) if text.isdigit() else find_moment(text):
            yield dated("inline script", moment, text)
