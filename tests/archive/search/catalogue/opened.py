"""Open the catalogue of an archive of a few bulletins."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.word_index import WordIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def catalogue(archive: Path) -> Iterator[WordIndex]:
    """Bring the search database up to date, and open it for lists."""
    WordIndex.open(archive).close()
    opened = open_catalogue(archive)
    assert opened
    index, unread = opened
    assert unread == 0
    try:
        yield index
    finally:
        index.close()
