from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.listings.reader import read_listing
from tests.listings.pages import FOLDER, HOT, SIDE_MENU, URL, Line, lines, page, plain, wanted


def undated(rows: list[Line]) -> str:
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


def test_a_dated_sidebar_does_not_win_over_a_list_without_days() -> None:
    rows = lines(10)
    assert titles(page(undated(rows), side=newest(6))) == [row.title for row in rows]


def test_a_dated_sidebar_that_is_as_long_as_the_list_does_not_join_it() -> None:
    rows = lines(6)
    assert titles(page(plain(rows), side=newest(8) + HOT)) == [row.title for row in rows]


@pytest.mark.parametrize(
    "pager",
    [
        "<div><a href='index_1.html'>2</a><a href='index_1.html'>下一页</a></div>",
        "<div><a>首页</a><a>1</a><a href='index_1.html'>2</a><a href='index_2.html'>3</a><a href='index_1.html'>下一页</a></div>",
        "<script>createPageHTML(3,0,'index','html')</script>",
        "<script>var countPage = 3; var currentPage = 0;</script>",
    ],
)
def test_what_stands_before_the_pager_is_the_listing(pager: str) -> None:
    rows = lines(4)
    here = "http://www.baishi.example/sj/list.html"
    body = page("<div class='l'>" + undated(rows) + pager + "</div>" + newest(9), side=newest(7, "通知"))
    assert titles(body, here) == [row.title for row in rows]


def test_friend_links_longer_than_the_list_are_left_aside() -> None:
    names = "".join(
        f"<li><a href='http://www.friend{n}.example/'>中华人民共和国某某领域主管部门第{n}司局官方网站</a></li>"
        for n in range(30)
    )
    rows = lines(4)
    assert titles(page(undated(rows) + f"<div>友情链接</div><ul>{names}</ul>")) == [row.title for row in rows]


def test_a_menu_with_more_links_than_the_list_has_rows_is_left_aside() -> None:
    menu = (
        "<ul>"
        + "".join(f"<li><a href='/zwgk/c{n}/'>政府信息公开目录第{n}类</a></li>" for n in range(40))
        + "</ul>"
    )
    rows = lines(3)
    assert titles(page(plain(rows), side=menu)) == [row.title for row in rows]


def test_a_breadcrumb_right_over_the_list_does_not_make_it_an_aside() -> None:
    rows = lines(5)
    crumbs = "<div>您当前的位置：<a href='/'>首页</a>&gt;<a href='/ywdt/'>要闻</a></div>"
    assert titles(page(crumbs + plain(rows), side=newest(5))) == [row.title for row in rows]


def test_headings_summaries_and_days_may_stand_side_by_side_without_a_box_a_row() -> None:
    rows = lines(9)
    flat = "".join(
        f"<h3><a href='{r.href}'>{r.title}</a></h3><p>有关负责人表示，今年将继续加大投入，补齐短板，让居民在家门口享受优质服务；这项工作年内完成。"
        f"记者在现场看到，施工正有序进行，预计月底前可以投入使用。</p><p class='d'>{r.day}</p>"
        for r in rows
    )
    assert [(e.title, e.url, e.date) for e in read_listing(page(flat), URL).entries] == wanted(rows)


def test_a_day_in_a_headline_is_no_day_of_a_row_without_one() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./hy{n}2345.html'>2019年{n + 1}月{n + 3}日区政府常务会议纪要</a></li>"
        for n in range(6)
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [None] * 6


def test_a_day_in_a_summary_is_no_day_of_a_row_without_one() -> None:
    listed = "".join(
        f"<div class='c'><h4><a href='./zc{n}2345.html'>白石区若干政策措施之{n}号文件</a></h4><p>自2025年6月1日起施行。</p></div>"
        for n in range(6)
    )
    entries = read_listing(page(f"<div>{listed}</div>"), URL).entries
    assert len(entries) == 6
    assert {entry.date for entry in entries} == {None}


def test_day_month_and_year_may_stand_in_three_places() -> None:
    rows = lines(6)
    listed = "<ul>" + "".join(
        f"<li><div><b>{r.date:%d}</b><em>{r.date:%m}月</em><i>{r.date:%Y}</i></div><a href='{r.href}'>{r.title}</a></li>"
        for r in rows
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [row.date for row in rows]


@pytest.mark.parametrize(
    "shown",
    [
        "{:%Y-%m-%d} 09:30", "[{:%Y/%m/%d}]", "（{:%Y.%m.%d}）", "{:%Y年%m月%d日}", "发布时间：{:%Y-%m-%d %H:%M:%S}", "日期: {:%Y-%m-%d}",
        "来源：区融媒体中心 发布时间：{:%Y-%m-%d} 点击：23次", "{:%Y年%m月%d日} 星期四", "发布于 {:%Y-%m-%d} 浏览 35",
    ],
)  # fmt: skip
def test_a_day_is_read_in_any_of_its_spellings(shown: str) -> None:
    rows = lines(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}'>{r.title}</a><span>{shown.format(dt.datetime.combine(r.date, dt.time()))}</span></li>"
        for r in rows
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [row.date for row in rows]


@pytest.mark.parametrize(
    "form", ["[{:%m-%d}] {}", "{1} {0:%Y-%m-%d}", "{1}[{0:%Y-%m-%d}]", "({:%Y-%m-%d}){}"]
)
def test_a_day_at_the_edge_of_the_headline_is_the_rows_day_and_leaves_the_title(form: str) -> None:
    rows = lines(5)
    listed = "<ul>" + "".join(f"<li><a href='{r.href}'>{form.format(r.date, r.title)}</a></li>" for r in rows)
    entries = read_listing(page(listed), URL).entries
    assert [(entry.title, entry.date) for entry in entries] == [(row.title, row.date) for row in rows]


def test_a_list_with_a_headline_above_each_group_of_a_portal_is_whole() -> None:
    rows = lines(12)
    boxes = "".join(
        f"<div class='col'><div class='t'><span>{name}</span><a href='/{at}/' class='m'>更多</a></div>{(plain if at else undated)(rows[at * 6 : at * 6 + 6])}</div>"
        for at, name in enumerate(("政策", "公告"))
    )
    assert titles(page(boxes), "http://www.baishi.example/") == [row.title for row in rows]


def test_rows_of_ten_thousand_are_read_up_to_a_bound() -> None:
    rows = lines(400)
    assert len(read_listing(page(plain(rows)), FOLDER).entries) == 400


def test_a_side_menu_beside_an_empty_channel_gives_nothing() -> None:
    assert read_listing(page("<ul></ul><p>暂无数据</p>", side=SIDE_MENU), URL).entries == ()
