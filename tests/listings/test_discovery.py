from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_spider.listings.reader import read_listing
from tests.listings.pages import FOLDER, FRIENDS, HOT, SIDE_MENU, URL, lines, page, plain, wanted


def test_a_row_that_leads_to_a_file_is_told_from_a_page() -> None:
    rows = lines(6)
    listed = (
        plain(rows)
        .replace("t20260318_7001.html", "P020260318.PDF")
        .replace("t20260316_7002.html", "P02.docx?v=1")
    )
    entries = read_listing(page(listed), URL).entries
    assert [entry.document for entry in entries] == [False, True, True, False, False, False]
    assert entries[1].url == f"{FOLDER}202603/P020260318.PDF"


def test_rows_that_lead_to_other_sites_are_kept_with_their_whole_address() -> None:
    listed = plain(lines(6)).replace("./202603/t20260318_7001.html", "https://mp.weixin.example/s/AbC123#rd")
    entries = read_listing(page(listed), URL).entries
    assert len(entries) == 6
    assert entries[1].url == "https://mp.weixin.example/s/AbC123"


def test_script_mail_and_in_page_links_are_no_rows() -> None:
    listed = "<ul><li><a href='javascript:void(0)'>打开办事指南的全部内容</a><span>2026-03-22</span></li>"
    listed += "<li><a href='#top'>回到这一页最上面的地方</a><span>2026-03-21</span></li>"
    listed += "<li><a href='mailto:a@b.example'>给编辑部写一封电子邮件</a><span>2026-03-21</span></li>"
    rows = lines(5)
    assert len(read_listing(page(listed + plain(rows)[4:]), URL).entries) == 5


def test_a_row_listed_twice_is_one_entry() -> None:
    rows = lines(5)
    entries = read_listing(page(plain([*rows, rows[1]])), URL).entries
    assert [entry.url for entry in entries] == [url for _, url, _ in wanted(rows)]


def test_a_title_that_is_cut_yields_to_the_title_attribute() -> None:
    rows = lines(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}' title='{r.title}'>{r.title[:9]}{end}</a><span>{r.day}</span></li>"
        for r, end in zip(rows, ("…", "...", "……", "．．．", ""), strict=True)
    )
    assert [entry.title for entry in read_listing(page(listed), URL).entries] == [row.title for row in rows]


def test_a_title_attribute_of_other_words_does_not_replace_the_title() -> None:
    rows = lines(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}' title='点击查看全文内容请稍候片刻'>{r.title}…</a><span>{r.day}</span></li>"
        for r in rows
    )
    assert [entry.title for entry in read_listing(page(listed), URL).entries] == [
        f"{row.title}…" for row in rows
    ]


def test_a_title_attribute_with_a_day_behind_the_title_does_not_replace_it() -> None:
    rows = lines(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}' title='{r.title} {r.day}'>{r.title}</a><span>{r.day}</span></li>"
        for r in rows
    )
    assert [entry.title for entry in read_listing(page(listed), URL).entries] == [row.title for row in rows]


def test_a_day_in_the_headline_is_not_the_day_of_the_row() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./{n}234.html'>2019年{n + 1}月{n + 3}日区政府常务会议纪要</a><span>2026-03-{20 - n}</span></li>"
        for n in range(6)
    )
    entries = read_listing(page(listed), URL).entries
    assert [entry.date for entry in entries] == [dt.date(2026, 3, 20 - n) for n in range(6)]
    assert entries[2].title == "2019年3月5日区政府常务会议纪要"


def test_the_day_of_publication_wins_over_the_day_of_writing() -> None:
    listed = "<table>" + "".join(
        f"<tr><td><a href='./z{n}2345.html'>白石区人民政府办公室关于第{n}号事项的通知</a></td><td>白政办发〔2026〕{n}号</td>"
        f"<td>成文日期：2026-01-{10 + n}</td><td>发布日期：2026-02-{10 + n}</td></tr>"
        for n in range(6)
    )
    entries = read_listing(page(listed), URL).entries
    assert [entry.date for entry in entries] == [dt.date(2026, 2, 10 + n) for n in range(6)]


