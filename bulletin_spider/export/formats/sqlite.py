"""Write a SQLite database for Datasette and sqlite-utils: plain columns, JSON arrays for facets, full-text search."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.cells import PEOPLE, body_text
from bulletin_spider.export.columns import EVERY_COLUMN, KEY, column_value, with_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

_INTEGERS = {"revision", "schema"}
_TEXTS = {"title": "title", "paragraphs": "text"}
"""The columns of the full-text index; ``paragraphs`` are joined to one ``text``."""
_PEOPLE = """
CREATE TABLE people (
    site TEXT, id TEXT, revision INTEGER, role TEXT, name TEXT,
    FOREIGN KEY (site, id, revision) REFERENCES bulletins (site, id, revision)
);
"""


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write the tables ``bulletins`` and ``people`` and the full-text index ``bulletins_fts``.

    The index finds words of three characters or more. Of columns that were not chosen there is neither a table nor an
    index. Raises ``OSError``.
    """
    columns = (with_key(selection.columns) if selection else ()) or EVERY_COLUMN
    try:
        _write_tables(versions, path, columns, selection)
    except sqlite3.Error as error:
        raise OSError(0, str(error)) from error


def _write_tables(
    versions: Iterator[dict[str, Any]], path: Path, columns: tuple[str, ...], selection: Selection | None
) -> None:
    insert = f"INSERT INTO bulletins VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
    roles = [role for role in PEOPLE if role in columns]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Safe without a journal: the file has a temporary name until it is complete.
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_tables(columns)}")
        database.execute("BEGIN")
        for version in versions:
            database.execute(insert, [_value(version, name, selection) for name in columns])
            key = [version[name] for name in KEY]
            people = [(*key, role, name) for role in roles for name in version.get(role, ())]
            if people:
                database.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", people)
        database.execute("COMMIT")
        database.executescript(_indexes(columns))


def _tables(columns: tuple[str, ...]) -> str:
    names = ", ".join(
        f'"{_TEXTS.get(name, name)}" {"INTEGER" if name in _INTEGERS else "TEXT"}' for name in columns
    )
    tables = f"CREATE TABLE bulletins ({names}, PRIMARY KEY ({', '.join(KEY)}));"
    if any(role in columns for role in PEOPLE):
        tables += _PEOPLE
    if texts := [column for name, column in _TEXTS.items() if name in columns]:
        tables += (
            f"CREATE VIRTUAL TABLE bulletins_fts USING fts5"
            f" ({', '.join(texts)}, content=\"bulletins\", tokenize='trigram');"
        )
    return tables


def _indexes(columns: tuple[str, ...]) -> str:
    indexes = ""
    if "date" in columns:
        indexes += "CREATE INDEX bulletins_date ON bulletins (date);"
    if any(role in columns for role in PEOPLE):
        indexes += "CREATE INDEX people_name ON people (name);"
    if any(name in columns for name in _TEXTS):
        indexes += "INSERT INTO bulletins_fts (bulletins_fts) VALUES ('rebuild');"
        indexes += "INSERT INTO bulletins_fts (bulletins_fts) VALUES ('optimize');"
    return indexes


def _value(version: dict[str, Any], name: str, selection: Selection | None) -> str | int | None:
    if name == "paragraphs":
        return body_text(version)
    value: str | int | None = column_value(version, name, selection)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
