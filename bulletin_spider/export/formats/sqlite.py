"""A SQLite database as Datasette and sqlite-utils like it: plain columns, JSON arrays for facets, full-text search."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.export.cells import PEOPLE, joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIELDS = tuple("text" if field.name == "paragraphs" else field.name for field in bulletin_fields())
_NUMBERS = {"revision", "schema"}
_COLUMNS = ", ".join(f'"{name}" {"INTEGER" if name in _NUMBERS else "TEXT"}' for name in _FIELDS)
_TABLES = f"""
CREATE TABLE bulletins ({_COLUMNS}, PRIMARY KEY (site, id, revision));
CREATE TABLE people (
    site TEXT, id TEXT, revision INTEGER, role TEXT, name TEXT,
    FOREIGN KEY (site, id, revision) REFERENCES bulletins (site, id, revision)
);
CREATE VIRTUAL TABLE bulletins_fts USING fts5 (title, text, content="bulletins", tokenize='trigram');
"""
_FINISH = """
CREATE INDEX bulletins_date ON bulletins (date);
CREATE INDEX people_name ON people (name);
INSERT INTO bulletins_fts (bulletins_fts) VALUES ('rebuild');
INSERT INTO bulletins_fts (bulletins_fts) VALUES ('optimize');
"""
_INSERT = f"INSERT INTO bulletins VALUES ({', '.join('?' * len(_FIELDS))})"  # noqa: S608 - our own names


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write the tables ``bulletins`` and ``people`` and the index ``bulletins_fts`` (three characters or more)."""
    with closing(sqlite3.connect(part, isolation_level=None)) as database:
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        database.execute("BEGIN")
        for version in versions:
            database.execute(_INSERT, [_value(version, name) for name in _FIELDS])
            of = (version["site"], version["id"], version["revision"])
            people = [(*of, role, name) for role in PEOPLE for name in version[role]]
            database.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", people)
        database.execute("COMMIT")
        database.executescript(_FINISH)


def _value(version: dict[str, Any], name: str) -> str | int | None:
    if name == "text":
        return joined(version)
    value = version.get(name)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
