from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import (
    FRIENDS,
    HOT,
    SIDE_MENU,
    URL,
    SampleRow,
    expected_rows,
    page,
    plain_list,
    sample_rows,
)


def undated(rows: list[SampleRow]) -> str:
    return "<ul>" + "".join(f"<li><a href='{r.href}'>{r.title}</a></li>" for r in rows) + "</ul>"


def newest(count: int, heading: str = "最新公告") -> str:
    """Return a dated sidebar that leads to another channel."""
    rows = "".join(
        f"<li><a href='/zwgk/tzgg/202603/t202603{20 - n}_88{n}.html'>关于公开征求第{n}号文件意见的公告</a><span>2026-03-{20 - n}</span></li>"
        for n in range(count)
    )
    return f"<div class='side'><h3>{heading}</h3><ul>{rows}</ul></div>"


def titles(body: bytes, url: str = URL) -> list[str]:
    return [entry.title for entry in read_listing(body, url).entries]


def test_dated_sidebar_does_not_beat_an_undated_list() -> None:
    rows = sample_rows(10)
    assert titles(page(undated(rows), side=newest(6))) == [row.title for row in rows]


def test_longer_dated_sidebar_does_not_join_the_list() -> None:
    rows = sample_rows(6)
    assert titles(page(plain_list(rows), side=newest(8) + HOT)) == [row.title for row in rows]


@pytest.mark.parametrize(
    "pager",
    [
        "<div><a href='index_1.html'>2</a><a href='index_1.html'>下一页</a></div>",
        "<div><a>首页</a><a>1</a><a href='index_1.html'>2</a><a href='index_2.html'>3</a><a href='index_1.html'>下一页</a></div>",
        "<script>createPageHTML(3,0,'index','html')</script>",
        "<script>var countPage = 3; var currentPage = 0;</script>",
    ],
)
def test_list_before_the_pager_is_the_listing(pager: str) -> None:
    rows = sample_rows(4)
    here = "http://www.baishi.example/sj/list.html"
    body = page("<div class='l'>" + undated(rows) + pager + "</div>" + newest(9), side=newest(7, "通知"))
    assert titles(body, here) == [row.title for row in rows]


def test_longer_list_of_friend_links_is_no_listing() -> None:
    names = "".join(
        f"<li><a href='http://www.friend{n}.example/'>中华人民共和国某某领域主管部门第{n}司局官方网站</a></li>"
        for n in range(30)
    )
    rows = sample_rows(4)
    assert titles(page(undated(rows) + f"<div>友情链接</div><ul>{names}</ul>")) == [row.title for row in rows]


def test_longer_menu_is_no_listing() -> None:
    menu = (
        "<ul>"
        + "".join(f"<li><a href='/zwgk/c{n}/'>政府信息公开目录第{n}类</a></li>" for n in range(40))
        + "</ul>"
    )
    rows = sample_rows(3)
    assert titles(page(plain_list(rows), side=menu)) == [row.title for row in rows]


def test_list_below_a_breadcrumb_is_the_listing() -> None:
    rows = sample_rows(5)
    crumbs = "<div>您当前的位置：<a href='/'>首页</a>&gt;<a href='/ywdt/'>要闻</a></div>"
    assert titles(page(crumbs + plain_list(rows), side=newest(5))) == [row.title for row in rows]


def test_dated_and_undated_portal_lists_are_both_read() -> None:
    rows = sample_rows(12)
    boxes = "".join(
        f"<div class='col'><div class='t'><span>{name}</span><a href='/{at}/' class='m'>更多</a></div>{(plain_list if at else undated)(rows[at * 6 : at * 6 + 6])}</div>"
        for at, name in enumerate(("政策", "公告"))
    )
    assert titles(page(boxes), "http://www.baishi.example/") == [row.title for row in rows]


def test_side_menu_beside_empty_channel_is_no_listing() -> None:
    assert read_listing(page("<ul></ul><p>暂无数据</p>", side=SIDE_MENU), URL).entries == ()


