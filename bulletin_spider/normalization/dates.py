"""Read the dates that Chinese pages and addresses write, with the time of day if there is one."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from bulletin_spider.normalization.numerals import arabic

LONGEST = 500
"""Characters of a text or an address that are read."""

_Y = r"(?P<y>(?:19|20)\d\d(?<!\d{5}))"
"""A year with no digit before it. The lookbehind comes last: ``re`` finds a pattern that begins with fixed characters
much faster."""
_TIME = (
    r"(?:日?\s{0,4}(?:T|星期.|周.|[(（]?(?:星期|周).[)）]?)?\s{0,4}(?P<half>凌晨|早上|上午|中午|下午|晚上|晚|AM|PM)?\s{0,2}"
    r"(?P<h>\d{1,2})\s?[:时点]\s?(?P<i>\d{1,2})(?:\s?[:分]\s?(?P<s>\d{1,2}))?(?!\d))?"
)
_YEAR_MARK = r"(?:[-./_]|年(?!\s?\d{1,2}[-.]\d{1,2}\s?[月亿万元个倍%％米吨]))"
"""The mark between year and month. A span of months and an amount are no date: 2020年1-11月, 2021年1.5亿元."""
_FULL = re.compile(
    rf"{_Y}\s{{0,3}}{_YEAR_MARK}\s{{0,3}}(?P<m>\d{{1,2}})\s{{0,3}}[-./月_]\s{{0,3}}(?P<d>\d{{1,2}})(?:(?!\d)|(?=\d\d:\d\d)){_TIME}"
)
_SPLIT = re.compile(rf"{_Y}年?\s{{1,4}}(?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})(?!\d){_TIME}")
_DAY_FIRST = re.compile(
    rf"(?<![\d:])(?P<d>\d{{1,2}})日?\s{{1,4}}{_Y}\s?[-./年]\s?(?P<m>\d{{1,2}})(?!\d)(?!\s?[-./]\d)"
)
_MONTH_FIRST = re.compile(rf"(?<![\d:])(?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})日?\s{{1,4}}{_Y}(?!\d){_TIME}")
_LABELLED = re.compile(
    rf"(?:日\s?期|时\s?间)\s?:\s{{0,3}}(?P<y>\d\d)\s?[-./年]\s?(?P<m>\d{{1,2}})\s?[-./月]\s?(?P<d>\d{{1,2}})(?!\d){_TIME}"
)
"""A date with a year of two digits, which needs a label: 日期：26-08-28."""
_LABELLED_COMPACT = re.compile(
    rf"(?:日\s?期|时\s?间)\s?:\s{{0,3}}{_Y}(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d){_TIME}"
)
_COMPACT = re.compile(rf"{_Y}(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_CENTURY = re.compile("(?:19|20)\\d\\d")
_WITH_YEAR = (_FULL, _SPLIT, _DAY_FIRST, _MONTH_FIRST, _LABELLED, _LABELLED_COMPACT)
_SHORT = re.compile(rf"(?<![\d年./-])(?<!\d:)(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日?(?!\d){_TIME}")
_BARE = re.compile(
    rf"(?<![\d年./-])(?<!\d:)(?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}})(?![\d./-]|\s?[号岁楼层栋个]){_TIME}"
)
_RELATIVE = re.compile(r"^\W{0,3}(今天|今日|昨天|昨日|前天)(?=$|[\s，,\d]|上午|下午|晚|凌晨)")
_LUNAR = re.compile(r"(?:农历|阴历|闰)\s?$")
_AFTER_NOON = frozenset(("下午", "晚上", "晚", "PM"))
_LAST_OF_2000 = dt.date(2000, 12, 31)
_DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_ANY_DATE = re.compile(
    rf"(?:19|20)\d\d(?<!\d{{5}})\s?(?!_){_YEAR_MARK}\s?\d{{1,2}}\s?[-./月]\s?\d{{1,2}}(?!\d)"
)
_CHINESE_DATE = re.compile(
    r"\W{0,3}二[〇○零ОO0０][〇○零ОO0０一二三四五六七八九]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿卅]{1,4}日\W{0,3}$"
)
_BEGINS = re.compile(
    rf"\W{{0,3}}(?:(?:19|20)\d\d\s?{_YEAR_MARK}\s?\d{{1,2}}\s?[-./月_]\s?\d{{1,2}}|20\d\d年?\s{{1,4}}\d{{1,2}}[-/.月]\d)日?(?![\d至—~-])"
)

_BEGINS_WITH_DAY_OR_MONTH = re.compile(
    r"\W{0,3}(?:[一二三四五六七八九十]{1,2}月|\d{1,2}月|\d{1,2}(?:st|nd|rd|th|日)?\s(?:[一二三四五六七八九十]{1,2}|\d{1,2})月)"
    r"\s?(?:\d{1,2}(?:st|nd|rd|th|日)?\s?)?,?\s?(?:19|20)\d\d(?![\d年])"
)
"""The start of a date whose year comes last: 十一月 6th, 2009."""


class Moment(NamedTuple):
    """A day, its time of day or None, the text it was read from, and whether the year was inferred."""

    day: dt.date
    time: dt.time | None
    text: str
    inferred: bool = False


def has_date(text: str) -> bool:
    """Return whether ``text`` contains a date with a year in ASCII digits."""
    return _ANY_DATE.search(text) is not None


def starts_with_date(text: str) -> bool:
    """Return whether ``text`` begins with a date (not a span of days), or is a date in Chinese numerals."""
    if _BEGINS.match(text):
        return True
    return ("年" in text and _CHINESE_DATE.match(text) is not None) or (
        "月" in text and _BEGINS_WITH_DAY_OR_MONTH.match(text) is not None
    )


def find_day(text: str, reference: dt.date | None = None) -> dt.date | None:
    """Return the first day in ``text``; a day without a year is the last one up to ``reference``; else None."""
    moment = find_moment(text, reference)
    return moment.day if moment else None


def find_moment(text: str, reference: dt.date | None = None) -> Moment | None:
    """Return the first date with a year in ``text``, else the first date that ``reference`` completes, else None.

    ``reference`` completes a date without a year to the last such day up to it, and 今天, 昨天, 前天 to a day.
    """
    text = arabic(text[:LONGEST])
    patterns = _WITH_YEAR if _CENTURY.search(text) else (_LABELLED,)
    for pattern in patterns if len(text) > 12 else (*patterns, _COMPACT):
        if moment := _first(pattern, text, None):
            return moment
    if reference is None:
        return None
    return relative_day(text, reference) or _first(_SHORT, text, reference) or _first(_BARE, text, reference)


def relative_day(text: str, today: dt.date) -> Moment | None:
    """Return the day that 今天, 昨天 or 前天 at the start of ``text`` means ``today``, else None."""
    if match := _RELATIVE.search(text):
        return Moment(today - dt.timedelta(days=_DAYS_AGO[match[1]]), None, match[0], inferred=True)
    return None


def day_without_year(text: str) -> Moment | None:
    """Return the first day without a year in ``text``, in the year 2000, which has each day; else None."""
    text = arabic(text[:LONGEST])
    return _first(_SHORT, text, _LAST_OF_2000) or _first(_BARE, text, _LAST_OF_2000)


def _first(pattern: re.Pattern[str], text: str, reference: dt.date | None) -> Moment | None:
    for match in pattern.finditer(text):
        month, day = int(match["m"]), int(match["d"])
        found = _date(int(match["y"]), month, day) if reference is None else _last_day(month, day, reference)
        if found and not _LUNAR.search(text[max(0, match.start() - 4) : match.start()]):
            return Moment(found, _time(match), match[0].strip(), inferred=reference is not None)
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year if year > 99 else year + 2000, month, day)
    except ValueError:
        return None


def _last_day(month: int, day: int, reference: dt.date) -> dt.date | None:
    # Five years include a past 29 February, except around 1900 and 2100.
    for year in range(reference.year, reference.year - 5, -1):
        found = _date(year, month, day)
        if found and found <= reference:
            return found
    return None


def _time(match: re.Match[str]) -> dt.time | None:
    if "h" not in match.re.groupindex or not match["h"]:
        return None
    parts: dict[str, str | None] = match.groupdict()
    hour, minute, second = int(parts["h"] or 0), int(parts["i"] or 0), int(parts.get("s") or 0)
    if parts.get("half") in _AFTER_NOON and hour < 12:
        hour += 12
    return dt.time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


_PATHS = (
    re.compile(r"/t(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)_\d"),
    re.compile(r"/(?P<y>20\d\d)[-/_]?(?P<m>[01]?\d)[-/_](?P<d>[0-3]?\d)(?:[/_.]|$)"),
    re.compile(
        r"/(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<h>[0-2]\d)(?P<i>[0-5]\d)(?P<s>[0-5]\d)\d{3,6}(?=/|\.|$)"
    ),
    re.compile(r"/(?P<y>20\d\d)/(?P<m>[01]\d)(?P<d>[0-3]\d)/"),
    re.compile(r"/(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:/|_|\d{4,6}(?:/|\.|$)|$)"),
)
_MONTH_PATH = re.compile(r"/(20\d\d)[-/_]?(0[1-9]|1[0-2])/")


def address_day(url: str) -> dt.date | None:
    """Return the day in the path of ``url`` (t20260228_1, /2026/2/28/, a time-stamp folder), else None."""
    moment = _address_moment(url)
    return moment.day if moment else None


def address_date(url: str) -> str | None:
    """Return the date in the path of ``url`` in ISO 8601: a moment, a day or a month (2026-06), else None."""
    if moment := _address_moment(url):
        return moment.day.isoformat() + (f"T{moment.time.isoformat()}" if moment.time else "")
    month = _MONTH_PATH.search(url[:LONGEST])
    return f"{month[1]}-{month[2]}" if month else None


def _address_moment(url: str) -> Moment | None:
    path = url[:LONGEST].partition("://")[2] or url[:LONGEST]
    for pattern in _PATHS:
        for match in pattern.finditer(path):
            if found := _date(int(match["y"]), int(match["m"]), int(match["d"])):
                return Moment(found, _time(match), match[0])
    return None


def from_unix(text: str) -> Moment | None:
    """Return the moment in Asia/Shanghai of a Unix time in seconds (10 digits) or milliseconds (13), else None."""
    if len(text) not in (10, 13) or not text.isascii() or not text.isdigit():
        return None
    at = dt.datetime.fromtimestamp(int(text[:10]), dt.timezone(dt.timedelta(hours=8)))
    return Moment(at.date(), at.time(), text)
