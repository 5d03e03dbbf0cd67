"""Which elements are the rows of a list: rules that the usual shapes do not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import URL, SampleRow, expected_rows, page, sample_rows

if TYPE_CHECKING:
    import datetime as dt

LONG_TEXT = "白石区概况" * 400


def rows_of(content: str) -> list[tuple[str, str, dt.date | None]]:
    return [(entry.title, entry.url, entry.date) for entry in read_listing(page(content), URL).entries]


def box(row: SampleRow, text: str = "") -> str:
    """Return a box with the link in a list and the day beside the list."""
    return f"<div class='box'><ul><li><a href='{row.href}'>{row.title}</a></li></ul><p>{text}</p><b>{row.day}</b></div>"


OTHERS = "".join(f"<section><a href='/zt/{n}/'>专题{n}</a></section>" for n in range(5))


def test_box_of_one_row_is_the_row() -> None:
    """The boxes are too few among their siblings to be rows at once, so they are joined."""
    rows = sample_rows(2)
    assert rows_of("".join(map(box, rows)) + OTHERS) == expected_rows(rows)


@pytest.mark.parametrize(
    ("long", "dated"), [(0, [False, True]), (1, [False, False])], ids=["first", "second"]
)
def test_long_box_of_one_row_is_not_the_row(long: int, dated: list[bool]) -> None:
    """A list with a long box keeps the row's own element, which is without the day."""
    rows = sample_rows(2)
    boxes = [box(row, LONG_TEXT if number == long else "") for number, row in enumerate(rows)]
    dates = [row.date if shown else None for row, shown in zip(rows, dated, strict=True)]
    assert [date for _, _, date in rows_of("".join(boxes) + OTHERS)] == dates


def test_list_with_two_links_to_one_address_is_a_row() -> None:
    """The teaser ends with a link to the article, and the day is in an item of its own."""
    rows = sample_rows(4)
    lists = "".join(
        f"<ul class='r'><li><a href='{row.href}'>{row.title}</a></li><li>{row.title}的详细报道 <a href='{row.href}'>[查看全文]</a></li>"
        f"<li>发布时间：{row.day}</li></ul>"
        for row in rows
    )
    assert rows_of(f"<div>{lists}</div>") == expected_rows(rows)


def test_only_row_of_a_table_has_its_column_of_the_day() -> None:
    """If the whole table was the row, the first day in it would be the day of the row."""
    row = sample_rows(1)[0]
    cells = f"<td><a href='{row.href}'>{row.title}</a></td><td>2026-01-05</td><td>{row.day}</td>"
    table = f"<table><thead><tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    assert rows_of(f"<div class='list'>{table}</div>") == expected_rows([row])


def test_few_tables_among_paragraphs_are_not_the_rows() -> None:
    rows = sample_rows(8)
    paragraphs = "".join(f"<p><a href='{row.href}'>{row.title}</a> {row.day}</p>" for row in rows[2:])
    tables = "".join(
        f"<table><tr><td><a href='{row.href}'>{row.title}</a></td></tr></table>" for row in rows[:2]
    )
    assert rows_of(f"<div>{tables}{paragraphs}</div>") == expected_rows(rows[2:])


def test_lone_box_is_not_the_row() -> None:
    """An answer may be one box around the only row; a day above the row is not the day of the row."""
    row = sample_rows(1)[0]
    content = f"<p>更新于：2026-01-05</p><div><a href='{row.href}'>{row.title}</a><b>{row.day}</b></div>"
    entries = read_listing(f"<div class='list'>{content}</div>".encode(), URL).entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows([row])


def test_picture_with_an_alternative_text_is_a_row() -> None:
    rows = sample_rows(5)
    pictures = "".join(f"<a href='{row.href}'><img src='a.jpg' alt='{row.title}'></a>" for row in rows)
    assert [title for title, _, _ in rows_of(f"<div>{pictures}</div>")] == [row.title for row in rows]


def test_like_lists_in_unlike_parents_are_not_joined() -> None:
    rows = sample_rows(10)
    lists = [
        "".join(f"<li><a href='{row.href}'>{row.title}</a></li>" for row in part)
        for part in (rows[:7], rows[7:])
    ]
    first, second = (f"<div class='box'><ul>{listed}</ul></div>" for listed in lists)
    other = "<table><tr><td><a href='/zt/'>专题</a></td></tr></table>"
    content = f"<div class='first'>{other}{first}</div><div class='second'>{second}{other}</div>"
    assert [title for title, _, _ in rows_of(content)] == [row.title for row in rows[:7]]


def test_two_links_to_one_address_are_one_row() -> None:
    rows = sample_rows(2)
    listed = "".join(
        f"<div><p><a href='{row.href}'><img src='a.jpg'></a></p><p><a href='{row.href}'>{row.title}</a></p><b>{row.day}</b></div>"
        for row in rows
    )
    assert rows_of(f"<div>{listed}</div>") == expected_rows(rows)


def test_boxes_of_one_kind_are_separate_rows() -> None:
    """A headline half as long as its neighbour is no label of it."""
    rows = [row._replace(title=row.title[:5]) if n % 2 else row for n, row in enumerate(sample_rows(8))]
    paragraphs = [f"<p><a href='{row.href}'>{row.title}</a> {row.day}</p>" for row in rows]
    groups = "".join(f"<div>{''.join(paragraphs[at : at + 2])}</div>" for at in range(0, 8, 2))
    assert rows_of(f"<div>{groups}</div>") == expected_rows(rows)
