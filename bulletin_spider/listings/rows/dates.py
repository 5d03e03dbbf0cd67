"""Read the day of publication that a row or its column shows; a day in its headline or teaser is another day."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.normalization.dates import find_day
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.rows.row_block import ListingRow, RowBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

# A longer text is a sentence that mentions a day.
_MAX_DAY_TEXT_CHARS = 60
_MAX_DATED_TEXT_CHARS = 40
_OPEN = r"[\[(（【「〔\s|｜/·•-]*+"
_CLOSE = r"[\])）】」〕\s|｜]*+"
_LABEL = r"(?:[\u4e00-\u9fff]{2,6}\s*[:：]\s*)?"
_CLOCK = r"(?:[\sT]*+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?)?"
_DAY_ALONE = re.compile(
    _OPEN + _LABEL + _OPEN
    + r"(?:(?:\d{4}|\d{2})\s?[-./年]\s?)?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?" + _CLOCK + _CLOSE
)  # fmt: skip
_LABELLED_DAY = re.compile(
    r"(?:发布|发文|公开|更新|日期|时间)[^\d\u4e00-\u9fff]{0,4}(\d{4}[-./年]\d{1,2}[-./月]\d{1,2})"
)
_DAY_WITH_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?!\d)")
_DAY_AT_EDGE = re.compile(
    r"^\s*[\[【(（](?:\d{4}[-./])?\d{1,2}[-./]\d{1,2}[\]】)）]\s*(?=\S)|"
    r"(?<=\S)(?:\s+|\s*[\[【])\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*[\]】]?\s*$"
)
_BRACKETED_DAY = re.compile(
    r"\s*[(（]\s*(?P<day>(?:(?:19|20)\d\d\s?[-./年]\s?)?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?)\s*[)）]\s*$"
)
_RELATIVE_DAY = re.compile(r"刚刚|\d{1,2}\s?(?:秒|分钟|小时|天)前|(?:今|昨|前)[天日]\s*(?:\d{1,2}:\d{2})?")
_HOURS_AGO = re.compile(r"(\d{1,2})\s?(秒|分钟|小时)前|刚刚")
_UNITS = {"秒": dt.timedelta(seconds=1), "分钟": dt.timedelta(minutes=1), "小时": dt.timedelta(hours=1)}
_DAY = re.compile(r"(\d{1,2})日?")
_MONTH = re.compile(r"((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})月?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s?[-./月]\s?(\d{1,2})日?")
_URL_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?=\d\d(?!\d)|[/_-]|\d\d_)")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
# A longer cell in the head of a table is a sentence, not the name of a column.
_MAX_COLUMN_NAME_CHARS = 10
# Names of the column of the day, the surest first.
_DAY_COLUMN_NAMES = ("发布日期", "发布时间", "公开日期", "公布日期", "发布")


def without_day(text: str) -> str:
    """Return a headline without a day at its start or end: ``[03-05] …``, ``… [2026-03-05]``, ``… 2026-03-05``."""
    return _DAY_AT_EDGE.sub("", text)


def bracketed_day(text: str) -> tuple[str, str]:
    """Return a headline without the day in round brackets at its end, and that day; "" as the day if there is none.

    It can also be part of the headline: the list shows which.
    """
    found = _BRACKETED_DAY.search(text[-_MAX_DATED_TEXT_CHARS:])
    return (text[: len(text) - len(found[0])], found["day"]) if found else (text, "")


def is_day(text: str) -> bool:
    """Tell whether ``text`` is only a day; it may have brackets, a label and a time of day."""
    return len(text) < _MAX_DAY_TEXT_CHARS and _DAY_ALONE.fullmatch(text) is not None


def shows_day(text: str) -> bool:
    """Tell whether ``text`` shows when a row was published: a day, or 刚刚, 3小时前, 昨天 09:12."""
    return is_day(text) or _DAY_AT_EDGE.search(text) is not None or _RELATIVE_DAY.fullmatch(text) is not None


def is_relative(text: str) -> bool:
    """Tell whether ``text`` gives the day of a row by that of the fetch: 今天, 昨天 09:12, 3小时前."""
    return _RELATIVE_DAY.fullmatch(text) is not None


def row_day(texts: Sequence[str], url: str, reference: dt.date | None, title: str = "") -> dt.date | None:
    """Return the day in the texts of a row, which are in page order; None if only the ``title`` holds a day.

    A month and day without a year take the year of the row's address if the address holds the same month, else that
    of ``reference``. A text that is only a day comes first, and among these one with the label 发布. A day split over
    neighbouring texts (28 / 2026-02, 2026 / 02-28) comes second, a day at the start or end of a text third. Last comes
    a day inside a text: one with a label, or one in a short text that is not the title.
    """
    alone = [text for text in texts if is_day(text)]
    alone.sort(key=lambda text: "发布" not in text)
    edges = [found[0].strip() for text in texts if (found := _DAY_AT_EDGE.search(text))]
    for text in [*alone, *_days_in_parts(texts), *edges]:
        day = url_day(text, url) or find_day(text, reference)
        if day is not None:
            return day
    for text in texts:
        labelled = _LABELLED_DAY.search(text)
        bare = (
            len(text) < _MAX_DATED_TEXT_CHARS
            and "。" not in text
            and not (title and (text in title or title in text))
        )
        if labelled or (bare and _DAY_WITH_YEAR.search(text)):
            day = find_day(labelled[1] if labelled else text, reference)
            if day is not None:
                return day
    return None


def relative_day(texts: Sequence[str], now: dt.datetime) -> dt.date | None:
    """Return the day that a text like 今天, 昨天 09:12, 刚刚 or 3小时前 means at ``now``, in the time of the site.

    None if there is no such text, or if its day is not sure: at 3:30, 3小时前 can be the day before, and 2天前 is
    always one of two days.
    """
    for text in texts:
        if _RELATIVE_DAY.fullmatch(text) is None:
            continue
        if (found := _HOURS_AGO.fullmatch(text)) is None:
            return None if text.endswith("天前") else find_day(text, now.date())
        unit = _UNITS[found[2] or "分钟"]
        latest = now - int(found[1] or 0) * unit
        return latest.date() if (latest - unit).date() == latest.date() else None
    return None


def url_day(text: str, url: str) -> dt.date | None:
    """Return the day of a month and day in ``text``, with the year of an address like ``/202602/t20260228_1.htm``."""
    shown = _MONTH_DAY.fullmatch(text.strip("[]()（）【】 "))
    if shown is None:
        return None
    month = int(shown[1])
    for year, other in _URL_MONTH.findall(url):
        if int(other) == month:
            return find_day(f"{year}-{month:02d}-{int(shown[2]):02d}")
    return None


def _days_in_parts(texts: Sequence[str]) -> list[str]:
    """Return the days whose year, month and day are in two or three neighbouring texts, in any usual order."""
    bare = [text.strip("[]()（）【】 /-.·") for text in texts]
    days = []
    for first, month, last in zip(bare, bare[1:], bare[2:], strict=False):
        for year, day in ((first, last), (last, first)):
            if _YEAR.fullmatch(year) and _DAY.fullmatch(day):
                days.append("-".join(part.rstrip("年月日") for part in (year, month, day)))
    for one, other in pairwise(bare):
        for first, second in ((one, other), (other, one)):
            if (day_only := _DAY.fullmatch(first)) and (month_only := _MONTH.fullmatch(second)):
                days.append(f"{month_only[1]}-{month_only[2]}-{day_only[1]}")
            if (month_day := _MONTH_DAY.fullmatch(first)) and (year_only := _YEAR.fullmatch(second)):
                days.append(f"{year_only[1]}-{month_day[1]}-{month_day[2]}")
    return days


def day_column(block: RowBlock) -> int | None:
    """Return the index of the column that the head of the table names as day of publication; None if it names none."""
    first = block.rows[0].element
    head = first.getprevious() if first.tag == "tr" else None
    if head is None and first.tag == "tr" and (group := first.getparent()) is not None:
        head = next(iter(group.itersiblings("thead", preceding=True)), None)
        head = head[0] if head is not None and len(head) else None
    if head is None:
        return None
    names = [_cell_text(cell) for cell in head.iterchildren("th", "td")]
    return next(
        (
            names.index(name)
            for day_name in _DAY_COLUMN_NAMES
            for name in names
            if day_name in name and len(name) < _MAX_COLUMN_NAME_CHARS
        ),
        None,
    )


def cell_texts(row: ListingRow, column: int) -> list[str]:
    """Return the text of the row's cell in ``column`` as a list; empty if the row has fewer cells."""
    cells = list(row.element.iterchildren("td", "th"))
    return [_cell_text(cells[column])] if column < len(cells) else []


def _cell_text(cell: _Element) -> str:
    return clean(" ".join(texts_of(cell, 10)))
