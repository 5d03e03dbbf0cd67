"""Find every version that matches, in the order of publication, with the index or without it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.search.documents import facet, searchable_text
from bulletin_spider.archive.search.query import matches, parse_query, verbatim_phrases
from bulletin_spider.archive.search.search import match_values
from bulletin_spider.archive.search.segment_search import latest_versions
from bulletin_spider.archive.search.word_index import WordIndex, database_path
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.search.search import SearchRequest

# The order is that of reading the segments, so that a selection is the same whichever way it is found. SQLite sorts
# on disk, so memory does not grow with the hits.
_HITS_IN_ORDER = """
SELECT row FROM words JOIN places ON row = words.rowid JOIN segments ON number = segment
WHERE words MATCH ? AND words.rowid BETWEEN ? AND ? ORDER BY segments.site, name, offset
"""


def latest_candidates(archive: Path, request: SearchRequest) -> Iterator[dict[str, Any]]:
    """Yield the latest versions that may match, found by the index if there is one that knows every segment.

    No index is made here: to read an archive once takes a tenth of the time that its index takes.
    """
    if index := _current_index(archive):
        yield from _by_index(index, request)
        return
    layout = Layout(archive)
    words = [phrase.encode() for phrase in verbatim_phrases(parse_query(request.typed))]
    for site in [request.site] if request.site else layout.sites():
        for _, _, version in latest_versions(layout, site, words):
            yield version


def text_test(typed: str, reporter: str | None) -> Callable[[dict[str, Any]], bool]:
    """Return the test whether a version has the words and the reporter, as the search reads them."""
    query = parse_query(typed)
    wanted = facet("reporter", reporter) if reporter is not None else None

    def test(version: dict[str, Any]) -> bool:
        if wanted and wanted not in {facet("reporter", name) for name in version["reporters"]}:
            return False
        return matches(query, "\n".join(searchable_text(version)))

    return test


def _current_index(archive: Path) -> WordIndex | None:
    if not database_path(archive).exists():
        return None
    try:
        return WordIndex.open(archive)
    except ArchiveFault:  # this user may not write it, or another search updates it
        opened = WordIndex.open_readonly(archive)
    if opened is None:
        return None
    index, unread = opened
    if unread:
        index.close()
        return None
    return index


def _by_index(index: WordIndex, request: SearchRequest) -> Iterator[dict[str, Any]]:
    with closing(index):
        for (row,) in index.rows(_HITS_IN_ORDER, match_values(request)):
            yield index.read_version(row)
