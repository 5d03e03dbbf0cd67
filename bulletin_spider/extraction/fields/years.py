"""Find the year of a day that is shown without one, from what else is on the page and in its list."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.fields.date_lines import SHANGHAI
from bulletin_spider.extraction.fields.media import find_attachments, find_images
from bulletin_spider.normalization.dates import LONGEST, address_date, find_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.content import Hints
    from bulletin_spider.extraction.fields.context import ArticleContext

_YEAR = re.compile(r"(?<![\d—–~至到-])(?:19|20)\d\d(?=年(?![底末前代])|[—–~至-]{1,2}20\d\d年)")
"""A year in a text. The end of a span and the end of a year are plans: 2024—2026年, 2025年底."""
_WHOLE_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_UPLOAD_NAME = re.compile(r"/[A-Z]0(20\d\d)([01]\d)([0-3]\d)\d{6}")
"""The name that a common content system gives an uploaded file: W020200402512345678901.jpg."""
_YEAR_FOLDER = re.compile(r"/((?:19|20)\d\d)/")
_MAX_TEXTS, _MAX_TEXT = 200, 2_000
"""Paragraphs, and characters of each, in which years are counted, so that a huge page costs no more time."""
_MAX_DAYS = 200
"""Whole days in the text that are compared with the day."""
_FILE_VOTE = 3
"""Votes of the address of the page, a picture or a document: it has the time of the upload. A text names any year."""
_LIST_VOTE = 3
"""Votes of the rows beside the row: they are as near in time as an upload."""
_SAME_DAY_VOTE = 10
"""Votes of the same day with its year in the text: this alone is enough."""
_MIN_VOTES = 2
"""Fewest votes of a year: a text that names a year once can mean any."""
_NEAR = dt.timedelta(days=45)
"""Most time between a day and the upload of a picture: an address often names only the month."""
_LATE_IN_THE_YEAR = 11
"""Month from which a text that names two years equally often plans the later one. Before it, it reviews the earlier."""


class YearFound(NamedTuple):
    """A year, and the rules that gave it."""

    year: int
    rules: tuple[EvidenceRule, ...]


def fetched_day(hints: Hints) -> dt.date | None:
    """Return the day in Asia/Shanghai on which the page was fetched; None if the hints lack the fetch time."""
    return hints.fetched_at.astimezone(SHANGHAI).date() if hints.fetched_at else None


def year_of(context: ArticleContext, month: int, day: int) -> YearFound | None:
    """Return the year that the page and its list give a day of publication; None if nothing supports one.

    Years in the text vote, in the addresses of the page, its pictures and documents, and in the rows beside its row. A
    year counts only if the day in it is not after the fetch.
    """
    latest = fetched_day(context.hints)
    votes: Counter[int] = Counter()
    rules: dict[int, set[EvidenceRule]] = {}
    for year, count, rule in _votes(context, month, day):
        found = _day(year, month, day)
        if found and (latest is None or found <= latest):
            votes[year] += count
            rules.setdefault(year, set()).add(rule)
    winner = _winner(votes, month)
    return YearFound(winner, tuple(sorted(rules[winner]))) if winner else None


def nearest_day(anchor: dt.date, month: int, day: int) -> dt.date | None:
    """Return the day of this month and day that is nearest to ``anchor``; None for a 29 February without one near."""
    days = [found for year in (-1, 0, 1) if (found := _day(anchor.year + year, month, day))]
    return min(days, key=lambda found: abs(found - anchor), default=None)


def _votes(context: ArticleContext, month: int, day: int) -> Iterator[tuple[int, int, EvidenceRule]]:
    if context.hints.list_year is not None:
        yield context.hints.list_year, _LIST_VOTE, EvidenceRule.YEAR_IN_LIST
    for year in _years_in([context.url], month, day):
        yield year, _FILE_VOTE, EvidenceRule.YEAR_IN_ADDRESS
    files = [str(file["url"]) for file in find_images(context)]
    files += [str(file["url"]) for file in find_attachments(context)]
    for year in _years_in(files, month, day):
        yield year, _FILE_VOTE, EvidenceRule.YEAR_IN_FILES
    lines = (context.document.lines[i].text for i in context.body.paragraphs[:_MAX_TEXTS])
    for text in chain((context.headline.text,), lines):
        for match in _YEAR.finditer(text, 0, _MAX_TEXT):
            yield int(match[0]), 1, EvidenceRule.YEAR_IN_TEXT
        for match in _WHOLE_DAY.finditer(text, 0, _MAX_TEXT):
            if (moment := find_moment(match[0])) and (moment.day.month, moment.day.day) == (month, day):
                yield moment.day.year, _SAME_DAY_VOTE, EvidenceRule.YEAR_IN_TEXT


def _years_in(addresses: list[str], month: int, day: int) -> Iterator[int]:
    """Yield the year of the day for each month or year in the addresses, each once."""
    dates = dict.fromkeys(map(_date_in, addresses))
    for text in filter(None, dates):
        if text.isdigit():
            yield int(text)
            continue
        uploaded = dt.date.fromisoformat(f"{text[:10]}-01"[:10])
        found = nearest_day(uploaded, month, day)
        if found and abs(found - uploaded) <= _NEAR:
            yield found.year


def _date_in(url: str) -> str:
    """Return the day, the month or the year in an address; "" if there is none."""
    if date := address_date(url):
        return date
    if (name := _UPLOAD_NAME.search(url[:LONGEST])) and _day(*map(int, name.groups())):
        return "-".join(name.groups())
    folder = _YEAR_FOLDER.search(url[:LONGEST])
    return folder[1] if folder else ""


def _winner(votes: Counter[int], month: int) -> int | None:
    """Return the year with the most votes.

    Two neighbouring years with about as many votes are the year of the text and one that it reviews or plans.
    """
    if not votes:
        return None
    best, most = max(votes.items(), key=lambda item: (item[1], item[0]))
    if most < _MIN_VOTES:
        return None
    for other, count in votes.items():
        if other == best or count * 2 <= most:
            continue
        if abs(other - best) > 1:
            if count == most:
                return None
        elif most < _SAME_DAY_VOTE:
            best = min(best, other) if month >= _LATE_IN_THE_YEAR else max(best, other)
    return best


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
