from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.items import SHANGHAI
from bulletin_spider.listings.rows.dates import is_day, relative_day, row_day, shows_day, without_day

DAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "[2026/3/5]",
        "（2026.03.05）",
        "2026年3月5日",
        "发布时间：2026-03-05 09:12:30",
        "03-05",
        "(03-05)",
        "26-03-05",
    ],
)
def test_lone_day_is_a_day(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize(
    "text", ["", "2026年3月5日区政府会议", "2026", "12345", "第3-5号", "3.5万人", "09:12"]
)
def test_other_texts_are_no_days(text: str) -> None:
    assert not is_day(text)


def test_relative_days_count_as_shown_days() -> None:
    assert all(shows_day(text) for text in ("3小时前", "昨天 09:12", "刚刚", "5分钟前"))
    assert not shows_day("三年前的今天")


@pytest.mark.parametrize(
    "texts",
    [
        ["白石区召开会议", "2026-03-05"],
        ["05", "2026-03", "白石区召开会议"],
        ["03-05", "2026", "白石区召开会议"],
        ["2026", "03", "05", "白石区召开会议"],
        ["05", "03月", "2026年", "白石区召开会议"],
        ["白石区召开会议", "成文日期：2026-01-01", "发布日期：2026-03-05"],
        ["白石区召开会议", "来源：区融媒体中心 发布时间：2026-03-05 点击：23次"],
        ["[2026-03-05] 白石区召开会议"],
    ],
)
def test_row_day_may_be_in_several_texts(texts: list[str]) -> None:
    assert row_day(texts, "http://x.example/a.html", None, "白石区召开会议") == DAY


def test_day_in_title_or_sentence_is_ignored() -> None:
    assert row_day(["2026年3月5日会议纪要"], "http://x.example/a.html", None, "2026年3月5日会议纪要") is None
    assert row_day(["自2026年3月5日起施行。"], "http://x.example/a.html", None, "办法") is None


def test_address_of_another_month_gives_no_year() -> None:
    assert row_day(["03-05"], "http://x.example/202603/t20260305_1.html", None) == DAY
    assert row_day(["03-05"], "http://x.example/202512/t20251231_1.html", None) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[03-05] 白石区召开会议", "白石区召开会议"),
        ("白石区召开会议 2026-03-05", "白石区召开会议"),
        ("白石区召开会议[2026-03-05 09:12]", "白石区召开会议"),
        ("白石区召开会议（2026年3月5日）", "白石区召开会议（2026年3月5日）"),
        ("2026-03-05", "2026-03-05"),
        ("3-5岁儿童入园通知", "3-5岁儿童入园通知"),
    ],
)
def test_only_a_separate_day_leaves_the_headline(text: str, title: str) -> None:
    assert without_day(text) == title


NOON = dt.datetime(2026, 3, 22, 12, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "now", "day"),
    [
        ("今天", NOON, 22), ("今日 09:12", NOON, 22), ("昨天 23:10", NOON, 21), ("前天", NOON, 20), ("刚刚", NOON, 22),
        ("5分钟前", NOON, 22), ("3小时前", NOON, 22), ("3 小时前", NOON.replace(hour=2), 21), ("3小时前", NOON.replace(hour=3), None),
        ("59分钟前", NOON.replace(hour=0, minute=59), None), ("2天前", NOON, None), ("13小时前", NOON, 21), ("昨天说", NOON, None),
    ],
)  # fmt: skip
def test_relative_day_is_sure_or_none(text: str, now: dt.datetime, day: int | None) -> None:
    assert relative_day([text], now) == (day and dt.date(2026, 3, day))
