from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.arguments import Window
from bulletin_spider.crawl.row import Row
from bulletin_spider.crawl.row_filter import RowFilter
from bulletin_spider.listings.entries import Entry
from tests.crawl.known import known_bulletin

if TYPE_CHECKING:
    from bulletin_spider.archive.index.queries import KnownBulletin

ROW = Row("a", "http://www.baishi.gov.cn/a.html", "标题", None, "要闻")
ENTRY = Entry("标题", ROW.url)
RUN = "20260928T000000Z"
FILTER = RowFilter(["baishi.gov.cn"], Window(), frozenset(), {}, RUN, {}, frozenset(), frozenset())


def known(run: str = RUN, channel: str = "要闻", **more: Any) -> dict[str, KnownBulletin]:
    return {"a": known_bulletin(run=run, channel=channel, **more)}


def status(row_filter: RowFilter = FILTER, row: Row = ROW, entry: Entry = ENTRY, **facts: Any) -> str:
    return replace(row_filter, **facts).status(row, entry)


def test_unknown_row_is_asked_for() -> None:
    assert status() == "asked"


def test_row_of_a_closed_run_is_known() -> None:
    assert status(known=known()) == "known"
    assert status(known=known("20260929T000000Z")) == "known, unproven"


def test_open_channel_or_full_walk_proves_nothing() -> None:
    assert status(known=known(), closed="") == "known, unproven"
    assert status(known=known(), window=Window(full=True)) == "known, unproven"


def test_other_channel_proves_only_after_a_closed_walk() -> None:
    assert status(known=known(channel="公告")) == "known, unproven"
    assert status(known=known(channel="公告"), also={"a"}) == "known"


def test_row_is_asked_for_once_a_run() -> None:
    assert status(asked={"a"}) == "elsewhere"
    assert status(asked={"a"}, owed={"a"}) == "owed"


def test_only_a_full_walk_retries_given_up_rows() -> None:
    assert status(settled={"a"}) == "given up"
    assert status(settled={"a"}, window=Window(full=True)) == "asked"


def test_other_sites_and_days_are_left_out() -> None:
    assert status(row=replace(ROW, url="http://example.com/a")) == "other site"
    early = replace(ENTRY, date=dt.date(2020, 1, 1))
    assert status(entry=early, window=Window(since=dt.date(2021, 1, 1))) == "before since"


def test_limit_counts_the_articles_asked_for() -> None:
    assert status(window=Window(limit=2), asked={"x"}) == "asked"
    assert status(window=Window(limit=2), asked={"x", "y"}) == "over limit"


def test_reappeared_bulletin_is_asked_for_once() -> None:
    assert status(known=known(change="withdrawn")) == "asked"
    assert status(known=known(change="withdrawn"), asked={"a"}) == "known"
