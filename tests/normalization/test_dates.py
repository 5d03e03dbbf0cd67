"""Dates are read in every spelling that pages use, and nothing else is read as a date."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.normalization.dates import (
    address_date,
    address_day,
    find_day,
    find_moment,
    from_unix,
    has_date,
    starts_with_date,
)

REFERENCE = dt.date(2026, 9, 15)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-28", "[2026-08-28]", "2026/8/28", "2026.08.28", "2026年8月28日", "2026 年 8 月 28 日", "２０２６－０８－２８",
        "二〇二六年八月二十八日", "二○二六年八月廿八日", "二零二六年八月二十八日", "28 2026-08", "28 2026年8月", "2026 08/28", "2026 08-28",
        "08/28 2026", "08-28 2026", "20260828", "08-28", "08/28 09:12", "8月28日", "[08-28]", "发布时间：2026-08-28 09:12:33", "(2026-08-28)",
        "2026-08-28T09:12:33+08:00", "八月二十八日", "[社会] 08-28 某某", "2026_08_28",
        "August 28, 2026", "28 Aug 2026", "Aug. 28th, 2026", "日期：26-08-28", "发布时间：26.8.28 9:05", "发布日期：20260828",
    ],
)  # fmt: skip
def test_day_is_read_in_every_spelling(text: str) -> None:
    assert find_day(text, REFERENCE) == dt.date(2026, 8, 28)


@pytest.mark.parametrize(
    "text",
    [
        "", "近日", "2026-02-30", "2026年4月31日", "2026年8月", "13-45", "1/2/3", "版本 1.5", "第8-28号楼", "二〇二六年闰八月二十八",
        "农历八月二十八日", "18-28岁", "010-60001234", "2026-082-28", "8:28", "24小时", "26-08-28", "August 2026", "May 35, 2026",
        "2026年1-8月", "2026年1.5亿元", "2026年1.5 万人次", "2026年3.8%",
    ],
)  # fmt: skip
def test_other_text_gives_no_day(text: str) -> None:
    assert find_day(text, REFERENCE) is None


def test_day_without_year_is_the_last_before_reference() -> None:
    assert find_day("12-31") is None
    assert find_day("12-31", dt.date(2026, 1, 1)) == dt.date(2025, 12, 31)
    assert find_day("01-01", dt.date(2026, 1, 1)) == dt.date(2026, 1, 1)
    assert find_day("01-02", dt.date(2026, 1, 1)) == dt.date(2025, 1, 2)
    assert find_day("02-29", dt.date(2026, 1, 1)) == dt.date(2024, 2, 29)


def test_yesterday_is_the_day_before_the_reference() -> None:
    assert find_day("昨天 10:20", REFERENCE) == dt.date(2026, 9, 14)
    assert find_day("今日，区政府召开会议", REFERENCE) == REFERENCE
    assert find_day("今日起施行新规", REFERENCE) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-08-28 09:12", dt.time(9, 12)), ("2026-08-28 9:12:33", dt.time(9, 12, 33)), ("2026年8月28日下午3:05", dt.time(15, 5)),
        ("2026年08月28日09:12", dt.time(9, 12)), ("2026-08-28  星期五 09:12", dt.time(9, 12)), ("2026-08-28T09:12:33", dt.time(9, 12, 33)),
        ("2026-08-28 10∶08", dt.time(10, 8)), ("2026-08-28 25:00", None), ("2026-08-28", None), ("2026年8月28日晚7：30", dt.time(19, 30)),
        ("2026-8-28 9:5", dt.time(9, 5)), ("时间：26-8-28 9:05", dt.time(9, 5)),
    ],
)  # fmt: skip
def test_time_of_day_is_read_with_the_day(text: str, time: dt.time | None) -> None:
    moment = find_moment(text)
    assert moment is not None
    assert (moment.day, moment.time) == (dt.date(2026, 8, 28), time)


def test_counter_after_the_day_is_no_part_of_it() -> None:
    assert find_day("时间:01-20人气:12", REFERENCE) == dt.date(2026, 1, 20)


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("http://www.example.cn/xw/202602/t20260228_4806575.htm", "2026-02-28"),
        ("http://www.example.cn/art/2026/2/28/art_1_2.html", "2026-02-28"),
        ("http://www.example.cn/xw/2026-02/28/content_1.htm", "2026-02-28"),
        ("http://www.example.cn/xw/2026022815575798679/index.html", "2026-02-28T15:57:57"),
        ("http://www.example.cn/xw/202602/1792651.shtml", "2026-02"),
        ("http://www.example.cn/xw/2188837/index.html", None),
        ("http://www.example.cn/xw/20261345/1.html", None),
    ],
)
def test_address_gives_moment_day_month_or_nothing(url: str, date: str | None) -> None:
    assert address_date(url) == date
    day = address_day(url)
    assert (day.isoformat() if day else None) == (date[:10] if date and len(date) >= 10 else None)


def test_unix_times_are_read_in_shanghai() -> None:
    moment = from_unix("1740880800")
    assert moment is not None
    assert (moment.day, moment.time) == (dt.date(2025, 3, 2), dt.time(10, 0))
    assert from_unix("1740880800000") is not None
    assert from_unix("174088080") is None
    assert from_unix("٣" * 10) is None


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)),
    st.sampled_from(["{:%Y-%m-%d}", "{:%Y年%m月%d日}", "[{:%Y/%m/%d}]", "{:%Y.%m.%d} 10:00"]),
)
def test_written_day_is_read_back(day: dt.date, form: str) -> None:
    assert find_day(form.format(day)) == day


@given(st.text(max_size=200), st.one_of(st.none(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))))
def test_no_text_raises_an_error(text: str, reference: dt.date | None) -> None:
    found = find_day(text, reference)
    assert found is None or isinstance(found, dt.date)


@pytest.mark.parametrize("text", ["2026年1-8月全区经济运行情况", "2026年1.5亿元项目开工"])
def test_span_of_months_and_amount_are_no_date(text: str) -> None:
    assert not starts_with_date(text)
    assert not has_date(text)
    assert starts_with_date("2026年1月8日")
    assert has_date("2026-01-08万人健步走")
