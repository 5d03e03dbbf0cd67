"""What the search database counts and lists is compared with the segments."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.search.comparison import compare_search, search_database
from bulletin_spider.archive.search.tables import TABLES
from bulletin_spider.archive.search.word_index import WordIndex
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATEMENTS = (
    "UPDATE sites SET bulletins = bulletins + 1",
    "UPDATE sites SET withdrawn = withdrawn + 1",
    "UPDATE channels SET name = '没有'",
    "UPDATE channels SET bulletins = 0",
    "UPDATE reporters SET bulletins = bulletins + 1",
    "DELETE FROM reporters",
    "UPDATE days SET bulletins = bulletins + 1 WHERE channel = 0",
    "DELETE FROM days WHERE channel = 1",
    "UPDATE places SET kinds = kinds + 1",
    "UPDATE places SET traits = 7",
    "UPDATE places SET change = 'withdrawn'",
    "UPDATE places SET fetched = fetched + 1",
    "UPDATE places SET reporters = '没有'",
    "DELETE FROM changes",
    "UPDATE changes SET moment = moment + 1",
    "UPDATE changes SET parts = 0",
    "UPDATE changes SET size = size + 1",
    "UPDATE changes SET before_offset = before_offset + 1",
    "DROP INDEX changes_by_site",
    "DROP INDEX withdrawn_by_site",
    "INSERT INTO directories VALUES ('elsewhere', 1)",
)


def _changes_of_every_table() -> Iterator[str]:
    """Yield statements that take a row away, add one that nothing is derived to, and change each column."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%' AND name <> 'directories'"
        ).fetchall()
        for (table,) in tables:
            columns = database.execute(f"PRAGMA table_info({table})").fetchall()
            yield f"DELETE FROM {table} WHERE {columns[0][1]} = (SELECT max({columns[0][1]}) FROM {table})"  # noqa: S608 - names of the schema
            other = ", ".join(
                f"'x' || {name}" if kind == "TEXT" else f"{name} + 7" for _, name, kind, *_ in columns
            )
            yield f"INSERT INTO {table} SELECT {other} FROM {table} LIMIT 1"  # noqa: S608 - names of the schema
            for _, name, kind, *_ in columns:
                value = f"coalesce({name}, '') || 'x'" if kind == "TEXT" else f"coalesce({name}, 0) + 1000"
                yield f"UPDATE {table} SET {name} = {value}"  # noqa: S608 - names of the schema


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(tmp_path, wording(1, "老旧小区", reporters=["唐炜"]), wording(2, "电梯"))
    put(
        tmp_path,
        wording(1, "老旧小区改造", revision=2, change="revised", reporters=["唐炜"]),
        run="20261001T000000Z",
    )
    WordIndex.open(tmp_path).close()
    return tmp_path


@pytest.mark.parametrize("statement", [*STATEMENTS, *_changes_of_every_table()])
def test_change_of_the_search_database_is_found(archive: Path, statement: str) -> None:
    with closing(sqlite3.connect(search_database(archive))) as database, database:
        database.execute(statement)
    assert compare_search(archive).damage


def test_sound_search_database_has_no_damage(archive: Path) -> None:
    assert compare_search(archive) == (None, "", "", 0)


def test_database_of_an_earlier_version_is_made_again(archive: Path) -> None:
    with closing(sqlite3.connect(search_database(archive))) as database, database:
        database.execute("PRAGMA user_version = 2")
        database.execute("DROP TABLE changes")
    assert compare_search(archive).other_version == 2
    assert WordIndex.open_readonly(archive) is None
    WordIndex.open(archive).close()
    assert compare_search(archive) == (None, "", "", 0)