def test_a_month_and_day_take_the_year_of_the_reference_day() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./a{n}2345.shtml'>街道社区志愿服务活动报道之{n}</a><span>{day}</span></li>"
        for n, day in enumerate(("01-03", "01-02", "12-31", "12-30"))
    )
    days = [entry.date for entry in read_listing(page(listed), URL, None, dt.date(2026, 1, 5)).entries]
    assert days == [dt.date(2026, 1, 3), dt.date(2026, 1, 2), dt.date(2025, 12, 31), dt.date(2025, 12, 30)]
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [None] * 4


def test_a_month_and_day_take_the_year_of_an_address_of_the_same_month() -> None:
    rows = lines(6)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}'>{r.title}</a><span>[{r.date:%m-%d}]</span></li>" for r in rows
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [row.date for row in rows]


def test_relative_days_make_a_row_dated_but_give_no_day() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./b{n}2345.shtml'>白石区今日快讯第{n}条消息</a><span>{n + 1}小时前</span></li>"
        for n in range(6)
    )
    entries = read_listing(page(listed, side=SIDE_MENU), URL).entries
    assert [entry.date for entry in entries] == [None] * 6


def test_rows_marked_as_pinned_are_pinned_and_lose_the_mark() -> None:
    rows = lines(6)
    listed = plain(rows).replace(f">{rows[0].title}<", f">[置顶]{rows[0].title}<")
    entries = read_listing(page(listed), URL).entries
    assert entries[0].title == rows[0].title
    assert [entry.pinned for entry in entries] == [True] + [False] * 5


def test_rows_on_top_that_are_older_than_the_next_are_pinned() -> None:
    rows = lines(9)
    entries = read_listing(page(plain([rows[8], *rows[:8]])), URL).entries
    assert [entry.pinned for entry in entries] == [True] + [False] * 8


def test_a_listing_without_order_pins_nothing() -> None:
    rows = lines(8)
    mixed = [rows[at] for at in (3, 0, 5, 1, 7, 2, 6, 4)]
    assert not any(entry.pinned for entry in read_listing(page(plain(mixed)), URL).entries)


def test_links_that_are_never_closed_are_rows_of_their_own() -> None:
    rows = lines(6)
    listed = (
        "<ul>" + "".join(f"<li><a href='{r.href}'>{r.title}<span>{r.day}</span></li>" for r in rows) + "</ul>"
    )
    assert [(e.title, e.url, e.date) for e in read_listing(page(listed), URL).entries] == wanted(rows)


def test_a_link_that_a_click_follows_is_a_row() -> None:
    rows = lines(6)
    listed = "<ul>" + "".join(
        f"<li><a href='javascript:void(0)' onclick=\"openPage('{r.href}','xw')\">{r.title}</a><span>{r.day}</span></li>"
        for r in rows
    )
    assert [(e.title, e.url, e.date) for e in read_listing(page(listed), URL).entries] == wanted(rows)


def test_a_base_element_moves_the_rows() -> None:
    rows = lines(4)
    body = page(plain(rows), head="<base href='http://www.baishi.example/other/'>")
    assert read_listing(body, URL).entries[0].url == f"http://www.baishi.example/other/{rows[0].href[2:]}"


