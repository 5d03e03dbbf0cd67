"""Whole runs with their index in PostgreSQL: the archive is that of runs with a file, and commands read the index."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from bulletin_spider.archive.index.databases.postgresql.connections import SCHEMA
from tests.conftest import Archive, free_port
from tests.postgresql import drop_database, new_database

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.crawl


class IndexedArchive(Archive):
    """An archive in a directory, with its index in a database."""

    database: str

    def environment(self) -> dict[str, str]:
        return super().environment() | {"BULLETIN_DATABASE": self.database}


@pytest.fixture(scope="module")
def crawled(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedArchive]:
    """Two days of the demo."""
    archive = IndexedArchive(tmp_path_factory.mktemp("indexed") / "archive", free_port())
    archive.database = new_database(postgresql_server)
    for day in ("1", "2"):
        ended = archive.demo("-a", f"day={day}")
        assert ended.code == 0, ended.err
    yield archive
    drop_database(postgresql_server, archive.database)


def test_runs_find_again_what_others_have_found(crawled: IndexedArchive) -> None:
    assert [record["outcome"] for record in crawled.runs()] == ["ok", "ok"]
    first, second = (record["published"] for record in crawled.runs())
    assert first > second > 0
    assert len({(version["id"], version["revision"]) for version in crawled.versions()}) == first + second
    assert not (crawled.root / "index").exists()


def test_commands_read_the_index_of_the_database(crawled: IndexedArchive) -> None:
    site = json.loads(crawled.scrapy("status", "demo", "--json").out.splitlines()[0])
    versions = crawled.versions()
    bulletins = len({version["id"] for version in versions})
    assert (site["bulletins"], site["versions"]) == (bulletins, len(versions))
    assert crawled.scrapy("show", versions[-1]["id"], "--json").out.count("\n") == 1
    assert crawled.scrapy("verify").out.endswith("no faults\n")


def test_reindex_makes_the_same_rows(crawled: IndexedArchive) -> None:
    def rows() -> list[tuple[object, ...]]:
        with psycopg.connect(crawled.database) as connection:
            query = f"SELECT * FROM {SCHEMA}.bulletins ORDER BY id"  # noqa: S608 - our own name
            return [tuple(map(str, row)) for row in connection.execute(query)]

    before = rows()
    assert before
    ended = crawled.scrapy("reindex", "--site", "demo")
    assert (ended.code, rows()) == (0, before)


def test_database_that_is_away_is_one_line(crawled: IndexedArchive) -> None:
    away = IndexedArchive(crawled.root, crawled.port)
    away.database = f"postgresql://user:secret@127.0.0.1:{free_port()}/news"
    history = away.scrapy("history", crawled.versions()[0]["url"])
    assert (history.code, history.err.count("\n"), "secret" in history.err) == (os.EX_IOERR, 1, False)
    assert "check that it runs, and BULLETIN_DATABASE" in history.err
    verify = away.scrapy("verify")
    assert (verify.code, verify.err.count("\n"), "secret" in verify.err) == (os.EX_IOERR, 1, False)
    assert "indexes are not compared" in verify.err


def test_run_ends_without_its_index_and_the_next_goes_on(postgresql_server: str, archive: Archive) -> None:
    """The database is removed as soon as the first page is kept, and an empty one takes its place."""
    indexed = IndexedArchive(archive.root, archive.port)
    indexed.database = new_database(postgresql_server)
    running = indexed.start("crawl", "demo", "-a", f"port={archive.port}", "-s", "DOWNLOAD_DELAY=0.1")
    while running.poll() is None and not list((archive.root / "captures").rglob("*.open")):
        time.sleep(0.05)
    drop_database(postgresql_server, indexed.database)
    out, _ = running.communicate(timeout=120)
    assert (running.returncode, "does not exist" in out) == (os.EX_IOERR, True)
    assert [record["outcome"] for record in indexed.runs()] == ["output failed"]
    indexed.database = new_database(postgresql_server)
    ended = indexed.demo()
    assert ended.code == 0, ended.err
    assert len({version["id"] for version in indexed.versions()}) == len(indexed.versions()) == 60
    assert indexed.scrapy("verify").out == "60 versions of 1 site: no faults\n"
    drop_database(postgresql_server, indexed.database)
