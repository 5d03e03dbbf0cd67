"""What a killed process left beside a derived database harms no reader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bulletin_spider.archive.index.comparison import compare_index, index_damage
from bulletin_spider.archive.index.hosts import all_hosts, hosts_problem, note_hosts
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.lookup import versions_at_site
from bulletin_spider.archive.index.totals import read_totals
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.search.comparison import compare_search, search_database
from bulletin_spider.archive.search.search import SearchRequest, count_hits
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.archive.verification.derived_data.index import check_hosts, check_integrity
from bulletin_spider.exceptions import ArchiveUnread
from tests.archive.wordings import put, wording
from tests.conftest import kill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WRITE = """
import sqlite3, sys
path, mode, *statements = sys.argv[1:]
database = sqlite3.connect(path, isolation_level=None)
database.execute(f"PRAGMA journal_mode = {mode}")
database.execute("PRAGMA cache_size = 1")
database.execute("BEGIN")
for statement in statements:
    database.execute(statement)
print("written", flush=True)
sys.stdin.read()
"""
"""A transaction whose pages are in the database, or in its log, before it ends. It waits to be killed."""
_FILL = """CREATE TABLE filling AS WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200)
    SELECT n, randomblob(1000) FROM numbers"""
KILLED = "a killed process left {}, and SQLite must write here to finish or undo what it did"


class Database(NamedTuple):
    """A derived database, the journal mode of the process that writes to it, and the statement amid which it is killed."""

    path: Callable[[Layout], Path]
    mode: str
    statement: str


HOSTS = Database(lambda layout: layout.index_hosts, "DELETE", "DELETE FROM hosts")
SEARCH = Database(lambda layout: search_database(layout.root), "DELETE", "DELETE FROM places")
INDEX = Database(lambda layout: layout.index("demo"), "DELETE", "DELETE FROM versions")
INDEX_WITH_LOG = INDEX._replace(mode="WAL")
EVERY = pytest.mark.parametrize(
    "database", [HOSTS, SEARCH, INDEX, INDEX_WITH_LOG], ids=["hosts", "search", "index", "index with log"]
)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An archive of two bulletins in a directory whose name is no URI."""
    root = tmp_path / "100% 归档?#"
    put(root, wording(1, "老旧小区"), wording(2, "电梯"))
    layout = Layout(root)
    Index.open(layout, "demo").close()
    WordIndex.open(root).close()
    return layout


def kill_writer(layout: Layout, database: Database) -> Path:
    """Kill a process amid a transaction; return the journal or log that it leaves."""
    path = database.path(layout)
    before = path.read_bytes()
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITE, str(path), database.mode, database.statement, _FILL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    assert writer.stdout.readline() == "written\n"
    kill(writer)
    left = path.with_name(f"{path.name}-{'wal' if database.mode == 'WAL' else 'journal'}")
    assert left.stat().st_size
    assert database.mode == "WAL" or path.read_bytes() != before, "the pages are half written"
    return left


def assert_readable(layout: Layout) -> None:
    assert all_hosts(layout) == {"x.gov.cn"}
    assert hosts_problem(layout) == ""
    assert len(versions_at_site(layout, "demo", f"{1:016x}")) == 1
    totals = read_totals(layout, "demo")
    assert totals
    assert totals.bulletins == 2
    assert index_damage(layout, "demo") == ""
    assert compare_index(layout, "demo").differing == {}
    opened = WordIndex.open_readonly(layout.root)
    assert opened
    with closing(opened[0]) as search:
        assert count_hits(search, SearchRequest("老旧小区"), 10) == 1
    assert compare_search(layout.root) == (None, "", "", 0)


@EVERY
def test_reader_undoes_what_a_killed_process_left(layout: Layout, database: Database) -> None:
    left = kill_writer(layout, database)
    assert_readable(layout)
    assert not left.exists() or database.mode == "WAL"


def test_killed_writer_of_hosts_does_not_stop_the_next(layout: Layout) -> None:
    kill_writer(layout, HOSTS)
    note_hosts(layout, "demo", {"y.gov.cn"})
    assert all_hosts(layout) == {"x.gov.cn", "y.gov.cn"}


def test_open_search_survives_a_killed_one(layout: Layout) -> None:
    """As a page of `bulletin browse` has it open."""
    opened = WordIndex.open_readonly(layout.root)
    assert opened
    with closing(opened[0]) as search:
        kill_writer(layout, SEARCH)
        search.begin_reading()
        assert count_hits(search, SearchRequest("老旧小区"), 10) == 1


def test_index_in_place_of_a_deleted_one_takes_no_journal(layout: Layout) -> None:
    kill_writer(layout, INDEX)
    layout.index("demo").unlink()
    Index.open(layout, "demo").close()
    assert_readable(layout)


@EVERY
def test_read_only_disk_is_no_damage(
    layout: Layout, database: Database, small_disk: Callable[[str], Path]
) -> None:
    left = kill_writer(layout, database)
    left.with_name(f"{database.path(layout).name}-shm").unlink(missing_ok=True)  # as in a copy of the archive
    disk = small_disk("size=8m")
    layout = Layout(shutil.copytree(layout.root, disk / "archive"))
    sudo = ["sudo", "-n"] * (os.getuid() != 0)
    subprocess.run([*sudo, "mount", "-o", "remount,ro", str(disk)], check=True)
    cause = KILLED.format(left.name)
    found = [str(one) for one in (*check_integrity(layout, "demo"), *check_hosts(layout))]
    searched = compare_search(layout.root)
    if database is SEARCH:
        assert found == []
        assert (searched.damage, searched.unreadable) == ("", cause)
        assert WordIndex.open_readonly(layout.root) is None
        return
    name = database.path(layout).relative_to(layout.root)
    assert found == [f"note: {name}: not compared: {cause} (the next run does it)"]
    assert (searched.damage, searched.unreadable) == ("", "")
    if database is not HOSTS:
        with pytest.raises(ArchiveUnread, match=left.name):
            versions_at_site(layout, "demo", f"{1:016x}")
