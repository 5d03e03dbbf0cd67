"""Rows with many links, of which one is the headline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import URL, SampleRow, expected_rows, page, sample_rows

if TYPE_CHECKING:
    import datetime as dt

TOPICS = "".join(f"<a href='/tag/{n}/'>话题{n}</a>" for n in range(9))
"""More addresses than a plain row may have."""


def rows_of(content: str) -> list[tuple[str, str, dt.date | None]]:
    return [(entry.title, entry.url, entry.date) for entry in read_listing(page(content), URL).entries]


def card(row: SampleRow) -> str:
    """Return a card whose day is too far from its headline to be read without the card."""
    return f"<div><h3><a href='{row.href}'>{row.title}</a></h3><div>{TOPICS}<b>{row.day}</b></div></div>"


def test_cards_with_many_links_are_rows() -> None:
    """A neighbour with another tag is no card."""
    rows = sample_rows(4)
    content = "".join(map(card, rows)) + "<p><a href='/zt/'>走进白石专题报道</a></p>"
    assert rows_of(f"<div>{content}</div>") == expected_rows(rows)


def test_card_without_a_headline_is_left_out() -> None:
    """Nine of ten cards have a headline at the same place."""
    rows = sample_rows(10)
    cards = [card(row) if row is not rows[4] else f"<div><div>{TOPICS}</div></div>" for row in rows]
    assert rows_of(f"<div>{''.join(cards)}</div>") == expected_rows(rows[:4] + rows[5:])


def test_day_after_forty_links_is_read() -> None:
    """A box with more links is no card, so its day is read from the texts between the headlines."""
    rows = sample_rows(4)
    menu = "".join(f"<a href='/zwgk/{n}/'>目录{n}</a>" for n in range(41))
    boxes = "".join(
        f"<div><h3><a href='{row.href}'>{row.title}</a></h3><div>{menu}</div><b>{row.day}</b></div>"
        for row in rows
    )
    assert rows_of(f"<div>{boxes}</div>") == expected_rows(rows)


def test_headline_of_a_table_row_is_known_by_its_column() -> None:
    """The link in the second column is too long for a label."""
    rows = [row._replace(title=row.title[:14]) for row in sample_rows(16) if len(row.title) >= 14]
    cells = "".join(
        f"<tr><td><a href='{row.href}'>{row.title}</a></td><td><a href='/bm/{number}/'>白石区某某委员会</a></td><td>{row.day}</td></tr>"
        for number, row in enumerate(rows)
    )
    assert rows_of(f"<table>{cells}</table>") == expected_rows(rows)


@pytest.mark.parametrize(
    "crumbs",
    [
        "<a href='/'>首页</a> / <a href='/xw/'>新闻中心</a> / 要闻",
        "当前位置：<a href='/'>网站首页</a> &gt; <a href='/xw/'>新闻中心</a>",
    ],
)
def test_breadcrumb_among_the_cards_is_no_row(crumbs: str) -> None:
    rows = sample_rows(9)
    cards = "".join(
        f"<div class='col-md-4'><h5><a href='{row.href}'>{row.title}</a></h5><small>{row.day}</small></div>"
        for row in rows
    )
    found = rows_of(f"<div class='row'><div class='col-md-12'>{crumbs}</div>{cards}</div>")
    assert found == expected_rows(rows)
