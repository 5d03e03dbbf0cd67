"""Read the rows of a block as entries."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from bulletin_spider.listings.entries import Entry
from bulletin_spider.listings.page.links import is_document
from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.listings.rows.dates import (
    bracketed_day,
    cell_texts,
    day_column,
    is_relative,
    relative_day,
    row_day,
    shows_day,
)
from bulletin_spider.listings.rows.selected import selected_day, selected_headline
from bulletin_spider.listings.rows.titles import headline_link, row_title, uncut_title
from bulletin_spider.listings.rules import NO_RULES, ListingRules
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.rows.row_block import ListingRow, RowBlock

_PINNED = re.compile(r"置顶|[\[【(（〔]顶[\]】)）〕]")
# 上一篇, 下一条 …: links of an article page to the articles before and after it.
_NEIGHBOUR_ARTICLE = re.compile(r"[^\u4e00-\u9fff]{0,3}[上下]一[篇条则]")
# 当前位置：首页 > 新闻 …: the way to the list, which some templates have in the element of its rows.
_BREADCRUMB = re.compile(r"\W{0,3}(?:\w{0,6}位置\s?[：:]|(?:网站)?[首主]页\W)")
_MAX_ROW_TEXTS = 40
_MAX_PINNED = 5
"""Rows that a site keeps on top of its list; more would be a list of their own."""
_MIN_SORTED = 3
"""Fewest rows below pinned ones: two of them are in order by chance."""
_MAX_SIBLING_TEXTS = 8


@dataclass(frozen=True, slots=True)
class BlockEntries:
    """The entries of a block, and in how many of its rows a day is shown."""

    entries: list[Entry]
    dated_rows: int
    """Rows that show a day; a day whose year cannot be known counts, too."""


def read_block(block: RowBlock, fetched: dt.date | None, rules: ListingRules = NO_RULES) -> BlockEntries:
    """Return the entries of ``block`` in order, without rows that have no title.

    ``fetched`` is the day or the moment of the fetch in the time of the site; a row like 3小时前 needs the moment. What
    the ``rules`` of the site for title and date select comes first.
    """
    now = fetched if isinstance(fetched, dt.datetime) else None
    reference = now.date() if now else fetched
    kept, dated_rows = [], 0
    column = day_column(block)
    for row in block.rows:
        texts = row_texts(row)
        entry = _read_row(row, texts, reference)
        if column is not None:
            entry = replace(entry, date=row_day(cell_texts(row, column), entry.url, reference) or entry.date)
        ago = relative_day(texts, now) if entry.date is None and now is not None else None
        if ago is not None:
            entry = replace(entry, date=ago)
        entry = _with_rules(entry, row, texts, reference, rules)
        if ago is not None or _has_inferred_year(entry, texts):
            is_relative_day = ago is not None or any(map(is_relative, texts))
            entry = replace(entry, inferred=True, guessed=entry.date is not None and not is_relative_day)
        if entry.title and not _NEIGHBOUR_ARTICLE.match(" ".join(texts[:2])):
            kept.append((row, entry))
            dated_rows += any(shows_day(text) for text in texts)
    kept, bracketed = _with_bracketed_days(kept, reference)
    dated_rows += bracketed
    if dated_rows * 2 > len(kept):
        kept = [(row, entry) for row, entry in kept if entry.date is not None or not _is_breadcrumb(row)]
    entries = [entry for _, entry in kept]
    if dated_rows * 2 < len(entries):
        entries = _dated_from_texts_between(kept, reference)
        dated_rows = max(dated_rows, sum(entry.date is not None for entry in entries))
    return BlockEntries(_with_older_rows_pinned(entries), dated_rows)


def _is_breadcrumb(row: ListingRow) -> bool:
    return _BREADCRUMB.match(" ".join(row_texts(row)) + " ") is not None


def _has_inferred_year(entry: Entry, texts: list[str]) -> bool:
    """Return whether the year of the row's day is neither in its texts nor in its address."""
    year = str(entry.date.year) if entry.date else ""
    return year not in entry.url and not any(year in text for text in texts)


def _with_bracketed_days(
    kept: list[tuple[ListingRow, Entry]], reference: dt.date | None
) -> tuple[list[tuple[ListingRow, Entry]], int]:
    """Return the rows, and in how many of them the day was in round brackets at the end of the headline.

    Such a day is the row's day, and no part of the headline, if most rows of the list have one and no other day.
    """
    days = [("", "") if entry.date else bracketed_day(entry.title) for _, entry in kept]
    count = sum(bool(title and day) for title, day in days)
    if count * 2 <= len(kept):
        return kept, 0
    return [
        (row, _with_bracketed_day(row, entry, title, day, reference)) if title and day else (row, entry)
        for (row, entry), (title, day) in zip(kept, days, strict=True)
    ], count


def _with_bracketed_day(
    row: ListingRow, entry: Entry, title: str, day: str, reference: dt.date | None
) -> Entry:
    title = uncut_title(title, headline_link(row.links).element)
    entry = replace(entry, title=title, date=row_day([day], entry.url, reference))
    inferred = _has_inferred_year(entry, [day])
    return replace(entry, inferred=inferred, guessed=inferred and entry.date is not None)