def test_page_of_menus_is_no_listing() -> None:
    assert read_listing(page("<p>栏目建设中</p>", side=SIDE_MENU + FRIENDS), URL).entries == ()


def test_portal_page_has_a_group_for_each_list() -> None:
    """A group has the heading of its list and the address behind its 更多 link."""
    rows = sample_rows(12)
    boxes = "".join(
        f"<div class='box{at}'><div class='hd'><h3>{name}</h3><a href='/{name}/'>更多&gt;&gt;</a></div>{plain_list(rows[at * 4 : at * 4 + 4])}</div>"
        for at, name in enumerate(("要闻", "部门", "街镇"))
    )
    listing = read_listing(page(boxes), URL)
    assert [(group.name, len(group.entries)) for group in listing.groups] == [
        ("要闻", 4),
        ("部门", 4),
        ("街镇", 4),
    ]
    assert listing.groups[1].more == "http://www.baishi.example/%E9%83%A8%E9%97%A8/" or listing.groups[
        1
    ].more == ("http://www.baishi.example/部门/")
    assert [(e.title, e.url, e.date) for e in listing.entries] == expected_rows(rows)


def test_ordinary_listing_has_no_groups() -> None:
    assert read_listing(page(plain_list(sample_rows(8)), side=HOT), URL).groups == ()


def test_lists_below_month_headings_are_one_listing() -> None:
    rows = sample_rows(8)
    listed = f"<h3>三月</h3>{plain_list(rows[:4])}<h3>二月</h3>{plain_list(rows[4:])}"
    assert [(e.title, e.url, e.date) for e in read_listing(page(listed), URL).entries] == expected_rows(rows)


HOME = "http://www.baishi.example/"
OTHER_FOLDER = "http://www.baishi.example/sj/list.html"
"""A page whose rows are in another folder, so that no list has the bonus of the page's own folder."""


def links(addresses: list[str], *, titles: list[str] | None = None, day: str = "") -> str:
    """Return a list of links to ``addresses``; each row shows ``day``, if there is one."""
    shown = f"<span>{day}</span>" if day else ""
    names = titles or [row.title for row in sample_rows(len(addresses))]
    rows = "".join(
        f"<li><a href='{address}'>{title}</a>{shown}</li>"
        for address, title in zip(addresses, names, strict=True)
    )
    return f"<ul>{rows}</ul>"


def articles(count: int, folder: str = "/zwgk/tzgg/") -> list[str]:
    return [f"{folder}202603/t2026031{number}_88{number}.html" for number in range(count)]


def names(count: int, about: str) -> list[str]:
    return [f"关于公开征求{about}第{number}号文件意见的公告" for number in range(count)]


@pytest.mark.parametrize(
    "side_list",
    [
        "<div><h3>热点新闻</h3>{}</div>",
        "<aside>{}</aside>",
        "<nav><div>{}</div></nav>",
        "<footer>{}</footer>",
    ],
    ids=["heading", "aside", "nav", "footer"],
)
def test_longer_side_list_is_no_listing(side_list: str) -> None:
    """Both lists are dated and in other folders than the page."""
    rows = sample_rows(3)
    hot = links(articles(9), titles=names(9, "热点"), day="2026-03-10")
    body = page("<h2>白石要闻</h2>" + plain_list(rows), side=side_list.format(hot))
    assert titles(body, OTHER_FOLDER) == [row.title for row in rows]


def test_side_list_does_not_join_a_similar_list() -> None:
    rows = sample_rows(6)
    hot = links(articles(4), titles=names(4, "热点"), day="2026-03-10")
    boxes = f"<div class='box'><h3>白石要闻</h3>{plain_list(rows)}</div><div class='box'><h3>热点新闻</h3>{hot}</div>"
    assert titles(page(boxes)) == [row.title for row in rows]


def test_only_list_may_have_a_side_list_heading() -> None:
    """A channel may be called 热点新闻."""
    rows = sample_rows(5)
    assert titles(page("<h3>热点新闻</h3>" + plain_list(rows))) == [row.title for row in rows]