def test_a_portal_page_gives_each_of_its_lists_with_the_way_to_the_whole() -> None:
    rows = lines(12)
    boxes = "".join(
        f"<div class='box{at}'><div class='hd'><h3>{name}</h3><a href='/{name}/'>更多&gt;&gt;</a></div>{plain(rows[at * 4 : at * 4 + 4])}</div>"
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
    assert [(e.title, e.url, e.date) for e in listing.entries] == wanted(rows)


def test_an_ordinary_listing_has_no_groups() -> None:
    assert read_listing(page(plain(lines(8)), side=HOT), URL).groups == ()


def test_lists_under_year_headings_are_one_listing() -> None:
    rows = lines(8)
    listed = f"<h3>三月</h3>{plain(rows[:4])}<h3>二月</h3>{plain(rows[4:])}"
    assert [(e.title, e.url, e.date) for e in read_listing(page(listed), URL).entries] == wanted(rows)


ARTICLE = "".join(
    f"<p>白石区今天召开第{n}次专题会议。会议指出，要把群众的事情办实办好，及时回应社会关切；各部门要对照台账逐项落实，按期反馈。</p>"
    for n in range(8)
)


@pytest.mark.parametrize(
    "related",
    [
        plain(lines(6)),
        "<ul>" + "".join(f"<li><a href='{r.href}'>{r.title}</a></li>" for r in lines(8)) + "</ul>",
    ],
)
def test_an_article_with_related_links_is_no_listing(related: str) -> None:
    listing = read_listing(page(f"<h1>区里召开会议</h1>{ARTICLE}<h4>相关新闻</h4>{related}", side=HOT), URL)
    assert listing.entries == ()
    assert listing.next_page is None


def test_the_articles_before_and_after_are_no_rows() -> None:
    content = "<h1>通知</h1><p>附件请下载查看。</p><ul><li>上一篇：<a href='./t20260101_1.html'>关于开展检查工作的通知</a></li>"
    content += "<li>下一篇：<a href='./t20260103_2.html'>关于公布检查结果的通知</a></li></ul>"
    assert read_listing(page(content), URL).entries == ()


def test_a_page_of_menus_is_no_listing() -> None:
    assert read_listing(page("<p>栏目建设中</p>", side=SIDE_MENU + FRIENDS), URL).entries == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"\x00" * 50,
        b"<",
        b"<html>",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe<\x00",
        "无".encode("gb18030"),
    ],
)
def test_a_body_that_is_no_page_gives_no_rows(body: bytes) -> None:
    listing = read_listing(body, URL)
    assert (listing.entries, listing.next_page) == ((), None)


def test_a_gb18030_page_is_read_by_its_bytes_whatever_the_header_says() -> None:
    rows = lines(5)
    body = page(plain(rows)).decode().replace("utf-8", "gb2312").encode("gb18030")
    assert [entry.title for entry in read_listing(body, URL, "utf-8").entries] == [row.title for row in rows]


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=3000))
def test_any_bytes_are_read_without_an_exception(body: bytes) -> None:
    read_listing(body, URL)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            ["<ul>", "</ul>", "<li>", "</li>", "<table>", "<tr>", "<td>", "</td>", "<div class=a>", "</div>", "<a href='/a/12345.html'>",
             "<a href='//[bad'>", "<a>", "</a>", "白石区召开工作部署会议", "2026-03-05", "<script>", "</script>", "document.write('<a href=x>')",
             "createPageHTML(3,0,'index','html')", "<select><option value='x.html'>2</option>", "下一页", "<base href='::'>", "&#0;", "<h3>"]
        ),
        max_size=60,
    )
)  # fmt: skip
def test_any_heap_of_markup_is_read_and_every_entry_is_whole(pieces: list[str]) -> None:
    listing = read_listing("".join(pieces).encode(), URL)
    assert all(entry.title and entry.url.startswith(("http://", "https://")) for entry in listing.entries)
    assert len({entry.url for entry in listing.entries}) == len(listing.entries)
    assert listing.next_page is None or listing.next_page.url != URL


@given(count=st.integers(3, 40), seed=st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_rows_keep_their_number_and_order_for_any_length(count: int, seed: int) -> None:
    rows = lines(count, dt.date(2026, 1 + seed, 5))
    assert [entry.title for entry in read_listing(page(plain(rows), side=SIDE_MENU), URL).entries] == [
        row.title for row in rows
    ]
