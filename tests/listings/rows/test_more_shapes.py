"""Rows of forms that real lists have: torn tables, grids, days in brackets, cards with side links, pinned rows."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.items import SHANGHAI
from bulletin_spider.listings import read_listing
from tests.listings.pages import FRIENDS, HOT, SIDE_MENU, URL, SampleRow, expected_rows, page, sample_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    Shape = Callable[[list[SampleRow]], str]

TODAY = dt.date(2026, 3, 22)
PAGER = "<div class='page'><a href='index.html'>首页</a><a href='index_1.html'>下一页</a><a href='index_9.html'>尾页</a></div>"


def joined(rows: list[SampleRow], form: str, before: str = "", after: str = "") -> str:
    return (
        before
        + "".join(
            form.format(n=n, href=r.href, title=r.title, day=r.day, date=r.date) for n, r in enumerate(rows)
        )
        + after
    )


def stray_ends_behind_rows(rows: list[SampleRow]) -> str:
    return joined(
        rows,
        "<table width='98%' class='lis'><tr><td><img src='d.gif'></td><td><a href='{href}'>{title}</a></td><td>{day}</td></tr>"
        "</table></td></tr>",
        "<table><tr><td><table><tr><td>",
        "</table></td></tr></table>",
    )


def stray_table_ends_behind_rows(rows: list[SampleRow]) -> str:
    return joined(
        rows,
        "<tr><td class='l'><a href='{href}' title='{title}'>{title}</a></td><td class='r'>[{day}]</td></tr></td></tr></table>",
        "<table><tr><td><table class='list'>",
        "</table>",
    )


def stray_divs_behind_rows(rows: list[SampleRow]) -> str:
    return joined(
        rows,
        "<div class='item'><a href='{href}'>{title}</a><span>{day}</span></div></div>",
        "<div><div><div><div><div class='lb'>",
    )


def stray_item_ends(rows: list[SampleRow]) -> str:
    return joined(
        rows, "<li><a href='{href}'>{title}</a><span>{day}</span></li></ul></li>", "<ul><li><ul>", "</ul>"
    )


def torn_after_two_rows(rows: list[SampleRow]) -> str:
    first = joined(
        rows[:2], "<tr><td class='n'><a href='{href}'>{title}</a></td><td>{day}</td></tr></table></td></tr>"
    )
    rest = joined(rows[2:], "<tr><td class='n'><a href='{href}'>{title}</a></td><td>{day}</td></tr>")
    return f"<table><tr><td><table>{first}{rest}</table></td></tr></table>"


def table_in_each_cell(rows: list[SampleRow]) -> str:
    cell = (
        "<td><table><tr><td><a href='{r.href}'><img src='p.jpg'></a></td></tr><tr><td><a href='{r.href}'>{r.title}</a></td></tr>"
        "<tr><td>{r.day}</td></tr></table></td>"
    )
    lines = [rows[at : at + 3] for at in range(0, len(rows), 3)]
    return (
        "<table>"
        + "".join(f"<tr>{''.join(cell.format(r=r) for r in line)}</tr>" for line in lines)
        + "</table>"
    )


def picture_grid(rows: list[SampleRow]) -> str:
    lines = [rows[at : at + 4] for at in range(0, len(rows), 4)]
    cell = "<li><a href='{r.href}'><img src='p.jpg' alt=''></a><p><a href='{r.href}'>{r.title}</a></p><i>{r.day}</i></li>"
    return (
        "<div class='pics'>"
        + "".join(f"<ul>{''.join(cell.format(r=r) for r in line)}</ul>" for line in lines)
        + "</div>"
    )


def picture_grid_in_divs(rows: list[SampleRow]) -> str:
    lines = [rows[at : at + 3] for at in range(0, len(rows), 3)]
    cell = (
        "<div class='col'><div class='pic'><a href='{r.href}'><img src='p.jpg'></a></div><div class='txt'><a href='{r.href}'>{r.title}</a>"
        "</div><div class='t'>{r.day}</div></div>"
    )
    return "".join(f"<div class='row'>{''.join(cell.format(r=r) for r in line)}</div>" for line in lines)


def bracket_behind_title(rows: list[SampleRow]) -> str:
    return joined(rows, "<li><a href='{href}'>{title}({day})</a></li>", "<ul>", "</ul>")


def full_bracket_behind_title(rows: list[SampleRow]) -> str:
    return joined(rows, "<li><a href='{href}'>{title}（{day}）</a></li>", "<ul>", "</ul>")


def year_less_bracket_behind_title(rows: list[SampleRow]) -> str:
    return joined(rows, "<li><a href='{href}'>{title}（{date:%m-%d}）</a></li>", "<ul>", "</ul>")


def bracket_behind_link(rows: list[SampleRow]) -> str:
    return joined(rows, "<p>· <a href='{href}'>{title}</a>({date:%m-%d})</p>", "<div>", "</div>")


def chinese_day_in_bracket(rows: list[SampleRow]) -> str:
    return joined(rows, "<li><a href='{href}'>{title}（{date:%Y年%m月%d日}）</a></li>", "<ul>", "</ul>")


def slashes_in_bracket(rows: list[SampleRow]) -> str:
    return joined(rows, "<li><a href='{href}'>{title} ( {date:%Y/%m/%d} )</a></li>", "<ul>", "</ul>")


def card_with_place_and_author(rows: list[SampleRow]) -> str:
    return joined(
        rows,
        "<div class='card'><a class='pic' href='{href}'><img src='p{n}.jpg'></a><h3><a href='{href}'>{title}</a></h3>"
        "<p class='meta'><a href='/place/{n}/'>河湾街道</a><a href='/author/{n}/'>融媒记者</a><a href='/pic/{n}a.html'><img src='a.jpg'></a>"
        "<a href='/pic/{n}b.html'><img src='b.jpg'></a><em>{day}</em></p></div>",
        "<div class='cards'>",
        "</div>",
    )


def list_card_with_side_links(rows: list[SampleRow]) -> str:
    return joined(
        rows,
        "<li><div class='t'><a href='/lm/{n}/'>[动态]</a><a href='{href}'>{title}</a></div><div class='m'><span>{day} 10:02</span>"
        "<a href='/a/{n}/'>来源：区融媒体中心</a><a href='{href}#pl'>评论</a><a href='/zan/{n}'>点赞</a></div></li>",
        "<ul class='news'>",
        "</ul>",
    )


SHAPES = [
    stray_ends_behind_rows, stray_table_ends_behind_rows, stray_divs_behind_rows, stray_item_ends, torn_after_two_rows,
    table_in_each_cell, picture_grid, picture_grid_in_divs, bracket_behind_title, full_bracket_behind_title,
    year_less_bracket_behind_title, bracket_behind_link, chinese_day_in_bracket, slashes_in_bracket,
    card_with_place_and_author, list_card_with_side_links,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("side", ["", SIDE_MENU, SIDE_MENU + HOT + FRIENDS], ids=["alone", "menu", "all"])
@pytest.mark.parametrize("count", [12, 5])
def test_rows_of_each_shape_are_read(shape: Shape, side: str, count: int) -> None:
    rows = sample_rows(count)
    entries = read_listing(page(shape(rows) + PAGER, side=side), URL, None, TODAY).entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows(rows)


@pytest.mark.parametrize("end", ["</html>", "</body></html>", "</div></body></html><br>"])
@pytest.mark.parametrize(
    "shape", [stray_ends_behind_rows, bracket_behind_title], ids=lambda shape: shape.__name__
)
def test_rows_behind_an_early_end_are_read(shape: Shape, end: str) -> None:
    rows = sample_rows(9)
    text = page(shape(rows) + PAGER).decode().replace("<div class='main'>", f"<div class='main'>{end}")
    entries = read_listing(text.encode(), URL, None, TODAY).entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows(rows)


def old(row: SampleRow, days: int) -> SampleRow:
    return SampleRow(row.title, row.href, row.date - dt.timedelta(days))


PLAIN = "<li><a href='{href}'>{title}</a><span>{day}</span></li>"


@pytest.mark.parametrize("top", [1, 2, 3, 5])
@pytest.mark.parametrize("count", [8, 15])
def test_older_rows_on_top_are_pinned(top: int, count: int) -> None:
    rows = sample_rows(count)
    rows = [old(row, 100 + 30 * n) for n, row in enumerate(rows[:top])] + rows[top:]
    assert pinned(rows) == rows[:top]


def test_pinned_rows_may_be_in_any_order() -> None:
    rows = sample_rows(12)
    rows = [old(rows[0], 300), old(rows[1], 50), old(rows[2], 120), *rows[3:]]
    assert pinned(rows) == rows[:3]


def test_one_newer_row_among_pinned_ones_is_not_older() -> None:
    """A pinned row that is newer than the next cannot be told from the newest; what is above an older one is pinned."""
    rows = sample_rows(12)
    rows = [rows[0], old(rows[1], 200), *rows[2:]]
    assert pinned(rows) == rows[:2] or pinned(rows) == [rows[1]]


def test_back_dated_row_below_is_not_pinned() -> None:
    rows = sample_rows(12)
    rows[5] = old(rows[5], 60)
    assert pinned(rows) == []


def test_list_of_oldest_first_has_no_pinned_rows() -> None:
    rows = sample_rows(12)
    days = sorted(row.date for row in rows)
    assert pinned([row._replace(date=day) for row, day in zip(rows, days, strict=True)]) == []


def test_few_unsorted_days_below_leave_old_rows_pinned() -> None:
    rows = sample_rows(15)
    rows = [old(rows[0], 400), *rows[1:7], rows[8], rows[7], *rows[9:]]
    assert pinned(rows) == rows[:1]


def test_equal_days_below_leave_old_rows_pinned() -> None:
    rows = [row._replace(date=dt.date(2026, 3, 20)) for row in sample_rows(10)]
    rows[0] = old(rows[0], 10)
    assert pinned(rows) == rows[:1]


def pinned(rows: list[SampleRow]) -> list[SampleRow]:
    entries = read_listing(page(joined(rows, PLAIN, "<ul>", "</ul>") + PAGER), URL, None, TODAY).entries
    return [row for row, entry in zip(rows, entries, strict=True) if entry.pinned]


def test_relative_days_need_the_moment_of_the_fetch() -> None:
    rows = sample_rows(5)
    said = ["3小时前", "今天", "昨天 09:12", "4天前", rows[4].day]
    items = "".join(
        f"<li><a href='{r.href}'>{r.title}</a><span>{text}</span></li>"
        for r, text in zip(rows, said, strict=True)
    )
    body = page(f"<ul>{items}</ul>{PAGER}")
    entries = read_listing(body, URL, None, dt.datetime(2026, 3, 22, 12, 30, tzinfo=SHANGHAI)).entries
    assert [(entry.date and entry.date.day, entry.inferred) for entry in entries] == [
        (22, True), (22, True), (21, True), (None, False), (12, False),
    ]  # fmt: skip
    assert [entry.date for entry in read_listing(body, URL, None, TODAY).entries][:4] == [None] * 4


def test_day_in_brackets_beside_another_day_is_part_of_the_title() -> None:
    rows = [row._replace(title=f"{row.title}（2025-12-29）") for row in sample_rows(9)]
    entries = read_listing(page(joined(rows, PLAIN, "<ul>", "</ul>")), URL, None, TODAY).entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows(rows)


def test_one_title_with_a_day_in_brackets_keeps_it() -> None:
    rows = sample_rows(9)
    rows[3] = rows[3]._replace(title=f"{rows[3].title}(3-15)")
    items = joined(rows, "<li><a href='{href}'>{title}</a></li>", "<ul>", "</ul>")
    assert [entry.title for entry in read_listing(page(items), URL, None, TODAY).entries] == [
        row.title for row in rows
    ]


def test_side_list_above_the_list_stays_apart() -> None:
    rows = sample_rows(9)
    side = "<div class='rd'><p><a href='/rd/1.html'>全区教育大会提出优质均衡发展目标</a></p></div>"
    body = page(side + joined(rows, "<p><a href='{href}'>{title}</a><i>{day}</i></p>"))
    assert [
        (entry.title, entry.url, entry.date) for entry in read_listing(body, URL, None, TODAY).entries
    ] == expected_rows(rows)


@pytest.mark.parametrize(
    "row",
    [
        "<dd><a href='{href}'>{title}</a><span>{day}</span>",
        "<dd><span>{day}</span><a href='{href}'>{title}</a>",
        "<dd><p><a href='{href}'>{title}</a><i>{day}</i>",
        "<dt><a href='{href}'>{title}</a><dd>{day}",
        "<dt><span>{day}</span><a href='{href}'>{title}</a>",
    ],
)
def test_rows_of_a_description_list_need_no_closing_tags(row: str) -> None:
    rows = sample_rows(9)
    entries = read_listing(page(joined(rows, row, "<dl>", "</dl>")), URL, None, TODAY).entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows(rows)


def test_thousands_of_torn_rows_take_little_time() -> None:
    rows = [row._replace(href=f"./202603/t20260320_{n}.html") for n, row in enumerate(sample_rows(10) * 280)]
    started = time.process_time()
    entries = read_listing(page(stray_divs_behind_rows(rows)), URL, None, TODAY).entries
    assert len(entries) == 2800
    assert time.process_time() - started < 3
