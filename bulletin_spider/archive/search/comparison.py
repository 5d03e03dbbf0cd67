"""Compare the search database with the segments: derive it again in another place, and compare every row and term."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.databases.derived import plain_definition, readonly_uri, unfinished_write
from bulletin_spider.archive.index.damage import SQLITE_ERRORS, is_damage
from bulletin_spider.archive.search.bigrams import fts_string
from bulletin_spider.archive.search.new_segments import times_of_change
from bulletin_spider.archive.search.tables import VERSION
from bulletin_spider.archive.search.word_index import WordIndex, database_path, open_database
from bulletin_spider.archive.segments.reader import published_segments

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = {
    "segments": "SELECT number, site, name FROM segments ORDER BY number",
    "sites": "SELECT * FROM sites ORDER BY number",
    "channels": "SELECT * FROM channels ORDER BY number",
    "places": "SELECT * FROM places ORDER BY row",
    "changes": "SELECT * FROM changes ORDER BY change, moment, site, id, revision",
    "reporters": "SELECT * FROM reporters ORDER BY site, name",
    "days": "SELECT * FROM days ORDER BY channel, day",
    "serial": "SELECT last FROM serial",
    "lengths": "SELECT id, sz FROM words_docsize ORDER BY id",
    "terms": "SELECT term, doc, col, offset FROM terms",
}
"""Name → the rows that both databases must have in the same order. FTS5 gives the terms in order."""
_TERMS = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'words', 'instance')"
_SCHEMA = """SELECT entry.type, entry.name, entry.tbl_name, field.name, field.type, field."notnull", field.pk, entry.sql
    FROM sqlite_master AS entry LEFT JOIN pragma_table_xinfo(entry.name) AS field ORDER BY 2, 1, field.cid"""
_VOCABULARY = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row')"
_FIRST = "SELECT rowid FROM words WHERE words MATCH ? LIMIT 1"
_SOUND = "ok"
"""SQLite's own answer to an integrity check."""
_ROWS = 10_000
"""Rows that are compared at once."""


class SearchComparison(NamedTuple):
    """How the search database and the segments differ."""

    other_version: int | None = None
    """The version of the database if it is not today's: then nothing else is compared."""
    unreadable: str = ""
    """Why the database cannot be read now, though it may be sound: a search writes to it, or was killed."""
    damage: str = ""
    """What is wrong with the database."""
    unread: int = 0
    """Segments that the database has not read."""


def search_database(archive: Path) -> Path:
    """Return the path of the search database."""
    return database_path(archive)


def compare_search(archive: Path, *, rows: bool = True) -> SearchComparison:
    """Compare the database, which must exist, with the segments, which must be sound. It is only read.

    Without ``rows`` only the names of segments are compared, and no segment is read.
    """
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "copy.sqlite"
        try:
            _copy(search_database(archive), copy)
        except (*SQLITE_ERRORS, OSError) as error:
            path = search_database(archive)
            reason = unfinished_write(path, error) or " ".join(str(error).split())
            return (
                SearchComparison(damage=reason) if is_damage(error) else SearchComparison(unreadable=reason)
            )
        try:
            with closing(sqlite3.connect(copy)) as database:
                return _compare(archive, database, Path(directory) / "derived.sqlite" if rows else None)
        except SQLITE_ERRORS as error:
            return SearchComparison(damage=" ".join(str(error).split()))


def _copy(path: Path, copy: Path) -> None:
    """Copy the database as it is at one moment: a search may write to it meanwhile."""
    with (
        closing(sqlite3.connect(readonly_uri(path), uri=True)) as original,
        closing(sqlite3.connect(copy)) as target,
    ):
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        original.backup(target)


def _compare(archive: Path, database: sqlite3.Connection, place: Path | None) -> SearchComparison:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        return SearchComparison(other_version=version)
    (answer,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != _SOUND:
        return SearchComparison(damage=" ".join(answer.split()))
    database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    seen = database.execute("SELECT site, name FROM segments ORDER BY number").fetchall()
    published = {(segment.site, segment.name): segment for segment in published_segments(archive)}
    if gone := [f"{site}/{name}" for site, name in seen if (site, name) not in published]:
        return SearchComparison(damage=f"names {gone[0]}, which is not published")
    unread = published.keys() - {*seen}
    if place is None:
        return SearchComparison(unread=len(unread))
    derived = WordIndex(archive, open_database(place))
    try:
        derived.read([published[key] for key in seen])
        differing = list(_differing_tables(database, derived.database))
    finally:
        derived.close()
    damage = f"differs from the segments: {', '.join(differing)}" if differing else ""
    damage = damage or _wrong_note(
        archive, database, {site for site, _ in unread}, {site for site, _ in seen}
    )
    return SearchComparison(damage=damage, unread=len(unread))


def _wrong_note(archive: Path, database: sqlite3.Connection, unread: set[str], seen: set[str]) -> str:
    """Return why a search would wrongly look for no new segments of a site; empty if it would not."""
    times = times_of_change(archive / "bulletins")
    for site, changed in database.execute("SELECT site, changed FROM directories"):
        if site not in seen or not isinstance(changed, int):
            return f"notes a directory of {site} that it has not read"
        if site in unread and changed == times.get(site):
            return f"notes that nothing of {site} is new"
    return ""


def _differing_tables(database: sqlite3.Connection, derived: sqlite3.Connection) -> Iterator[str]:
    if _schema(database) != _schema(derived):
        yield "tables"
        return
    for connection in (database, derived):
        connection.execute(_TERMS)
        connection.execute(_VOCABULARY)
    equal = True
    for name, statement in _TABLES.items():
        if not _are_equal(database.execute(statement), derived.execute(statement)):
            equal = False
            yield name
    if equal and not all(
        _are_equal(database.execute(_FIRST, [match]), derived.execute(_FIRST, [match]))
        for match in _expressions(derived)
    ):
        yield "the way to its terms"


def _schema(database: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Return every column of every table and index with its definition, and every other entry of the database."""
    return [(*row, plain_definition(sql)) for *row, sql in database.execute(_SCHEMA)]


def _are_equal(one: sqlite3.Cursor, other: sqlite3.Cursor) -> bool:
    while True:
        rows, others = one.fetchmany(_ROWS), other.fetchmany(_ROWS)
        if rows != others or not rows:
            return rows == others


def _expressions(database: sqlite3.Connection) -> Iterator[str]:
    """Yield an expression for each term, and one for each character that begins a term."""
    for (term,) in database.execute("SELECT term FROM vocabulary"):
        yield fts_string(term)
    for (character,) in database.execute("SELECT DISTINCT substr(term, 1, 1) FROM vocabulary"):
        yield f"{fts_string(character)} *"
