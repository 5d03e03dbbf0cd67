"""Flip single bits of an archive, and say what became of each."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.archive.verification.checking import findings_of

if TYPE_CHECKING:
    import random
    from pathlib import Path

FOUND, MEANINGLESS, UNRECORDED, MISSED = "found", "without meaning", "in a log", "MISSED"
"""What became of a flip. A log tells people about a run: no record has its digest, and nothing reads it again."""


def flippable(root: Path) -> list[Path]:
    """Return the files of an archive that hold something."""
    return sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size)


def flip_once(root: Path, path: Path, chance: random.Random) -> tuple[str, str]:
    """Flip a bit of a file, verify, and restore the file; return what became of it, and where the bit was."""
    body, state = path.read_bytes(), meaning(path)
    at, bit = chance.randrange(len(body)), chance.randrange(8)
    path.write_bytes(body[:at] + bytes([body[at] ^ 1 << bit]) + body[at + 1 :])
    try:
        if findings_of(root):
            result = FOUND
        elif path.suffix == ".log":
            result = UNRECORDED
        else:
            result = MEANINGLESS if state is not None and meaning(path) == state else MISSED
    finally:
        path.write_bytes(body)
    return result, f"{path.relative_to(root)}, byte {at}, bit {bit}"


def meaning(path: Path) -> object:
    """Return what a reader gets of a derived file; None if every byte counts, or if it cannot be read."""
    try:
        if path.suffix == ".sqlite":
            with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as database:
                return _dump(database)
        if path.suffix in {".json", ".head"}:
            return json.loads(path.read_bytes())
    except (sqlite3.Error, UnicodeDecodeError, ValueError):
        pass
    return None


def _dump(database: sqlite3.Connection) -> list[Any]:
    """Return every table, every row, and every term of the words. SQLite reads names and keywords in any case."""
    entries = database.execute("SELECT type, name, tbl_name, upper(sql) FROM sqlite_master")
    tables = sorted(entries.fetchall(), key=repr)
    dump: list[Any] = [database.execute("PRAGMA user_version").fetchall(), tables]
    for kind, name, _, sql in tables:
        if kind == "table" and "VIRTUAL" not in sql and not name.startswith(("words_", "sqlite_", "stamps")):
            dump.append(sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr))  # noqa: S608 - a table's own name
    if any(name == "words" for _, name, _, _ in tables):
        database.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'words', 'instance')")
        dump.append(database.execute("SELECT * FROM temp.terms").fetchall())
        dump.append(database.execute("SELECT * FROM words_docsize").fetchall())
    return dump
