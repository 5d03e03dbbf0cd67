"""List the hits of a search in pages."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.search import find_hits

if TYPE_CHECKING:
    from bulletin_spider.archive.search.search import SearchRequest
    from bulletin_spider.archive.search.word_index import WordIndex


class Hit(NamedTuple):
    """A bulletin: the latest published line, and its row number, which is the key of pages."""

    row: int
    version: dict[str, Any]


class HitPage(NamedTuple):
    """A page of hits."""

    hits: list[Hit]
    after: int | None
    """The key with which the next page begins; None on the last page."""


def hit_page(index: WordIndex, request: SearchRequest, size: int = 20, after: int | None = None) -> HitPage:
    """Return at most ``size`` hits behind the hit of row ``after``, newest or best first.

    Without words and filters these are the newest bulletins of the archive, by day of publication; with ``site`` those
    of a site. The key of a page is valid until the database is made again; then it leads to a hit of the same day.
    """
    hits = [Hit(*one) for one in islice(find_hits(index, request, after), size + 1)]
    return HitPage(hits[:size], hits[size - 1].row if len(hits) > size else None)
