"""Find bulletins whose latest wording matches exactly, newest first or best first."""

from __future__ import annotations

from itertools import chain, dropwhile, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.bigrams import fts_string
from bulletin_spider.archive.search.documents import facet, row_range, searchable_text
from bulletin_spider.archive.search.query import Query, matches, parse_query

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator, Iterable, Iterator

    from bulletin_spider.archive.search.word_index import WordIndex

MAX_RANKED = 2_000
"""Largest number of hits that are ranked. With more, no hit is better than another: hits in titles come first, then the
newest."""
HIGHEST_ROW = (1 << 63) - 1
"""The highest row number of SQLite."""
_TEXT, _TITLE = "{title body}", "{title}"
_HITS = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? "
_NEWEST = "ORDER BY rowid DESC"
_BEST = "ORDER BY bm25(words, 8, 1, 0), rowid DESC"


class SearchRequest(NamedTuple):
    """A query and its filters; every filter that is set narrows the search."""

    typed: str = ""
    site: str | None = None
    channel: str | None = None
    reporter: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    changed: bool = False
    best_first: bool = False
    kinds: tuple[str, ...] = ()
    """Values of ``Change`` and ``ChangedPart``: only bulletins that were changed in each of these ways. Only the search
    database knows them."""
    traits: tuple[str, ...] = ()
    """Values of ``Trait``: only bulletins that have each of these. Only the search database knows them."""


def find_versions(index: WordIndex, request: SearchRequest) -> Generator[dict[str, Any]]:
    """Yield the latest published line of each matching bulletin, best or newest first."""
    for _, version in find_hits(index, request):
        yield version


def find_hits(
    index: WordIndex, request: SearchRequest, after: int | None = None
) -> Generator[tuple[int, dict[str, Any]]]:
    """Yield row and latest published line of each matching bulletin behind the row ``after``, best or newest first."""
    yield from matching(index, request, _rows_after(index, parse_query(request.typed), request, after))


def found_rows(index: WordIndex, request: SearchRequest, highest: int, limit: int) -> list[int]:
    """Return at most ``limit`` rows that the index finds, from ``highest`` on, the newest first.

    Few may not match: see :func:`matching`.
    """
    match, lowest, last = match_values(request)
    found = index.rows(f"{_HITS}{_NEWEST} LIMIT ?", (match, lowest, min(last, highest), limit))
    return [row for (row,) in found]


def matching(
    index: WordIndex, request: SearchRequest, rows: Iterable[int]
) -> Generator[tuple[int, dict[str, Any]]]:
    """Yield row and latest published line of those rows that match."""
    query = parse_query(request.typed)
    for row in rows:
        version = index.read_version(row)
        # The index finds candidates; the text decides.
        if matches(query, "\n".join(searchable_text(version))):
            yield row, version


def count_hits(index: WordIndex, request: SearchRequest, limit: int, highest: int = HIGHEST_ROW) -> int:
    """Return the number of matching bulletins from the row ``highest`` on, at most ``limit``."""
    statement = (
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"
    )
    match, lowest, last = match_values(request)
    return int(next(index.rows(statement, (match, lowest, min(last, highest), limit)))[0])


def match_values(request: SearchRequest) -> tuple[str, int, int]:
    """Return the FTS5 expression of a request, and its lowest and highest row number."""
    return _values(parse_query(request.typed), request, _TEXT)


def _rows_after(
    index: WordIndex, query: Query | None, request: SearchRequest, after: int | None
) -> Iterator[int]:
    if after is None:
        return _rows(index, query, request)
    if query is None or not request.best_first:
        match, lowest, highest = _values(query, request, _TEXT)
        newest = index.rows(_HITS + _NEWEST, (match, lowest, min(highest, after - 1)))
        return (row for (row,) in newest)
    return islice(dropwhile(after.__ne__, _rows(index, query, request)), 1, None)


def _rows(index: WordIndex, query: Query | None, request: SearchRequest) -> Iterator[int]:
    values = _values(query, request, _TEXT)
    newest = index.rows(_HITS + _NEWEST, values)
    if query is None or not request.best_first:
        return (row for (row,) in newest)
    first = [row for (row,) in islice(newest, MAX_RANKED + 1)]
    if len(first) <= MAX_RANKED:
        return (row for (row,) in index.rows(_HITS + _BEST, values))
    in_titles = (row for (row,) in index.rows(_HITS + _NEWEST, _values(query, request, _TITLE)))
    return _without_repetition(chain(islice(in_titles, MAX_RANKED), first, (row for (row,) in newest)))


def _without_repetition(rows: Iterable[int]) -> Iterator[int]:
    seen = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row


def _values(query: Query | None, request: SearchRequest, columns: str) -> tuple[str, int, int]:
    facets = ["all"]
    facets += [
        facet(kind, value) for kind in ("site", "channel", "reporter") if (value := getattr(request, kind))
    ]
    facets += ["changed"] * request.changed
    facets += [facet("kind", kind) for kind in request.kinds] + [
        facet("has", trait) for trait in request.traits
    ]
    # Every row has the facet "all". It is used only if there is no other condition.
    filters = [f"facets : {fts_string(word)}" for word in (facets[1:] if query or facets[1:] else facets)]
    match = " AND ".join([*([query.expression(columns)] if query else []), *filters])
    return match, *row_range(request.since, request.until)
