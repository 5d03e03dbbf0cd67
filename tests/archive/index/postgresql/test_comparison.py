"""verify finds every wrong, missing and added row of the index in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from bulletin_spider.archive.index.comparison import Comparison, compare_index
from bulletin_spider.archive.index.databases.postgresql.connections import SCHEMA
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.index.tables import METADATA, NOT_DERIVED
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.verification.derived_data.index import check_index
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from bulletin_spider.archive.verification.site import check_unknown_sites
from tests.archive.index.test_derive import RUNS, publish

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg.sql import Composable

DERIVED = [table.name for table in METADATA.sorted_tables if table not in NOT_DERIVED]
KEY = {"bulletins": "id", "versions": "revision", "segments": "name", "attachments": "id", "addresses": "id"} | {
    "last_record": "number", "totals": "versions", "hosts": "host", "channels": "closed", "also": "id", "settled": "word",
}  # fmt: skip
"""Table → one of its columns."""
NUMBERS = {"revision", "number", "versions"}
ALONE = {"last_record", "totals"}
"""Tables with one row for a site."""


@pytest.fixture
def layout(tmp_path: Path, postgresql_index: str) -> Layout:
    layout = Layout(tmp_path, postgresql_index)
    for day in range(1, len(RUNS) + 1):
        publish(layout, day)
    index = Index.open(layout, "demo")
    index.note_rows("要闻", {"a": ("标题", "2026-09-28")})
    index.close()
    return layout


def changed(layout: Layout, *parts: Composable | str) -> Comparison:
    """Return how the index differs after a statement, which is undone then."""
    with psycopg.connect(layout.index_database, options=f"-c search_path={SCHEMA}") as connection:
        statement = sql.SQL("").join(sql.SQL(one) if isinstance(one, str) else one for one in parts)
        assert connection.execute(statement).rowcount > 0
    found = compare_index(layout, "demo")
    list(reindex(layout, ["demo"], whole=False))
    return found


def test_right_rows_are_found_right(layout: Layout) -> None:
    found = compare_index(layout, "demo")
    assert (found.differing, found.unread, found.spoiled, found.changed) == ({}, 0, 0, False)


@pytest.mark.parametrize("name", DERIVED)
def test_planted_rows_are_found(layout: Layout, name: str) -> None:
    table, column = sql.Identifier(name), sql.Identifier(KEY[name])
    other = "7" if KEY[name] in NUMBERS else "'x'"
    wrong = changed(
        layout, "UPDATE ", table, " SET ", column, " = ", column, "+" if other == "7" else "||", other
    )
    missing = changed(layout, "DELETE FROM ", table)
    assert wrong.differing.get(name)
    assert missing.differing or missing.unread
    if name not in ALONE:
        table_key = {one.name for one in METADATA.tables[name].primary_key} - {"site"}
        row = [one.name for one in METADATA.tables[name].c]
        values = ["7" if one == "revision" else "'extra'" if one in table_key else f'"{one}"' for one in row]
        copied = f"INSERT INTO {name} SELECT {', '.join(values)} FROM {name} LIMIT 1"  # noqa: S608 - our own names
        assert changed(layout, copied).differing.get(name)


def test_spoiled_row_of_a_listing_is_found(layout: Layout) -> None:
    assert changed(layout, "UPDATE shown SET title = 'x'").spoiled == 1


def test_verify_names_the_database_and_what_differs(layout: Layout) -> None:
    records = RunRecordCheck(layout, "demo")
    list(records.check())
    assert changed(layout, "SELECT 1").differing == {}
    with psycopg.connect(layout.index_database, options=f"-c search_path={SCHEMA}") as connection:
        connection.execute("DELETE FROM hosts")
    (finding,) = check_index(layout, "demo", records.chain)
    place = layout.index_database.replace("postgres@", "")
    assert (finding.place, finding.is_fault) == (f"{place} ({SCHEMA}, demo)", True)
    assert "2 of hosts" in finding.message


def test_rows_of_a_site_that_is_gone_are_found_and_removed(layout: Layout) -> None:
    changed(layout, "UPDATE totals SET site = 'gone'")
    changed(layout, "UPDATE hosts SET site = 'gone'")
    (finding,) = check_unknown_sites(layout, ["demo"])
    assert "(bulletin_index_11, gone)" in finding.place
    list(reindex(layout, ["demo"], whole=True))
    assert not list(check_unknown_sites(layout, ["demo"]))
