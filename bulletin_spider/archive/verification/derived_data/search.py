"""Report where the search database differs from the segments that it is derived from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.search.comparison import compare_search, search_database
from bulletin_spider.archive.verification.finding import NOT_A_FILE, Finding, note, unread_segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout

DELETE_SEARCH = "delete it, the next search rebuilds it"


def check_search(layout: Layout, *, sound: bool, rows: bool = True) -> Iterator[Finding]:
    """Yield what is wrong with the search database, if there is one; the segments must be ``sound`` to compare it.

    Its rows are compared only with ``rows``: for that every segment is read.
    """
    path = search_database(layout.root)
    if not path.exists():
        return
    if not path.is_file():
        yield Finding("search", path.name, NOT_A_FILE, DELETE_SEARCH)
    elif not sound:
        yield note(path.name, "not compared, because segments or run records are damaged")
    else:
        found = compare_search(layout.root, rows=rows)
        if found.damage:
            yield Finding("search", path.name, found.damage, DELETE_SEARCH)
        if found.unreadable:
            message = (
                f"cannot be read now ({found.unreadable}): a search writes to it or was killed, verify again"
            )
            yield note(path.name, message, "the next search repairs it")
        if found.other_version is not None:
            yield note(path.name, f"has version {found.other_version}: the next search rebuilds it")
        if found.unread:
            yield note(path.name, unread_segments(found.unread, "the next search reads"))
