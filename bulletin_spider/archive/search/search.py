"""Finding bulletins by what their latest wording says: exactly, newest first or best first."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.bigrams import fold, quoted
from bulletin_spider.archive.search.documents import facet, row_range, wording
from bulletin_spider.archive.search.query import Query, parse

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Iterable, Iterator

    from bulletin_spider.archive.search.word_index import WordIndex

RANKED = 2_000
"""Of more hits than these none is better than another; they come by whether the title says it, and by day."""
_TEXT, _TITLE = "{title body}", "{title}"
_HITS = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? "
_NEWEST = "ORDER BY rowid DESC"
_BEST = "ORDER BY bm25(words, 8, 1, 0), rowid DESC"


class Wanted(NamedTuple):
    """What is to be found; every part narrows."""

    typed: str = ""
    site: str | None = None
    channel: str | None = None
    reporter: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    changed: bool = False
    best_first: bool = False


def find(index: WordIndex, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Yield the published line of each bulletin whose latest wording is meant, best or newest first."""
    query = parse(wanted.typed)
    for row in _rows(index.database, query, wanted):
        version = index.line(row)
        if query is None or query.holds(" ".join(fold("\n".join(wording(version))).split())):
            yield version


def count(index: WordIndex, wanted: Wanted, most: int) -> int:
    """Return how many bulletins are meant, counted up to ``most``."""
    counting = (
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"
    )
    values = (*_values(parse(wanted.typed), wanted, _TEXT), most)
    return int(index.database.execute(counting, values).fetchone()[0])


def _rows(database: sqlite3.Connection, query: Query | None, wanted: Wanted) -> Iterator[int]:
    values = _values(query, wanted, _TEXT)
    anywhere = database.execute(_HITS + _NEWEST, values)
    if query is None or not wanted.best_first:
        return (row for (row,) in anywhere)
    some = [row for (row,) in islice(anywhere, RANKED + 1)]
    if len(some) <= RANKED:
        return (row for (row,) in database.execute(_HITS + _BEST, values))
    in_titles = (row for (row,) in database.execute(_HITS + _NEWEST, _values(query, wanted, _TITLE)))
    return _once(chain(islice(in_titles, RANKED), some, (row for (row,) in anywhere)))


def _once(rows: Iterable[int]) -> Iterator[int]:
    shown = set()
    for row in rows:
        if row not in shown:
            shown.add(row)
            yield row


def _values(query: Query | None, wanted: Wanted, columns: str) -> tuple[str, int, int]:
    facets = ["all"]
    facets += [
        facet(kind, value) for kind in ("site", "channel", "reporter") if (value := getattr(wanted, kind))
    ]
    facets += ["changed"] * wanted.changed
    # "all" stands in every row: it is asked for only where nothing else is.
    narrow = [f"facets : {quoted(word)}" for word in (facets[1:] if query or facets[1:] else facets)]
    match = " AND ".join([*([query.expression(columns)] if query else []), *narrow])
    return match, *row_range(wanted.since, wanted.until)