def test_footer_links_are_no_listing() -> None:
    footer = links(
        articles(3),
        titles=["白石区网站标识码1101080001", "白公网安备11010802012345号", "网站地图和无障碍浏览说明"],
    )
    assert titles(page(footer), OTHER_FOLDER) == []


def test_links_to_home_pages_are_no_listing() -> None:
    addresses = [f"http://www.friend{number}.example/" for number in range(5)]
    offices = [f"中华人民共和国某某领域主管部门第{number}司局" for number in range(5)]
    assert titles(page(links(addresses, titles=offices)), OTHER_FOLDER) == []


def test_longer_list_of_another_host_is_no_listing() -> None:
    away = links(articles(7, "http://www.other.example/a/"), titles=names(7, "别处"))
    body = page(f"<div class='b'>{away}</div><p>本站</p>{links(articles(6), titles=names(6, '本站'))}")
    assert titles(body, OTHER_FOLDER) == names(6, "本站")


def test_dated_links_of_two_characters_are_no_listing() -> None:
    assert (
        titles(page(links(articles(3), titles=["公告", "通报", "简讯"], day="2026-03-10")), OTHER_FOLDER)
        == []
    )


def test_dated_list_beats_a_longer_undated_list() -> None:
    dated = links(articles(4), titles=names(4, "本站"), day="2026-03-10")
    side = f"<div class='s'>{links(articles(8), titles=names(8, '各类'))}</div>"
    assert titles(page(dated, side=side), OTHER_FOLDER) == names(4, "本站")


def test_page_at_the_root_has_no_own_folder() -> None:
    """Else each row of the whole site would be in the folder of the page, and rows of other hosts would lose."""
    away = links(articles(8, "http://www.other.example/a/"), day="2026-03-10")
    side = f"<div class='s'>{links(articles(4), titles=names(4, '各类'), day='2026-03-10')}</div>"
    found = titles(page(f"<div class='l'>{away}</div>", side=side), "http://www.baishi.example/list.html")
    assert found == [row.title for row in sample_rows(8)]


def test_three_dated_rows_may_lead_to_folders() -> None:
    addresses = ["/zt/lh/", "/zt/dj/", "/zt/lz/"]
    assert len(titles(page(links(addresses, day="2026-03-10")), OTHER_FOLDER)) == 3


@pytest.mark.parametrize(
    ("addresses", "names_of_rows", "more"),
    [
        (["/zt/lh/", "/zt/dj/"], names(2, "各类"), ""),
        (articles(2), ["办事指南一", "办事指南二"], ""),
        (articles(2), names(2, "各类"), "白石区概况" * 80),
    ],
    ids=["no article addresses", "short titles", "long rows"],
)
def test_two_dated_rows_of_other_content_are_no_listing(
    addresses: list[str], names_of_rows: list[str], more: str
) -> None:
    content = links(addresses, titles=names_of_rows, day="2026-03-10").replace("</li>", f"<p>{more}</p></li>")
    assert titles(page(content), OTHER_FOLDER) == []


def test_undated_articles_may_have_short_titles() -> None:
    """Half of the addresses are those of articles, and a title has 8 to 12 characters."""
    addresses = [*articles(3), "/zt/lh/", "/zt/dj/", "/zt/lz/"]
    short = [f"区图书馆第{number}届读书会" for number in range(6)]
    assert titles(page(links(addresses, titles=short)), OTHER_FOLDER) == short


@pytest.mark.parametrize(("tag", "fewest"), [("li", 2), ("p", 3)])
def test_undated_list_needs_two_or_three_rows(tag: str, fewest: int) -> None:
    """Two paragraphs with a link may be anything; two items of a list are a list."""
    for count in (fewest - 1, fewest):
        content = links(articles(count), titles=names(count, "各类")).replace("li>", f"{tag}>")
        content = content.replace("ul>", "div>") if tag == "p" else content
        assert len(titles(page(content), OTHER_FOLDER)) == (count if count == fewest else 0)


