"""Open the search database for lists: read-only, for one thread, with a limit to the time of each query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.search.word_index import READ_ONCE, WordIndex

if TYPE_CHECKING:
    from pathlib import Path

QUERY_SECONDS = 2.0
"""A reader of a page waits no longer; ordinary queries take milliseconds."""


def open_catalogue(
    archive: Path, cache: Path | None = None, seconds: float = QUERY_SECONDS
) -> tuple[WordIndex, int] | None:
    """Open the search database that is in ``cache``, by default in the archive; None if there is none that can be read.

    None also as long as it is being made: it would show a part as if it were the whole. The number is that of published
    segments that are not in it yet. A query that takes longer than ``seconds`` raises ``TooBroad``. The connection
    belongs to one thread at a time, and sees what a :meth:`WordIndex.open` elsewhere adds; when
    :meth:`WordIndex.is_replaced` is true, the database must be opened again.
    """
    opened = WordIndex.open_readonly(archive, cache)
    if opened is None:
        return None
    index, unread = opened
    if unread and not any(index.rows(READ_ONCE, ())):
        index.close()
        return None
    index.limit(seconds)
    return index, unread
