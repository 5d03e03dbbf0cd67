"""Read a listing page: its rows and where the next page is. Pure: same bytes and hints, same listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.encoding import decode
from bulletin_spider.listings.blocks import find_blocks
from bulletin_spider.listings.pagination.families import find_next
from bulletin_spider.listings.records import Entry, Listing
from bulletin_spider.listings.rows import read_row
from bulletin_spider.listings.tree import read_tree, walk

if TYPE_CHECKING:
    import datetime as dt


def read_listing(
    body: bytes,
    url: str,
    charset: str | None = None,
    reference: dt.date | None = None,
) -> Listing:
    """Return the entries of a listing in page order and its next page; any bytes are read, none raises.

    ``url`` is the page's address, ``charset`` what the HTTP header declared, ``reference`` the day from which
    a month and day without a year are dated.
    """
    tree = read_tree(decode(body, charset).text, url)
    found = find_next(tree)
    best: list[Entry] = []
    for block in find_blocks(walk(tree.top)):
        entries = [entry for row in block.rows if (entry := read_row(row, reference))]
        if _weight(entries) > _weight(best):
            best = entries
    unique = {entry.url: entry for entry in reversed(best)}
    return Listing(tuple(reversed(unique.values())), found.page, found.family)


def _weight(entries: list[Entry]) -> int:
    return sum(min(len(entry.title), 30) * (3 if entry.date else 1) for entry in entries)
