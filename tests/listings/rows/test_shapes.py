from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable


def rows_of(body: bytes, reference: dt.date | None = None) -> list[tuple[str, str, dt.date | None]]:
    return [
        (entry.title, entry.url, entry.date) for entry in read_listing(body, URL, None, reference).entries
    ]


def bold_day(rows: list[SampleRow]) -> str:
    return (
        "<ul class='secList'>"
        + "".join(f"<li><a href='{r.href}'>{r.title}</a><b>{r.day}</b></li>" for r in rows)
        + "</ul>"
    )


def day_before_the_link(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(f"<li><span>[{r.day}]</span><a href='{r.href}'>{r.title}</a></li>" for r in rows)
        + "</ul>"
    )


def table_rows(rows: list[SampleRow]) -> str:
    cells = "".join(
        f"<tr><td><img src='dot.gif'></td><td><a href='{r.href}' target='_blank'>{r.title}</a></td><td>{r.day}</td></tr>"
        for r in rows
    )
    return (
        f"<table width='100%'><tbody><tr><th></th><th>标题</th><th>发布日期</th></tr>{cells}</tbody></table>"
    )


def a_table_a_row(rows: list[SampleRow]) -> str:
    return (
        "<table><tr><td>"
        + "".join(
            f"<table><tr><td>·</td><td><a href='{r.href}'>{r.title}</a></td><td>({r.day})</td></tr></table>"
            for r in rows
        )
        + "</td></tr></table>"
    )


def a_list_a_row(rows: list[SampleRow]) -> str:
    return (
        "<div>"
        + "".join(
            f"<ul class='row'><li class='t'><a href='{r.href}'>{r.title}</a></li><li class='d'>{r.day}</li></ul>"
            for r in rows
        )
        + "</div>"
    )


def definition_pairs(rows: list[SampleRow]) -> str:
    return (
        "<dl>"
        + "".join(f"<dt><a href='{r.href}'>{r.title}</a></dt><dd>发布时间：{r.day}</dd>" for r in rows)
        + "</dl>"
    )


def links_and_breaks(rows: list[SampleRow]) -> str:
    return (
        "<div>"
        + "".join(f"<a href='{r.href}'>{r.title}</a> <span>{r.day}</span><br>" for r in rows)
        + "</div>"
    )


def day_as_bare_text(rows: list[SampleRow]) -> str:
    return "<div>" + "".join(f"<p><a href='{r.href}'>{r.title}</a> [{r.day}]</p>" for r in rows) + "</div>"


def day_inside_the_link(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><a href='{r.href}'><span class='t'>{r.title}</span><i>{r.date:%Y年%m月%d日}</i></a></li>"
            for r in rows
        )
        + "</ul>"
    )


def heading_inside_the_link(rows: list[SampleRow]) -> str:
    return (
        "<div>"
        + "".join(
            f"<a href='{r.href}'><h4>{r.title}</h4><p>概要：会议回顾了全年工作，并对下一步作出安排。</p><span>{r.day}</span></a>"
            for r in rows
        )
        + "</div>"
    )


def cards(rows: list[SampleRow]) -> str:
    return (
        "<div class='cards'>"
        + "".join(
            f"<div class='card'><a href='{r.href}'><img src='p{n}.jpg'></a><div class='text'><h3><a href='{r.href}'>{r.title}</a></h3>"
            f"<p>工作人员介绍，该项目自2025年6月1日启动以来进展顺利，预计明年完工。<a href='{r.href}'>[详情]</a></p>"
            f"<span>{r.day}</span></div></div>"
            for n, r in enumerate(rows)
        )
        + "</div>"
    )


def keyword_cards(rows: list[SampleRow]) -> str:
    return (
        "<div class='cards'>"
        + "".join(
            f"<div class='card'><div><h3><a href='{r.href}'>{r.title}</a></h3></div><div class='tags'>"
            + "".join(f"<a href='/tag/{n}{k}'>词条{k}</a>" for k in range(n % 4))
            + f"</div><span>{r.day} 09:12</span></div>"
            for n, r in enumerate(rows)
        )
        + "</div>"
    )


def day_over_month(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><div class='date'><b>{r.date:%d}</b><i>{r.date:%Y-%m}</i></div><a href='{r.href}'>{r.title}</a></li>"
            for r in rows
        )
        + "</ul>"
    )


def year_under_month_and_day(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><a href='{r.href}'><div><p>{r.date:%m-%d}</p><span>{r.date:%Y}</span></div><h5>{r.title}</h5></a></li>"
            for r in rows
        )
        + "</ul>"
    )


def five_by_five(rows: list[SampleRow]) -> str:
    groups = [rows[at : at + 5] for at in range(0, len(rows), 5)]
    return "<div>" + "<div class='line'></div>".join(plain_list(group) for group in groups) + "</div>"


def separator_rows(rows: list[SampleRow]) -> str:
    listed = plain_list(rows).split("</li>")
    return "</li>".join(
        part + ("</li><li class='line'></li>" if at % 5 == 4 else "") for at, part in enumerate(listed)
    )


