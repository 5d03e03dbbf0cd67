"""Find bulletins whose latest wording matches exactly, newest first or best first."""

from __future__ import annotations

from itertools import chain, islice
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


def find_versions(index: WordIndex, request: SearchRequest) -> Generator[dict[str, Any]]:
    """Yield the latest published line of each matching bulletin, best or newest first."""
    query = parse_query(request.typed)
    for row in _rows(index, query, request):
        version = index.read_version(row)
        # The index finds candidates; the text decides.
        if matches(query, "\n".join(searchable_text(version))):
            yield version


def count_hits(index: WordIndex, request: SearchRequest, limit: int) -> int:
    """Return the number of matching bulletins, at most ``limit``."""
    statement = (
        "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"
    )
    values = (*match_values(request), limit)
    return int(next(index.rows(statement, values))[0])


def match_values(request: SearchRequest) -> tuple[str, int, int]:
    """Return the FTS5 expression of a request, and its lowest and highest row number."""
    return _values(parse_query(request.typed), request, _TEXT)


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
    # Every row has the facet "all". It is used only if there is no other condition.
    filters = [f"facets : {fts_string(word)}" for word in (facets[1:] if query or facets[1:] else facets)]
    match = " AND ".join([*([query.expression(columns)] if query else []), *filters])
    return match, *row_range(request.since, request.until)
