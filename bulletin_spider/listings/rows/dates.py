"""The day a row shows, told from days that its headline or summary speaks of."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bulletin_spider.normalization.dates import find_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_ALONE_CHARS = 60
_SHORT = 40
_OPEN = r"[\[(（【「〔\s|｜/·•-]*"
_CLOSE = r"[\])）】」〕\s|｜]*"
_LABEL = r"(?:[\u4e00-\u9fff]{2,6}\s*[:：]\s*)?"
_CLOCK = r"(?:[\sT]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?)?"
_ALONE = re.compile(
    _OPEN + _LABEL + _OPEN
    + r"(?:(?:\d{4}|\d{2})\s?[-./年]\s?)?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?" + _CLOCK + _CLOSE
)  # fmt: skip
_LABELLED = re.compile(
    r"(?:发布|发文|公开|更新|日期|时间)[^\d\u4e00-\u9fff]{0,4}(\d{4}[-./年]\d{1,2}[-./月]\d{1,2})"
)
_WHOLE = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?!\d)")
_EDGE = re.compile(
    r"^\s*[\[【(（](?:\d{4}[-./])?\d{1,2}[-./]\d{1,2}[\]】)）]\s*(?=\S)|"
    r"(?<=\S)(?:\s+|\s*[\[【])\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*[\]】]?\s*$"
)
_RELATIVE = re.compile(r"刚刚|\d{1,2}\s?(?:秒|分钟|小时|天)前|(?:今|昨|前)[天日]\s*(?:\d{1,2}:\d{2})?")
_DAY = re.compile(r"(\d{1,2})日?")
_MONTH = re.compile(r"((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})月?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s?[-./月]\s?(\d{1,2})日?")
_URL_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?=\d\d(?!\d)|[/_-]|\d\d_)")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")


def without_day(text: str) -> str:
    """Return a headline without a day at its edge: ``[03-05] …``, ``… [2026-03-05]``, ``… 2026-03-05``."""
    return _EDGE.sub("", text)


def is_day(text: str) -> bool:
    """Tell whether ``text`` is nothing but a day, perhaps in brackets, with a label or a time of day."""
    return len(text) < _ALONE_CHARS and _ALONE.fullmatch(text) is not None


def shows_day(text: str) -> bool:
    """Tell whether ``text`` dates a row in any way: a day, or 刚刚, 3小时前, 昨天 09:12."""
    return is_day(text) or _EDGE.search(text) is not None or _RELATIVE.fullmatch(text) is not None


def row_day(texts: Sequence[str], url: str, reference: dt.date | None, title: str = "") -> dt.date | None:
    """Return the day among the texts of a row, in page order; None if none but the ``title`` holds one.

    A month and day take the year from the row's address if that holds the same month, else from ``reference``.

    A text that is only a day wins, one labelled 发布 first of all; then a day split over neighbouring texts
    (28 / 2026-02, 2026 / 02-28); then a labelled day inside a longer text.
    """
    alone = [text for text in texts if is_day(text)]
    alone.sort(key=lambda text: "发布" not in text)
    edges = [found[0].strip() for text in texts if (found := _EDGE.search(text))]
    for text in [*alone, *_put_together(texts), *edges]:
        day = url_day(text, url) or find_day(text, reference)
        if day is not None:
            return day
    for text in texts:
        labelled = _LABELLED.search(text)
        bare = len(text) < _SHORT and "。" not in text and not (title and (text in title or title in text))
        if labelled or (bare and _WHOLE.search(text)):
            day = find_day(labelled[1] if labelled else text, reference)
            if day is not None:
                return day
    return None


def url_day(text: str, url: str) -> dt.date | None:
    """Return the day of a text without a year, with the year of an address like ``/202602/t20260228_1.htm``."""
    shown = _MONTH_DAY.fullmatch(text.strip("[]()（）【】 "))
    if shown is None:
        return None
    month = int(shown[1])
    for year, other in _URL_MONTH.findall(url):
        if int(other) == month:
            return find_day(f"{year}-{month:02d}-{int(shown[2]):02d}")
    return None


def _put_together(texts: Sequence[str]) -> list[str]:
    bare = [text.strip("[]()（）【】 /-.·") for text in texts]
    found = []
    for first, month, last in zip(bare, bare[1:], bare[2:], strict=False):
        for year, day in ((first, last), (last, first)):
            if _YEAR.fullmatch(year) and _DAY.fullmatch(day):
                found.append("-".join(part.rstrip("年月日") for part in (year, month, day)))
    for one, other in pairwise(bare):
        for first, second in ((one, other), (other, one)):
            if (day_only := _DAY.fullmatch(first)) and (month_only := _MONTH.fullmatch(second)):
                found.append(f"{month_only[1]}-{month_only[2]}-{day_only[1]}")
            if (month_day := _MONTH_DAY.fullmatch(first)) and (year_only := _YEAR.fullmatch(second)):
                found.append(f"{year_only[1]}-{month_day[1]}-{month_day[2]}")
    return found
