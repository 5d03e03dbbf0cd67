"""A row archives what is known of its year, and an owed row keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest

from bulletin_spider.crawl.row import Row
from bulletin_spider.listings.entries import Entry


@pytest.mark.parametrize(
    ("guessed", "list_year", "known"), [(True, None, "guessed"), (False, 2020, "2020"), (False, None, None)]
)
def test_row_archives_what_is_known_of_its_year(
    guessed: bool, list_year: int | None, known: str | None
) -> None:
    entry = Entry("停水通知", "http://x/1.html", dt.date(2020, 9, 27), guessed=guessed, list_year=list_year)
    row = Row.of(entry, "通知")
    assert row.listing_year == row.evidence().get("listing-year") == known
    assert Row.from_record(asdict(row)) == row