def two_lists(first: str, second: str) -> bytes:
    """Return a page with two lists below different headings, the first one with more rows."""
    return page(
        first.format(links(articles(8), titles=names(8, "一类")))
        + second.format(links(articles(4, "/zwgk/bm/"), titles=names(4, "二类")))
    )


@pytest.mark.parametrize(("url", "count"), [(HOME, 12), (OTHER_FOLDER, 8)], ids=["home page", "other page"])
@pytest.mark.parametrize("day", ["", "2026-03-10"], ids=["undated", "dated"])
def test_only_a_home_page_joins_unlike_lists(url: str, count: int, day: str) -> None:
    content = f"<div class='a'><h3>要闻</h3>{links(articles(8), titles=names(8, '一类'), day=day)}</div>"
    content += (
        f"<section><h3>部门</h3>{links(articles(4, '/bm/'), titles=names(4, '二类'), day=day)}</section>"
    )
    assert len(titles(page(content), url)) == count


def test_home_page_joins_no_undated_list_to_dated_lists() -> None:
    dated = links(articles(8), titles=names(8, "一类"), day="2026-03-10")
    undated_list = links(articles(4, "/bm/"), titles=names(4, "二类"))
    content = f"<div class='a'><h3>要闻</h3>{dated}</div><section><h3>部门</h3>{undated_list}</section>"
    assert titles(page(content), HOME) == names(8, "一类")


def test_similar_undated_list_does_not_join_a_dated_list() -> None:
    dated = links(articles(8), titles=names(8, "一类"), day="2026-03-10")
    undated_list = links(articles(4, "/bm/"), titles=names(4, "二类"))
    content = f"<div class='a'><h3>要闻</h3>{dated}</div><div class='a'><h3>部门</h3>{undated_list}</div>"
    assert titles(page(content), OTHER_FOLDER) == names(8, "一类")


@pytest.mark.parametrize(("first", "second"), [("更多", ""), ("", "更多"), ("更多", "更多")])
def test_unlike_lists_are_joined_if_both_lead_to_more(first: str, second: str) -> None:
    body = two_lists(
        f"<div class='a'><h3>要闻</h3><a href='/yw/'>{first}</a>{{}}</div>",
        f"<section><h3>部门</h3><a href='/bm/'>{second}</a>{{}}</section>",
    )
    assert len(titles(body, OTHER_FOLDER)) == (12 if first and second else 8)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("<div class='box'>{}</div>", "<div class='box'>{}</div>", True),
        ("<div class='box on'>{}</div>", "<div class='box'>{}</div>", True),
        ("<div class='box'>{}</div>", "<div class='box on'>{}</div>", True),
        ("<div class='box a'>{}</div>", "<div class='box b'>{}</div>", False),
        ("<div class='box'>{}</div>", "<div>{}</div>", False),
        ("<div>{}</div>", "<div class='box'>{}</div>", False),
        ("<div class='box'>{}</div>", "<section class='box'>{}</section>", False),
    ],
    ids=[
        "equal",
        "mark on the first",
        "mark on the second",
        "unlike classes",
        "no class",
        "new class",
        "unlike tags",
    ],
)
def test_lists_with_headings_are_joined_in_like_boxes(first: str, second: str, *, joined: bool) -> None:
    body = two_lists(f"<h3>要闻</h3>{first}", f"<h3>部门</h3>{second}")
    assert len(titles(body, OTHER_FOLDER)) == (12 if joined else 8)


def test_lists_with_unlike_row_elements_are_not_joined() -> None:
    content = f"<h3>要闻</h3>{links(articles(8), titles=names(8, '一类'))}<h3>部门</h3>"
    content += links(articles(4, "/bm/"), titles=names(4, "二类")).replace("li>", "dd>")
    assert titles(page(content.replace("ul>", "div>")), OTHER_FOLDER) == names(8, "一类")
