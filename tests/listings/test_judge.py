from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.arguments import Window
from bulletin_spider.crawl.row import Row
from bulletin_spider.crawl.row_filter import RowFilter
from bulletin_spider.listings.entries import Entry
from tests.listings.known import known_bulletin

if TYPE_CHECKING:
    from bulletin_spider.archive.index.queries import Known

ROW = Row("a", "http://www.baishi.gov.cn/a.html", "标题", None, "要闻")
ENTRY = Entry("标题", ROW.url)
RUN = "20260928T000000Z"
JUDGE = RowFilter(["baishi.gov.cn"], Window(), frozenset(), {}, RUN, {}, frozenset(), frozenset())


def known(run: str = RUN, channel: str = "要闻", **more: Any) -> dict[str, Known]:
    return {"a": known_bulletin(run=run, channel=channel, **more)}


def word(judge: RowFilter = JUDGE, row: Row = ROW, entry: Entry = ENTRY, **facts: Any) -> str:
    return replace(judge, **facts).status(row, entry)


def test_an_unknown_row_is_asked_for() -> None:
    assert word() == "asked"


def test_a_row_published_by_a_closed_run_or_before_it_is_known() -> None:
    assert word(known=known()) == "known"
    assert word(known=known("20260929T000000Z")) == "known, unproven"


def test_nothing_is_proven_of_a_channel_never_closed_or_for_a_full_walk() -> None:
    assert word(known=known(), closed="") == "known, unproven"
    assert word(known=known(), window=Window(full=True)) == "known, unproven"


def test_a_bulletin_of_another_channel_proves_nothing_until_a_closed_walk_of_this_one_has_shown_it() -> None:
    assert word(known=known(channel="公告")) == "known, unproven"
    assert word(known=known(channel="公告"), also={"a"}) == "known"


def test_a_row_is_asked_for_once_a_run_and_one_owed_by_an_earlier_run_is_told_apart() -> None:
    assert word(asked={"a"}) == "elsewhere"
    assert word(asked={"a"}, owed={"a"}) == "owed"


def test_a_row_that_was_given_up_is_asked_for_again_by_a_full_walk_only() -> None:
    assert word(settled={"a"}) == "given up"
    assert word(settled={"a"}, window=Window(full=True)) == "asked"


def test_other_sites_and_days_outside_the_window_are_left_out() -> None:
    assert word(row=replace(ROW, url="http://example.com/a")) == "other site"
    early = replace(ENTRY, date=dt.date(2020, 1, 1))
    assert word(entry=early, window=Window(since=dt.date(2021, 1, 1))) == "before since"


def test_the_limit_counts_what_was_asked_for() -> None:
    assert word(window=Window(limit=2), asked={"x"}) == "asked"
    assert word(window=Window(limit=2), asked={"x", "y"}) == "over limit"


def test_a_withdrawn_bulletin_that_a_listing_shows_again_is_asked_for_once() -> None:
    assert word(known=known(change="withdrawn")) == "asked"
    assert word(known=known(change="withdrawn"), asked={"a"}) == "known"
