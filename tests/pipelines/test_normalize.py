from __future__ import annotations

import pytest
from scrapy.utils.test import get_crawler

from bulletin_spider.items import Bulletin, Page
from bulletin_spider.pipelines.drop_reasons import RefusedPage
from bulletin_spider.pipelines.normalize import NormalizePipeline, hints, row_content

ARTICLE = """<html><body><h1>区图书馆周末延长开放时间</h1><div class="info">发布时间：2026-09-28 10:30</div>
<div class="content"><p>　　9月28日起，区图书馆周末开放时间延长至21时，自习区增加座位一百二十个。</p>
<p>　　读者可凭身份证办理借阅手续。（记者 唐一鸣）</p></div></body></html>"""


def page(body: str = ARTICLE, **fields: object) -> Page:
    given = {"listing_title": None, "listing_date": None} | fields
    return Page(
        id="1", site="s", channel="要闻", url="http://x/a.html", body=body.encode(),
        fetched_at="2026-09-28T12:00:00+08:00", **given,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def pipeline() -> NormalizePipeline:
    crawler = get_crawler()
    return NormalizePipeline.from_crawler(crawler)


def test_bulletin_keeps_what_the_crawl_knew(pipeline: NormalizePipeline) -> None:
    bulletin = pipeline.process_item(page())
    assert isinstance(bulletin, Bulletin)
    assert (bulletin.id, bulletin.site, bulletin.channel, bulletin.url) == (
        "1",
        "s",
        "要闻",
        "http://x/a.html",
    )
    assert bulletin.title == "区图书馆周末延长开放时间"
    assert bulletin.published_at == "2026-09-28T10:30:00+08:00"
    assert bulletin.reporters == ["唐一鸣"]
    assert bulletin.fetched_at == "2026-09-28T12:00:00+08:00"


def test_refused_page_is_counted_by_its_reason(pipeline: NormalizePipeline) -> None:
    with pytest.raises(RefusedPage) as caught:
        pipeline.process_item(page("<html><body> </body></html>"))
    assert caught.value.refusal.reason == "empty"
    assert pipeline.stats.get_value("bulletin/refused/empty") == 1


def test_page_repr_hides_its_body() -> None:
    assert "延长开放" not in repr(page())


def test_hints_come_from_row_and_response() -> None:
    found = hints(page(listing_title="区图书馆…", listing_date="2026-09-27", charset="gb2312"))
    assert (found.title, str(found.date), found.charset) == ("区图书馆…", "2026-09-27", "gb2312")
    assert found.fetched_at.isoformat() == "2026-09-28T12:00:00+08:00"


@pytest.mark.parametrize("document", [False, True], ids=["page", "row"])
def test_title_of_a_page_is_cut_with_a_warning(pipeline: NormalizePipeline, document: bool) -> None:
    title = "区图书馆周末延长开放时间" * 60
    bulletin = pipeline.process_item(
        page(ARTICLE.replace("区图书馆周末延长开放时间", title), listing_title=title, document=document)
    )
    assert isinstance(bulletin, Bulletin)
    assert bulletin.title == title[:500]
    assert "title: 720 characters, cut at 500" in bulletin.warnings


def test_title_of_an_item_is_cut(pipeline: NormalizePipeline) -> None:
    item = pipeline.process_item({"url": "http://x/a.html", "title": "长" * 501, "date": "2026-09-28"})
    assert (item.title, item.warnings) == ("长" * 500, ["title: 501 characters, cut at 500"])


def test_page_that_takes_too_long_is_refused() -> None:
    pipeline = NormalizePipeline.from_crawler(get_crawler(settings_dict={"READING_SECONDS": 0.02}))
    with pytest.raises(RefusedPage) as caught:
        pipeline.process_item(page(f"<h1>会议</h1><p>{'记者 张三 通讯员 李四 摄影：' * 60_000}</p>"))
    assert caught.value.refusal.reason == "too expensive to read"
    assert pipeline.stats.get_value("bulletin/refused/too expensive to read") == 1


def test_hints_hold_the_year_of_the_rows_beside() -> None:
    assert hints(page(listing_year="2020")).list_year == 2020
    assert hints(page(listing_date="2026-09-27", listing_year="guessed")).guessed_year
    assert hints(page()).list_year is None


@pytest.mark.parametrize(("year", "day"), [("guessed", None), ("2020", "2020-09-27"), (None, "2020-09-27")])
def test_guessed_year_gives_a_file_no_day(year: str | None, day: str | None) -> None:
    content = row_content(page("", listing_title="停水通知", listing_date="2020-09-27", listing_year=year))
    assert content.date == day
    assert bool(content.warnings) == (year is not None)
    assert ("date" in content.evidence) == (day is not None)
