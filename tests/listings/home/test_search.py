from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.listings.home.search import ChannelSearch, is_inside, site_domains

HOME = "http://www.baishi.example/"
TODAY = dt.date(2026, 10, 1)


def listing(first: int = 1, *, days: bool = True, host: str = "") -> str:
    return "<ul>" + "".join(
        f"<li><a href='{host}/a/{n}.html'>第{n}期社区开放日在图书馆举行</a><i>{f'2026-09-{n:02}' if days else ''}</i></li>"
        for n in range(first + 8, first, -1)
    ) + "</ul>"  # fmt: skip


def search(pages: dict[str, str], home: str = HOME) -> ChannelSearch:
    """Search pages by path."""
    found = ChannelSearch(home)
    while (page := found.next_page()) is not None:
        body = pages.get("/" + page.request.url.split("/", 3)[3])
        if body is None:
            found.fail(page, "gone: HTTP 404")
        else:
            found.read(page, page.request.url, body.encode(), "utf-8", TODAY)
    return found


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (listing(days=False), "most of its rows show no day"),
        (listing(host="http://www.other.example"), "most of its rows lead to other sites"),
        ("<p>说明</p>", "it shows no list"),
        (None, "gone: HTTP 404"),
    ],
)
def test_page_that_is_no_channel_is_left_out(page: str | None, why: str) -> None:
    found = search({"/": "<a href='/xw/'>新闻</a>"} | ({"/xw/": page} if page else {}))
    assert not found.channels
    assert found.left_out["http://www.baishi.example/xw/"].startswith(why)


def test_section_with_the_rows_of_its_list_is_left_out() -> None:
    """Whichever of the two is read first."""
    for order in (
        "<a href='/xw/'>新闻</a><a href='/xw/yw/'>要闻</a>",
        "<a href='/xw/yw/'>要闻</a><a href='/xw/'>新闻</a>",
    ):
        found = search({"/": order, "/xw/": listing(), "/xw/yw/": listing()})
        assert [channel.name for channel in found.channels] == ["要闻"]
        assert found.left_out["http://www.baishi.example/xw/"].startswith("it shows the same rows")


def test_lists_with_equal_rows_in_other_folders_stay() -> None:
    found = search(
        {"/": "<a href='/xw/'>新闻</a><a href='/gg/'>公告</a>", "/xw/": listing(), "/gg/": listing()}
    )
    assert [channel.name for channel in found.channels] == ["新闻", "公告"]


def test_address_of_a_list_is_its_only_channel() -> None:
    found = search({"/xw/": f"<title>新闻-白石</title><a href='/gg/'>公告</a>{listing()}"}, f"{HOME}xw/")
    assert found.is_list
    assert [(channel.name, channel.url) for channel in found.channels] == [("新闻", f"{HOME}xw/")]
    assert found.pages == 1


def test_front_page_of_a_section_may_be_given() -> None:
    box = "<div><h3>{}</h3><a href='/xw/{}/'>更多</a>{}</div>"
    front = box.format("要闻", "yw", listing()) + box.format("公告", "gg", listing(10))
    found = search({"/xw/": front, "/xw/yw/": listing(), "/xw/gg/": listing(10)}, f"{HOME}xw/")
    assert [channel.name for channel in found.channels] == ["要闻", "公告"]


def test_home_page_without_lists_is_no_channel() -> None:
    found = search({"/": listing()})
    assert not found.channels
    assert not found.is_list


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://www.baishi.example/x", True),
        ("https://zwgk.baishi.example/x", True),
        ("//x", False),
        ("http://baishi.example.com/x", False),
        ("http://[bad/", False),
    ],
)
def test_sub_domains_are_of_the_site(url: str, inside: bool) -> None:
    assert is_inside(url, HOME, site_domains(HOME)) is inside


def test_sites_on_one_address_differ_by_port() -> None:
    home = "http://127.0.0.1:8001/"
    assert is_inside("http://127.0.0.1:8001/x", home, site_domains(home))
    assert not is_inside("http://127.0.0.1:8002/x", home, site_domains(home))


