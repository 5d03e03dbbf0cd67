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
