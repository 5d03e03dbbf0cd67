"""Convert the numbers of dates to ASCII digits: full-width digits, Chinese numerals, English months."""

from __future__ import annotations

import re

_WIDE = "０１２３４５６７８９：∶／－．～　\xa0"
_DIGITS = str.maketrans(_WIDE, "0123456789::/-.~  ")
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_HAS_LETTER = re.compile("[A-Za-z]")
_CHINESE = dict(zip("〇○零ОO０一二三四五六七八九", "0000001234567" + "89", strict=True))
_YEAR = re.compile(
    r"([一二三四五六七八九][〇○零ОO０一二三四五六七八九]{3})\s?年\s?([一二三四五六七八九十]{1,3})\s?月(?:\s?([一二三四五六七八九十廿卅]{1,4})\s?日)?"
)
_SPELLED = re.compile(r"月(?:(?<=[一二三四五六七八九十]月)|(?<=[一二三四五六七八九十]\s月))")
"""A month in Chinese numerals. The pattern begins with 月 because ``re`` finds a fixed character much faster."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}})\s)?(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?(?:\s(?P<after>\d{{1,2}})(?:st|nd|rd|th)?)?,?\s(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"月(?:\s?\d{1,2}(?:st|nd|rd|th|日)?)?\s?,?\s?(?:19|20)\d\d(?!\d)")
"""A month with the year behind it. The pattern begins with 月 because ``re`` finds a fixed character much faster."""
_MONTH_NAME = r"(?<![\d一二三四五六七八九十])([一二三四五六七八九十]{1,2}|\d{1,2})月"
_YEAR_BEHIND = r"(?:st|nd|rd|th|日)?\s?,?\s?((?:19|20)\d\d)(?!\d)"
_MONTH_DAY_YEAR = re.compile(rf"{_MONTH_NAME}\s?(\d{{1,2}}){_YEAR_BEHIND}")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|日)?\s{_MONTH_NAME}\s?,?\s?((?:19|20)\d\d)(?!\d)"
)
_SPELLED_MONTH = re.compile(r"(?<=\d年)([一二三四五六七八九十]{1,3})月")
_MONTH = re.compile(
    r"(?<![一二三四五六七八九十闰])([一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,4})日"
)


def arabic(text: str) -> str:
    """Return ``text`` with full-width digits, and Chinese numerals and English months of dates, as ASCII digits."""
    if _HAS_WIDE.search(text):
        text = text.translate(_DIGITS)
    if text.isascii():
        return _ENGLISH.sub(_month, text) if _HAS_LETTER.search(text) else text
    if _YEAR_LAST.search(text):
        text = _MONTH_DAY_YEAR.sub(lambda m: _year_first(m[3], m[1], m[2]), text)
        text = _DAY_MONTH_YEAR.sub(lambda m: _year_first(m[3], m[2], m[1]), text)
    if not _SPELLED.search(text):
        return text
    text = _SPELLED_MONTH.sub(lambda m: f"{_small_number(m[1])}月", _YEAR.sub(_year, text))
    return _MONTH.sub(lambda m: f"{_small_number(m[1])}月{_small_number(m[2])}日", text)


def _year_first(year: str, month: str, day: str) -> str:
    return f"{year}年{month if month.isdigit() else _small_number(month)}月{day}日"


def _month(match: re.Match[str]) -> str:
    day = match["before"] or match["after"]
    return f"{match['year']}-{_MONTHS.index(match['month'].lower()) + 1}-{day}" if day else match[0]


def _year(match: re.Match[str]) -> str:
    year = "".join(_CHINESE.get(c, c) for c in match[1])
    day = f"{_small_number(match[3])}日" if match[3] else ""
    return f"{year}年{_small_number(match[2])}月{day}"


def _small_number(text: str) -> int:
    """Return the number that the Chinese numeral ``text`` spells (1 to 99), 0 if it spells none."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    digits = "一二三四五六七八九"
    if not ten:
        return digits.find(text) + 1 if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (digits.find(tens) + 1 if tens else 1) * 10 + (digits.find(ones) + 1 if ones else 0)
