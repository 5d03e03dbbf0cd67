"""Write a SQLite database for Datasette and sqlite-utils: plain columns, JSON arrays for facets, full-text search."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.export.cells import PEOPLE, REGION, body_text, region_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

_NAMES = (*("text" if field.name == "paragraphs" else field.name for field in bulletin_fields()), REGION)
_INTEGERS = {"revision", "schema"}
_COLUMNS = ", ".join(f'"{name}" {"INTEGER" if name in _INTEGERS else "TEXT"}' for name in _NAMES)
_TABLES = f"""
CREATE TABLE bulletins ({_COLUMNS}, PRIMARY KEY (site, id, revision));
CREATE TABLE people (
    site TEXT, id TEXT, revision INTEGER, role TEXT, name TEXT,
    FOREIGN KEY (site, id, revision) REFERENCES bulletins (site, id, revision)
);
CREATE VIRTUAL TABLE bulletins_fts USING fts5 (title, text, content="bulletins", tokenize='trigram');
"""
_INDEXES = """
CREATE INDEX bulletins_date ON bulletins (date);
CREATE INDEX people_name ON people (name);
INSERT INTO bulletins_fts (bulletins_fts) VALUES ('rebuild');
INSERT INTO bulletins_fts (bulletins_fts) VALUES ('optimize');
"""
_INSERT = f"INSERT INTO bulletins VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608 - our own names


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write the tables ``bulletins`` and ``people`` and the full-text index ``bulletins_fts``.

    The index finds words of three characters or more. Raises ``OSError``.
    """
    try:
        _write_tables(versions, path, selection)
    except sqlite3.Error as error:
        raise OSError(0, str(error)) from error


def _write_tables(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Safe without a journal: the file has a temporary name until it is complete.
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        database.execute("BEGIN")
        for version in versions:
            row = [_value(version, name) for name in _NAMES[:-1]]
            database.execute(_INSERT, [*row, region_of(version, selection)])
            key = (version["site"], version["id"], version["revision"])
            people = [(*key, role, name) for role in PEOPLE for name in version.get(role, ())]
            database.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", people)
        database.execute("COMMIT")
        database.executescript(_INDEXES)


def _value(version: dict[str, Any], name: str) -> str | int | None:
    if name == "text":
        return body_text(version)
    value = version.get(name)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
