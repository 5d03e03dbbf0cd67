from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, SIDE_MENU, URL, expected_rows, page, plain_list, sample_rows


def test_row_leading_to_a_file_is_a_document() -> None:
    rows = sample_rows(6)
    listed = (
        plain_list(rows)
        .replace("t20260318_7001.html", "P020260318.PDF")
        .replace("t20260316_7002.html", "P02.docx?v=1")
    )
    entries = read_listing(page(listed), URL).entries
    assert [entry.document for entry in entries] == [False, True, True, False, False, False]
    assert entries[1].url == f"{FOLDER}202603/P020260318.PDF"


def test_row_leading_to_another_site_is_kept() -> None:
    """The address keeps its host and loses only its fragment."""
    listed = plain_list(sample_rows(6)).replace(
        "./202603/t20260318_7001.html", "https://mp.weixin.example/s/AbC123#rd"
    )
    entries = read_listing(page(listed), URL).entries
    assert len(entries) == 6
    assert entries[1].url == "https://mp.weixin.example/s/AbC123"


def test_script_mail_and_fragment_links_are_no_rows() -> None:
    listed = "<ul><li><a href='javascript:void(0)'>打开办事指南的全部内容</a><span>2026-03-22</span></li>"
    listed += "<li><a href='#top'>回到这一页最上面的地方</a><span>2026-03-21</span></li>"
    listed += "<li><a href='mailto:a@b.example'>给编辑部写一封电子邮件</a><span>2026-03-21</span></li>"
    rows = sample_rows(5)
    assert len(read_listing(page(listed + plain_list(rows)[4:]), URL).entries) == 5


def test_dated_row_ignores_the_day_in_its_headline() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./{n}234.html'>2019年{n + 1}月{n + 3}日区政府常务会议纪要</a><span>2026-03-{20 - n}</span></li>"
        for n in range(6)
    )
    entries = read_listing(page(listed), URL).entries
    assert [entry.date for entry in entries] == [dt.date(2026, 3, 20 - n) for n in range(6)]
    assert entries[2].title == "2019年3月5日区政府常务会议纪要"


def test_day_of_publication_precedes_day_of_writing() -> None:
    listed = "<table>" + "".join(
        f"<tr><td><a href='./z{n}2345.html'>白石区人民政府办公室关于第{n}号事项的通知</a></td><td>白政办发〔2026〕{n}号</td>"
        f"<td>成文日期：2026-01-{10 + n}</td><td>发布日期：2026-02-{10 + n}</td></tr>"
        for n in range(6)
    )
    entries = read_listing(page(listed), URL).entries
    assert [entry.date for entry in entries] == [dt.date(2026, 2, 10 + n) for n in range(6)]


def test_month_and_day_take_year_of_reference() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./a{n}2345.shtml'>街道社区志愿服务活动报道之{n}</a><span>{day}</span></li>"
        for n, day in enumerate(("01-03", "01-02", "12-31", "12-30"))
    )
    days = [entry.date for entry in read_listing(page(listed), URL, None, dt.date(2026, 1, 5)).entries]
    assert days == [dt.date(2026, 1, 3), dt.date(2026, 1, 2), dt.date(2025, 12, 31), dt.date(2025, 12, 30)]
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [None] * 4


def test_month_and_day_take_year_of_address() -> None:
    """The address holds the same month."""
    rows = sample_rows(6)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}'>{r.title}</a><span>[{r.date:%m-%d}]</span></li>" for r in rows
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [row.date for row in rows]


def test_relative_day_gives_no_date() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./b{n}2345.shtml'>白石区今日快讯第{n}条消息</a><span>{n + 1}小时前</span></li>"
        for n in range(6)
    )
    entries = read_listing(page(listed, side=SIDE_MENU), URL).entries
    assert [entry.date for entry in entries] == [None] * 6


def test_pin_mark_is_removed_from_the_title() -> None:
    rows = sample_rows(6)
    listed = plain_list(rows).replace(f">{rows[0].title}<", f">[置顶]{rows[0].title}<")
    entries = read_listing(page(listed), URL).entries
    assert entries[0].title == rows[0].title
    assert [entry.pinned for entry in entries] == [True] + [False] * 5


def test_older_rows_on_top_are_pinned() -> None:
    rows = sample_rows(9)
    entries = read_listing(page(plain_list([rows[8], *rows[:8]])), URL).entries
    assert [entry.pinned for entry in entries] == [True] + [False] * 8


def test_unordered_listing_pins_no_row() -> None:
    rows = sample_rows(8)
    mixed = [rows[at] for at in (3, 0, 5, 1, 7, 2, 6, 4)]
    assert not any(entry.pinned for entry in read_listing(page(plain_list(mixed)), URL).entries)