def test_front_page_without_marked_lists_is_no_channel() -> None:
    """It looks like one short list; two links to more say that there are others."""
    front = f"<div class=a>要闻<a href='/xw/yw/'>更多</a>{listing()}</div><div class=b><b>快讯</b><a href='/xw/kx/'>更多</a><p>暂无</p></div>"
    found = search(
        {"/": "<a href='/xw/'>新闻</a>", "/xw/": front, "/xw/yw/": listing(), "/xw/kx/": listing(10)}
    )
    assert [channel.name for channel in found.channels] == ["要闻", "快讯"]
    assert found.left_out["http://www.baishi.example/xw/"] == "it shows several lists, not one"


def test_front_page_of_a_topic_is_not_followed() -> None:
    box = "<div><h3>{}</h3><a href='/zt/1/{}/'>更多</a>{}</div>"
    front = box.format("要闻", "yw", listing()) + box.format("公告", "gg", listing(10))
    pages = {"/": "<a href='/zt/1/'><img src=1.jpg></a>", "/zt/1/": front, "/zt/1/yw/": listing()}
    assert not search(pages).channels


def test_menu_head_that_forwards_does_not_name_the_list() -> None:
    """The address that answers has a link of its own, with the list's name."""
    found = ChannelSearch(HOME)
    home = "<h3><a href='/gk/'>政务公开信息</a></h3><a href='/gk/wj/'>部门动态</a>"
    while (page := found.next_page()) is not None:
        url = page.request.url.replace("/gk/wj/", "/gk/").replace("/gk/", "/gk/wj/")
        found.read(page, url, (home if url == HOME else listing()).encode(), "utf-8", TODAY)
    assert [(channel.name, channel.url) for channel in found.channels] == [("部门动态", f"{HOME}gk/wj/")]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<meta name='ColumnName' content='要闻'><title>白石区人民政府</title>", "要闻"),
        ("<title>白石区人民政府-通知公告</title>", "通知公告"),
        (
            "<title>白石区人民政府</title><div>当前位置：<a>首页</a> &gt; <a>新闻</a> &gt; <span>快讯</span></div>",
            "快讯",
        ),
    ],
    ids=["column", "title", "breadcrumb"],
)
def test_picture_without_words_is_named_by_its_page(head: str, name: str) -> None:
    home = "<title>白石区人民政府门户</title><a href='/a/'><img src=a.gif></a>"
    found = search({"/": home, "/a/": head + listing()})
    assert [channel.name for channel in found.channels] == [name]


def test_words_around_a_link_are_checked_with_its_page() -> None:
    """The nearest words are the weather, not the heading, which is a picture."""
    home = "<title>白石区门户</title><div><img src=t.gif><span>多云转晴</span><a href='/a/'>更多</a></div>"
    found = search({"/": home, "/a/": f"<title>通知公告-白石区门户</title>{listing()}"})
    assert [channel.name for channel in found.channels] == ["通知公告"]


def test_list_beside_boxes_with_more_is_a_channel() -> None:
    """It has few rows and no pager; boxes of hot news beside it have links to more."""
    box = "<div class=side><h4>{}</h4><a href='/xw/{}/'>更多</a><ul><li><a href='/r/{}.html'>近期活动预告信息汇总</a></li></ul></div>"
    page = f"<div class=main><h2>通知公告</h2>{listing()}</div>{box.format('热点', 'rd', 1)}{box.format('推荐', 'tj', 2)}"
    found = search({"/": "<a href='/gg/'>通知公告</a>", "/gg/": page})
    assert [channel.name for channel in found.channels] == ["通知公告"]


def test_front_page_with_headings_as_links_is_no_channel() -> None:
    front = f"<div><h3><a href='/xw/yw/'>要闻</a></h3>{listing()}</div><div><h3><a href='/xw/kx/'>快讯</a></h3>{listing(10)}</div>"
    found = search(
        {"/": "<a href='/xw/'>新闻</a>", "/xw/": front, "/xw/yw/": listing(), "/xw/kx/": listing(10)}
    )
    assert [channel.name for channel in found.channels] == ["要闻", "快讯"]


def test_list_parted_by_months_is_a_channel() -> None:
    page = f"<div><h3>2026年9月</h3>{listing()}</div><div><h3>2026年8月</h3>{listing(10)}</div>"
    found = search({"/": "<a href='/gg/'>通知公告</a>", "/gg/": page})
    assert [channel.name for channel in found.channels] == ["通知公告"]
