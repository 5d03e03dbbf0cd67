from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bulletin_spider.archive.index import Known
from bulletin_spider.listings.arguments import Window
from bulletin_spider.listings.judge import Judge
from bulletin_spider.listings.records import Entry
from bulletin_spider.listings.walk import Row

ROW = Row("a", "http://www.baishi.gov.cn/a.html", "标题", None, "要闻")
ENTRY = Entry("标题", ROW.url)
JUDGE = Judge(["baishi.gov.cn"], Window(), frozenset(), {"要闻": "20260928T000000Z"})


def test_an_unknown_row_is_asked_for() -> None:
    assert JUDGE.word(ROW, ENTRY, {}) == "asked"


def test_a_row_published_by_a_closed_run_or_before_it_is_known() -> None:
    assert JUDGE.word(ROW, ENTRY, {"a": Known("20260928T000000Z", 1, "f")}) == "known"
    assert JUDGE.word(ROW, ENTRY, {"a": Known("20260929T000000Z", 1, "f")}) == "known, unproven"


def test_nothing_is_proven_of_a_channel_never_closed_or_for_a_full_walk() -> None:
    known = {"a": Known("20260928T000000Z", 1, "f")}
    assert JUDGE.word(replace(ROW, channel="公告"), ENTRY, known) == "known, unproven"
    assert replace(JUDGE, window=Window(full=True)).word(ROW, ENTRY, known) == "known, unproven"


def test_a_row_is_asked_for_once_a_run() -> None:
    assert replace(JUDGE, asked={"a"}).word(ROW, ENTRY, {}) == "elsewhere"


def test_other_sites_and_days_outside_the_window_are_left_out() -> None:
    assert JUDGE.word(replace(ROW, url="http://example.com/a"), ENTRY, {}) == "other site"
    early = replace(ENTRY, date=dt.date(2020, 1, 1))
    assert replace(JUDGE, window=Window(since=dt.date(2021, 1, 1))).word(ROW, early, {}) == "before since"


def test_the_limit_counts_what_was_asked_for() -> None:
    judge = replace(JUDGE, window=Window(limit=2), asked={"x"})
    assert judge.word(ROW, ENTRY, {}) == "asked"
    assert replace(judge, asked={"x", "y"}).word(ROW, ENTRY, {}) == "over limit"