def test_link_with_a_click_script_is_a_row() -> None:
    rows = sample_rows(6)
    listed = "<ul>" + "".join(
        f"<li><a href='javascript:void(0)' onclick=\"openPage('{r.href}','xw')\">{r.title}</a><span>{r.day}</span></li>"
        for r in rows
    )
    assert [(e.title, e.url, e.date) for e in read_listing(page(listed), URL).entries] == expected_rows(rows)


def test_undated_row_ignores_the_day_in_its_headline() -> None:
    listed = "<ul>" + "".join(
        f"<li><a href='./hy{n}2345.html'>2019年{n + 1}月{n + 3}日区政府常务会议纪要</a></li>"
        for n in range(6)
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [None] * 6


def test_undated_row_ignores_the_day_in_its_teaser() -> None:
    listed = "".join(
        f"<div class='c'><h4><a href='./zc{n}2345.html'>白石区若干政策措施之{n}号文件</a></h4><p>自2025年6月1日起施行。</p></div>"
        for n in range(6)
    )
    entries = read_listing(page(f"<div>{listed}</div>"), URL).entries
    assert len(entries) == 6
    assert {entry.date for entry in entries} == {None}


def test_day_month_and_year_may_be_three_elements() -> None:
    rows = sample_rows(6)
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
def test_day_is_read_in_each_spelling(shown: str) -> None:
    rows = sample_rows(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}'>{r.title}</a><span>{shown.format(dt.datetime.combine(r.date, dt.time()))}</span></li>"
        for r in rows
    )
    assert [entry.date for entry in read_listing(page(listed), URL).entries] == [row.date for row in rows]


@pytest.mark.parametrize(
    "form", ["[{:%m-%d}] {}", "{1} {0:%Y-%m-%d}", "{1}[{0:%Y-%m-%d}]", "({:%Y-%m-%d}){}"]
)
def test_day_at_headline_edge_is_the_row_day(form: str) -> None:
    """The title is without the day."""
    rows = sample_rows(5)
    listed = "<ul>" + "".join(f"<li><a href='{r.href}'>{form.format(r.date, r.title)}</a></li>" for r in rows)
    entries = read_listing(page(listed), URL).entries
    assert [(entry.title, entry.date) for entry in entries] == [(row.title, row.date) for row in rows]


@pytest.mark.parametrize("picture", ["<img src='/images/zhiding.png'>", "<img src='a.png' alt='置顶'>"])
def test_pin_picture_pins_the_row(picture: str) -> None:
    rows = sample_rows(6)
    listed = plain_list(rows).replace("<li>", f"<li>{picture}", 1)
    entries = read_listing(page(listed), URL).entries
    assert [entry.pinned for entry in entries] == [True] + [False] * 5


def test_two_rows_in_wrong_order_are_not_pinned() -> None:
    newer, older = sample_rows(2)
    assert not any(entry.pinned for entry in read_listing(page(plain_list([older, newer])), URL).entries)


@pytest.mark.parametrize(
    "form",
    ["{link} {day}<br>", "{link}<br>{day}<br>", "{day} {link}<br>", "<br>{day} {link}", "<i>{day}</i>{link}"],
    ids=["behind the link", "below the link", "before the link", "above the link", "element before the link"],
)
def test_day_between_links_belongs_to_the_nearest_row(form: str) -> None:
    rows = sample_rows(6)
    text = "".join(form.format(link=f"<a href='{r.href}'>{r.title}</a>", day=r.day) for r in rows)
    entries = read_listing(page(f"<div>{text}</div>"), URL).entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows(rows)


def test_few_days_between_links_are_ignored() -> None:
    rows = sample_rows(6)
    text = (
        "".join(f"<a href='./gg/{n}2345.html'>{row.title}</a><br>" for n, row in enumerate(rows))
        + rows[5].day
    )
    assert [entry.date for entry in read_listing(page(f"<div>{text}</div>"), URL).entries] == [None] * 6


def test_row_without_a_cell_for_the_day_is_read() -> None:
    rows = sample_rows(5)
    cells = [f"<td><a href='{row.href}'>{row.title}</a></td><td>{row.day}</td>" for row in rows]
    cells[2] = f"<td colspan='2'><a href='./gg/12345.html'>{rows[2].title}</a></td>"
    head = "<tr><th>标题</th><th>发布日期</th></tr>"
    table = f"<table>{head}{''.join(f'<tr>{cell}</tr>' for cell in cells)}</table>"
    dates = [entry.date for entry in read_listing(page(table), URL).entries]
    assert dates == [row.date if row is not rows[2] else None for row in rows]


def test_row_without_a_title_is_left_out() -> None:
    rows = sample_rows(6)
    listed = plain_list(rows).replace(f">{rows[3].title}<", "><img src='a.jpg'><")
    listed = listed.replace(f"<span>{rows[3].day}</span>", "")
    entries = read_listing(page(listed), URL).entries
    assert [entry.title for entry in entries] == [row.title for row in rows if row is not rows[3]]
