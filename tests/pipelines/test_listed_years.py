"""A row without a year gives its page a year only if the rows beside it show one."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.crawl.row import Row
from bulletin_spider.exceptions import MissingDate
from bulletin_spider.items import Bulletin, Page
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.pipelines.completeness import incompleteness
from bulletin_spider.pipelines.normalize import bulletin_of

FETCHED = "2026-11-20T08:00:00+08:00"
ARTICLE = (
    "<html><head><title>河湾区开展清河行动</title></head><body><h1>河湾区开展清河行动</h1>"
    "<div class='content'><p>志愿者沿清河清理垃圾，向居民发放宣传册五百余份，受到大家一致好评。</p></div></body></html>"
)


def bulletin(days: list[str], at: int) -> Bulletin:
    """Return the bulletin of the row ``at`` in a list whose rows show ``days``."""
    rows = "".join(
        f"<li><a href='/xw/{i}.html'>河湾区开展第{i}次清河行动志愿服务</a><span>{day}</span></li>"
        for i, day in enumerate(days)
    )
    body = f"<html><body><ul>{rows}</ul></body></html>".encode()
    entries = read_listing(body, "http://www.example.cn/xw/", None, dt.date(2026, 11, 20)).entries
    row = Row.of(entries[at], "要闻")
    page = Page(
        id=row.id,
        url=row.url,
        body=ARTICLE.encode(),
        fetched_at=FETCHED,
        listing_title=row.title,
        listing_date=row.date,
        listing_year=row.evidence().get("listing-year"),
    )
    return bulletin_of(page)


def test_rows_beside_give_the_year_with_a_warning() -> None:
    found = bulletin(["2020-11-02", "10-28", "2020-10-11", "2020-10-02", "2020-09-30"], 1)
    assert found.date == "2020-10-28"
    assert found.evidence["date"]["rule"] == "listing-row year-in-list"
    assert "date: listing row says 10-28 without a year, 2020 comes from: rows beside it" in found.warnings
    assert incompleteness(found) is None


def test_whole_day_of_a_row_is_no_inference() -> None:
    found = bulletin(["2020-11-02", "10-28", "2020-10-11", "2020-10-02", "2020-09-30"], 0)
    assert (found.date, found.evidence["date"]["rule"], found.warnings) == ("2020-11-02", "listing-row", [])


@pytest.mark.parametrize("at", [0, 3])
def test_list_without_any_year_leaves_the_page_undated(at: int) -> None:
    refusal = incompleteness(bulletin(["11-02", "10-28", "10-11", "10-02", "09-30"], at))
    assert isinstance(refusal, MissingDate)
    assert "without a year, and nothing supports one" in str(refusal)
