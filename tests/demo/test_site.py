from __future__ import annotations

from bulletin_spider.demo.article import CHANNELS
from bulletin_spider.demo.content import site_on
from bulletin_spider.demo.site import Answer, DemoSite


def test_old_channel_is_gb18030_without_a_charset() -> None:
    answer = DemoSite().answer("/xw/bmdt/")
    assert answer.content_type == "text/html"
    assert b"charset" not in answer.body
    assert "部门动态" in answer.body.decode("gb18030")


def posted(site: DemoSite, page: str) -> Answer:
    return site.answer("/zwgk/tzgg/", f"__VIEWSTATE=x&__EVENTTARGET=AspNetPager1&__EVENTARGUMENT={page}")


def test_posted_channel_has_no_further_address() -> None:
    site = DemoSite()
    assert "__doPostBack" in site.answer("/zwgk/tzgg/").body.decode()
    assert site.answer("/zwgk/tzgg/index_1.html").status == posted(site, "9").status == 404


def test_every_article_is_listed_and_served() -> None:
    site = DemoSite()
    listings = [
        site.answer(f"/{folder}/index{n}.html").body.decode("gb18030", "replace")
        for folder in CHANNELS.values()
        for n in ("", "_1", "_2")
    ]
    pages = (posted(site, page) for page in ("2", "3"))
    listings += [page.body.decode() for page in pages]
    for article in site_on(1):
        assert site.answer(article.path).status == 200
        assert any(article.path in listing for listing in listings)


def test_second_day_adds_edits_and_removes_articles() -> None:
    first, second = ({article.path: article for article in site_on(day)} for day in (1, 2))
    assert len(second.keys() - first.keys()) == len(CHANNELS)
    assert len(first.keys() - second.keys()) == 1
    edited = [
        path for path in first.keys() & second.keys() if first[path].paragraphs != second[path].paragraphs
    ]
    assert len(edited) == 1
    assert DemoSite(2).answer(next(iter(first.keys() - second.keys()))).status == 404


def test_same_day_gives_the_same_site() -> None:
    assert DemoSite().answer("/xw/yw/") == DemoSite().answer("/xw/yw/")


def test_bigger_site_has_as_many_distinct_articles() -> None:
    assert len(site_on(1, 2000)) == 2000
    assert len({article.path for article in site_on(1, 2000)}) == 2000
