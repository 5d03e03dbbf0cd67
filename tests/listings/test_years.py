"""Rows without a whole day take the year of the rows beside them; a year from the fetch alone is marked as a guess."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.listings.entries import Entry
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.listings.years import with_years_of_rows_beside

TODAY = dt.date(2026, 11, 20)


def listing(*days: str) -> list[Entry]:
    rows = "".join(
        f"<li><a href='/xw/{i}.html'>河湾区开展第{i}次清河行动志愿服务</a><span>{day}</span></li>"
        for i, day in enumerate(days)
    )
    body = f"<html><body><ul class='list'>{rows}</ul></body></html>"
    return [*read_listing(body.encode(), "http://www.example.cn/xw/", None, TODAY).entries]


def test_rows_without_any_year_are_guesses() -> None:
    entries = listing("11-02", "10-28", "10-11", "09-30", "09-01")
    assert all(entry.guessed and entry.list_year is None for entry in entries)
    assert entries[0].date == dt.date(2026, 11, 2)


def test_rows_beside_correct_a_guess() -> None:
    entries = listing("2020-11-02", "10-28", "2020-10-11", "2020-09-30", "09-01")
    assert [entry.date and entry.date.year for entry in entries] == [2020] * 5
    assert [(entry.guessed, entry.list_year) for entry in entries] == [
        (False, None), (False, 2020), (False, None), (False, None), (False, 2020),
    ]  # fmt: skip


def test_year_turns_between_two_rows() -> None:
    entries = listing("2020-01-08", "01-02", "12-30", "2019-12-11", "2019-12-01")
    assert [entry.date.isoformat() for entry in entries if entry.date][1:3] == ["2020-01-02", "2019-12-30"]


def test_relative_days_and_addresses_are_no_guesses() -> None:
    entries = listing("今天", "昨天", "2026-11-17", "2026-11-16", "2026-11-15")
    assert not any(entry.guessed for entry in entries)


def entry(day: str | None, *, guessed: bool = False, pinned: bool = False) -> Entry:
    date = dt.date.fromisoformat(day) if day else None
    return Entry(f"行动 {day}", f"http://x/{day}", date, pinned=pinned, inferred=guessed, guessed=guessed)


@pytest.mark.parametrize(
    ("above", "below", "year"),
    [
        ("2020-05-01", "2020-03-01", 2020),
        ("2020-05-01", None, 2020),
        (None, "2020-03-01", 2020),
        ("2020-03-01", "2019-12-01", None),
    ],
)
def test_row_without_a_day_gets_a_common_year(above: str | None, below: str | None, year: int | None) -> None:
    rows = [*([entry(above)] if above else []), entry(None), *([entry(below)] if below else [])]
    found = next(row for row in with_years_of_rows_beside(rows) if row.date is None)
    assert found.list_year == year


def test_pinned_rows_give_and_get_no_year() -> None:
    rows = [entry("2012-01-01", pinned=True), entry("2026-03-01", guessed=True, pinned=True)]
    assert [*with_years_of_rows_beside([*rows, entry("2020-05-01")])][1] == rows[1]
    assert with_years_of_rows_beside([rows[0], entry(None)])[1].list_year is None


def test_day_that_fits_several_years_stays_a_guess() -> None:
    rows = [entry("2020-05-01"), entry("2026-03-01", guessed=True), entry("2018-02-01")]
    assert with_years_of_rows_beside(rows)[1].guessed