def _read_row(row: ListingRow, texts: list[str], reference: dt.date | None) -> Entry:
    link = headline_link(row.links)
    title = row_title(link.element, texts)
    date = row_day(texts, link.url or "", reference, title)
    pinned = any(_PINNED.search(text) for text in texts) or _has_pin_picture(row.element)
    return Entry(title, link.url or "", date, pinned, is_document(link.url or ""))


def _with_rules(
    entry: Entry, row: ListingRow, texts: list[str], reference: dt.date | None, rules: ListingRules
) -> Entry:
    """Return ``entry`` with the headline, its address and the day that the site's rules select in the row."""
    headline = selected_headline(row, rules.title)
    if headline is not None:
        element, link = headline
        url = link.url or ""
        title = uncut_title(row_title(element, texts), link.element)
        entry = replace(entry, title=title, url=url, document=is_document(url))
    day = selected_day(row, rules.date, entry.url, reference)
    return replace(entry, date=day) if day is not None else entry


def row_texts(row: ListingRow) -> list[str]:
    """Return the texts of a row in page order, with normalized spaces."""
    texts = (clean(text) for text in texts_of(row.element, _MAX_ROW_TEXTS))
    return [text for text in texts if text]


def _has_pin_picture(element: _Element) -> bool:
    pictures = islice(element.iter("img"), 3)
    return any("zhiding" in str(picture.get("src")) or picture.get("alt") == "置顶" for picture in pictures)


def _dated_from_texts_between(kept: list[tuple[ListingRow, Entry]], reference: dt.date | None) -> list[Entry]:
    entries = [entry for _, entry in kept]
    if not kept or len({row.element.getparent() for row, _ in kept}) != 1:
        return entries
    starts = {row.element for row, _ in kept}
    before = _texts_before(kept[0][0].element)
    after = [_texts_after(row.element, starts) for row, _ in kept]
    # The texts between two rows belong to the row before them or to the row after them; more days show which.
    gap_lists = (after, [before, *after[:-1]])
    day_lists = [
        [row_day(gap, entry.url, reference) for gap, entry in zip(gaps, entries, strict=True)]
        for gaps in gap_lists
    ]
    days, gaps = max(
        zip(day_lists, gap_lists, strict=True), key=lambda found: sum(day is not None for day in found[0])
    )
    if sum(day is not None for day in days) * 2 <= len(days):
        return entries
    for row, _ in kept:
        row.after.extend(_siblings_after(row.element, starts))
    return [
        entry if entry.date or day is None else _with_day_between(entry, day, gap)
        for entry, day, gap in zip(entries, days, gaps, strict=True)
    ]


def _with_day_between(entry: Entry, day: dt.date, texts: list[str]) -> Entry:
    """Return the row with a day that is in the ``texts`` between two rows."""
    dated = replace(entry, date=day, inferred=str(day.year) not in entry.url)
    return replace(dated, guessed=_has_inferred_year(dated, texts) and not any(map(is_relative, texts)))


def _texts_after(element: _Element, starts: set[_Element]) -> list[str]:
    texts = [element.tail or ""]
    for sibling in _siblings_after(element, starts):
        texts.extend(texts_of(sibling, _MAX_SIBLING_TEXTS))
        texts.append(sibling.tail or "")
    return [text for raw in texts if (text := clean(raw))]


def _siblings_after(element: _Element, starts: set[_Element]) -> list[_Element]:
    return list(islice(takewhile(lambda sibling: sibling not in starts, element.itersiblings()), 6))


def _texts_before(element: _Element) -> list[str]:
    parent = element.getparent()
    texts = [(parent.text if parent is not None else None) or ""]
    for sibling in reversed(list(islice(element.itersiblings(preceding=True), 3))):
        texts.extend(texts_of(sibling, _MAX_SIBLING_TEXTS))
        texts.append(sibling.tail or "")
    return [text for raw in texts if (text := clean(raw))]


def _with_older_rows_pinned(entries: list[Entry]) -> list[Entry]:
    """Return ``entries``, the first ones pinned if the last of them is older than the next row.

    The rows below must be newest first. A row above a pinned one is pinned, too, whatever its day.
    """
    days = [entry.date for entry in entries]
    for top in range(min(_MAX_PINNED, len(days) - _MIN_SORTED), 0, -1):
        last, rest = days[top - 1], [day for day in days[top:] if day]
        if last and len(rest) >= _MIN_SORTED and last < rest[0] and _is_newest_first(rest):
            return [replace(entry, pinned=True) for entry in entries[:top]] + entries[top:]
    return entries


def _is_newest_first(days: list[dt.date]) -> bool:
    """Tell whether the days go down, but for one in ten pairs of neighbours: a row may be back-dated."""
    upward = sum(one < other for one, other in pairwise(days))
    return upward * 10 <= len(days) - 1
