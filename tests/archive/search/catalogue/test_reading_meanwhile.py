"""Pages are read while runs publish and the search database follows."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.changes import ChangeRequest, change_page, read_change
from bulletin_spider.archive.search.catalogue.facets import count_facets
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.catalogue.sites import archive_totals
from bulletin_spider.archive.search.catalogue.withdrawn import withdrawn_page
from bulletin_spider.archive.search.search import SearchRequest
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.statuses import Change
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

RUNS, BULLETINS, READERS = 12, 20, 4
MANY = 500
"""Bulletins that fill more than the ten pages of SQLite's cache in the test below."""


def publish(archive: Path, run: int) -> None:
    """Publish a version of each bulletin, every other time one that is withdrawn."""
    change = Change.NEW if run == 1 else Change.WITHDRAWN if run % 2 else Change.RESTORED
    put(
        archive,
        *(
            wording(number, f"工程{run}", revision=run, change=change, reporters=["唐炜"] * (run % 3))
            for number in range(BULLETINS)
        ),
        run=f"202610{run:02}T000000Z",
    )
    WordIndex.open(archive).close()


def read_page(index: WordIndex) -> None:
    """Read what several pages show, and compare it."""
    hits = hit_page(index, SearchRequest("工程"), 50).hits
    assert (
        len(hits) == archive_totals(index).bulletins == count_facets(index, SearchRequest()).hits == BULLETINS
    )
    (revision,) = {hit.version["revision"] for hit in hits}
    changes = change_page(index, ChangeRequest(), 1_000).changes
    assert len(changes) == BULLETINS * (revision - 1)
    if changes:
        new, old = read_change(index, changes[0])
        assert old is not None
        assert new["revision"] == old["revision"] + 1
    gone = withdrawn_page(index).bulletins
    assert len(gone) == archive_totals(index).withdrawn == (BULLETINS if revision % 2 and changes else 0)
    assert all(index.read_version(one.row)["change"] == Change.WITHDRAWN for one in gone)


def test_pages_agree_while_the_database_follows(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    ended, wrong, pages = threading.Event(), list[BaseException](), list[int]()

    def read() -> None:
        opened = open_catalogue(tmp_path)
        assert opened
        with closing(opened[0]) as index:
            while not (ended.is_set() or wrong):
                index.begin_reading()
                try:
                    read_page(index)
                except BaseException as error:  # noqa: BLE001 - raised by the test
                    wrong.append(error)
                finally:
                    index.end_reading()
                pages.append(1)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for run in range(2, RUNS + 1):
        publish(tmp_path, run)
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(pages) >= READERS


class ReadBeforeCommit(WordIndex):
    """Has a small cache, and looks just before each commit whether a reader is kept waiting."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.database.execute("PRAGMA cache_size = 10")

    def _commit(self) -> None:
        with closing(sqlite3.connect(self.path, timeout=0)) as reader:
            assert reader.execute("SELECT sum(bulletins) FROM sites").fetchone() == (1,)
        super()._commit()


def test_only_commits_keep_readers_waiting(tmp_path: Path) -> None:
    put(tmp_path, wording(0, "工程"))
    WordIndex.open(tmp_path).close()
    put(tmp_path, *(wording(number, "小区") for number in range(1, MANY)), run="20261001T000000Z")
    with closing(ReadBeforeCommit.open(tmp_path)) as index:
        assert archive_totals(index).bulletins == MANY