def two_columns(rows: list[SampleRow]) -> str:
    pairs = [rows[at : at + 2] for at in range(0, len(rows), 2)]
    return (
        "<table>"
        + "".join(
            "<tr>"
            + "".join(f"<td><a href='{r.href}'>{r.title}</a><span>{r.day}</span></td>" for r in pair)
            + "</tr>"
            for pair in pairs
        )
        + "</table>"
    )


def category_before_title(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><a href='/bm/{n % 3}/'>[区教委{n % 3}]</a><a href='{r.href}'>{r.title}</a><span>{r.day}</span></li>"
            for n, r in enumerate(rows)
        )
        + "</ul>"
    )


def reading_after_title(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><a href='{r.href}'>{r.title}</a><a href='/jd/{n}.html'>政策解读</a><span>{r.day}</span></li>"
            for n, r in enumerate(rows)
        )
        + "</ul>"
    )


def department_and_file_links(rows: list[SampleRow]) -> str:
    return (
        "<table>"
        + "".join(
            f"<tr><td>{n}</td><td><a href='{r.href}'>{r.title}</a></td><td><a href='/bm/{n}/'>区某局</a></td>"
            f"<td><a href='/f/{n}.pdf'>下载</a></td><td>{r.day}</td></tr>"
            for n, r in enumerate(rows)
        )
        + "</table>"
    )


def stray_blanks_in_addresses(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><a href='\t{r.href[2:]} \n'>\n {r.title}\n</a>\n<span> {r.day} </span></li>" for r in rows
        )
        + "</ul>"
    )


def unclosed_items(rows: list[SampleRow]) -> str:
    return "<ul>" + "".join(f"<li><a href={r.href}>{r.title}</a><span>{r.day}</span>" for r in rows) + "</ul>"


def picture_link_beside(rows: list[SampleRow]) -> str:
    return (
        "<ul>"
        + "".join(
            f"<li><a href='{r.href}'><img src='x.jpg' alt='图'></a><a href='{r.href}'>{r.title}</a><em>{r.day}</em></li>"
            for r in rows
        )
        + "</ul>"
    )


SHAPES = [
    plain_list, bold_day, day_before_the_link, table_rows, a_table_a_row, a_list_a_row, definition_pairs, links_and_breaks,
    day_as_bare_text, day_inside_the_link, heading_inside_the_link, cards, keyword_cards, day_over_month,
    year_under_month_and_day, five_by_five, separator_rows, two_columns, category_before_title, reading_after_title,
    department_and_file_links, stray_blanks_in_addresses, unclosed_items, picture_link_beside,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize(
    "side", ["", SIDE_MENU, HOT, SIDE_MENU + HOT + FRIENDS], ids=["alone", "menu", "hot", "all"]
)
def test_rows_of_each_shape_are_read(shape: Callable[[list[SampleRow]], str], side: str) -> None:
    rows = sample_rows(12)
    assert rows_of(page(shape(rows), side=side)) == expected_rows(rows)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_three_rows_of_each_shape_are_read(shape: Callable[[list[SampleRow]], str]) -> None:
    rows = sample_rows(3)
    assert rows_of(page(shape(rows), side=SIDE_MENU)) == expected_rows(rows)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    "shape",
    [plain_list, bold_day, day_before_the_link, table_rows, day_inside_the_link],
    ids=lambda s: s.__name__,
)
def test_one_or_two_rows_are_a_listing(shape: Callable[[list[SampleRow]], str], count: int) -> None:
    rows = sample_rows(count)
    assert rows_of(page(shape(rows), side=SIDE_MENU)) == expected_rows(rows)


def test_undated_rows_are_a_listing() -> None:
    rows = sample_rows(10)
    listed = "<ul>" + "".join(f"<li><a href='{r.href}'>{r.title}</a></li>" for r in rows) + "</ul>"
    assert rows_of(page(listed, side=SIDE_MENU)) == [
        (title, url, None) for title, url, _ in expected_rows(rows)
    ]


def test_headline_teaser_and_day_may_be_siblings() -> None:
    rows = sample_rows(9)
    flat = "".join(
        f"<h3><a href='{r.href}'>{r.title}</a></h3><p>有关负责人表示，今年将继续加大投入，补齐短板，让居民在家门口享受优质服务；这项工作年内完成。"
        f"记者在现场看到，施工正有序进行，预计月底前可以投入使用。</p><p class='d'>{r.day}</p>"
        for r in rows
    )
    assert [(e.title, e.url, e.date) for e in read_listing(page(flat), URL).entries] == expected_rows(rows)


def test_unclosed_links_are_separate_rows() -> None:
    rows = sample_rows(6)
    listed = (
        "<ul>" + "".join(f"<li><a href='{r.href}'>{r.title}<span>{r.day}</span></li>" for r in rows) + "</ul>"
    )
    assert [(e.title, e.url, e.date) for e in read_listing(page(listed), URL).entries] == expected_rows(rows)
