"""The database of the index: who may use it, for which archive, and what is said when it is away."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import select

from bulletin_spider.archive.databases.limited_connection import LimitedConnection
from bulletin_spider.archive.index.comparison import compare_index
from bulletin_spider.archive.index.databases.postgresql import connections
from bulletin_spider.archive.index.databases.postgresql.connections import SCHEMA, is_away
from bulletin_spider.archive.index.databases.postgresql.schema import PARTITIONS, prepare_index_database
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.lookup import versions_of, versions_with_id
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.index.tables import METADATA
from bulletin_spider.archive.index.totals import read_together, read_totals
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.exceptions import DatabaseAway, DatabaseFault
from bulletin_spider.normalization.addresses import bulletin_id
from tests.archive.index.test_index import CLOSED, put_segment, version
from tests.archive.records import run_record
from tests.cluster.stalling_proxy import StallingProxy
from tests.conftest import free_port

if TYPE_CHECKING:
    from pathlib import Path

NAME = "20260928T000000Z-00001.jsonl"


def as_user(address: str, user: str) -> str:
    return address.replace("postgres@", f"{user}@")


def schemas(address: str) -> set[str]:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bulletin%'")
        return {name for (name,) in found}


def test_preparing_twice_removes_only_earlier_versions(database: str) -> None:
    with psycopg.connect(database) as connection:
        for name in ("bulletin_index_1", "bulletin_index_999", "bulletin_index_x", "bulletin"):
            connection.execute(f"CREATE SCHEMA {name}")
    for _ in range(2):
        prepare_index_database(database)
    assert schemas(database) == {SCHEMA, "bulletin_index_999", "bulletin_index_x", "bulletin"}
    with psycopg.connect(database) as connection:
        query = "SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass"
        counts = [connection.execute(query, [f"{SCHEMA}.{name}"]).fetchone() for name in METADATA.tables]
    assert counts == [(PARTITIONS,)] * len(METADATA.tables)


def test_first_run_makes_the_tables(database: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path, database)
    assert (site_indexes(layout).exists("demo"), read_totals(layout, "demo"), schemas(database)) == (
        False,
        read_totals(layout, "demo"),
        set(),
    )
    put_segment(layout, NAME, version("a"))
    Index.open(layout, "demo").close()
    assert site_indexes(layout).sites() == ["demo"]


def test_database_of_another_archive_is_refused(postgresql_index: str, tmp_path: Path) -> None:
    """A whole reindex gives it to the other archive."""
    ours, other = (Layout(tmp_path / name, postgresql_index) for name in ("ours", "other"))
    for layout in (ours, other):
        put_segment(layout, NAME, version("a"), site=layout.root.name)
    Index.open(ours, "ours").close()
    for use in (lambda: Index.open(other, "other"), lambda: site_indexes(other).exists("other")):
        with pytest.raises(
            DatabaseFault, match=rf"holds the index of the archive {ours.root}, not of {other.root}"
        ):
            use()
    list(reindex(other, ["other"], whole=True))
    assert site_indexes(other).sites() == ["other"]


def test_user_without_rights_is_told_so(database: str, tmp_path: Path) -> None:
    user = database.rpartition("/")[2].replace("test", "user")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN")
    layout = Layout(tmp_path, as_user(database, user))
    with pytest.raises(DatabaseFault, match=r"permission denied .*; let its owner run '\w+ cluster init'"):
        Index.open(layout, "demo")
    Index.open(Layout(tmp_path, database), "demo").close()
    with pytest.raises(DatabaseFault, match="permission denied for schema"):
        site_indexes(layout).exists("demo")


def test_bulletin_is_found_by_address_and_id(postgresql_index: str, tmp_path: Path) -> None:
    """Also at a site that has no index, and by the address that it has moved to."""
    layout = Layout(tmp_path, postgresql_index)
    for site in ("one", "two", "unread"):
        url = f"http://{site}.gov.cn/a.html"
        moved = {"moved_to": "http://new.gov.cn/b.html", "change": "moved"} if site == "two" else {}
        put_segment(layout, NAME, version(bulletin_id(url), url=url, **moved), site=site)
        if site != "unread":
            Index.open(layout, site).close()
    indexes = site_indexes(layout)
    assert indexes.sites_of_host("one.gov.cn") == ["one", "unread"]
    assert indexes.all_hosts() == {"one.gov.cn", "two.gov.cn", "new.gov.cn"}
    for url, site in (("http://one.gov.cn/a.html", "one"), ("http://unread.gov.cn/a.html", "unread")):
        assert [found["url"] for found in versions_of(layout, url)] == [url]
        assert indexes.sites_of_id(bulletin_id(url)) == sorted({site, "unread"})
        assert len(versions_with_id(layout, bulletin_id(url))) == 1
    assert indexes.sites_of_id(bulletin_id("http://new.gov.cn/b.html")) == ["two", "unread"]


def test_totals_of_many_sites_are_read_ahead(postgresql_index: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path, postgresql_index)
    for site in ("one", "two"):
        put_segment(layout, NAME, version("a"), site=site)
        Index.open(layout, site).close()
    sites = ["none", "one", "two", "zero"]
    expected = {site: read_totals(layout, site) for site in sites}
    with read_together(layout):
        read_totals(layout, "none")
        with psycopg.connect(postgresql_index) as connection:
            connection.execute(f"DELETE FROM {SCHEMA}.totals")  # noqa: S608 - our own name
        assert {site: read_totals(layout, site) for site in sites} == expected
    assert expected["one"] == expected["two"] != expected["none"]
    assert read_totals(layout, "one") == expected["none"]


def test_long_addresses_and_texts_of_any_kind_are_kept(postgresql_index: str, tmp_path: Path) -> None:
    layout, long = Layout(tmp_path, postgresql_index), f"http://x/{'长' * 20_000}"
    form = {"url": long, "state": "owed", "digest": None}
    put_segment(layout, NAME, version("a", attachments=[form], moved_to=long), version("b\0"))
    record = run_record(NAME[:16], channels={"要\0闻": CLOSED}, settled={"c\0": "gone"})
    append_run_record(layout, "demo", record)
    index = Index.open(layout, "demo")
    index.note_rows("要闻", {"a": ("标\0题%s'\"\\", None)})
    found = compare_index(layout, "demo")
    assert (found.differing, found.spoiled) == ({}, 0)
    assert index.known(["b\ufffd"]).keys() == {"b\ufffd"}
    assert [*index.file_requests("a", dt.datetime.now(dt.UTC))] == [long]
    assert index.known(["a"])["a"].moved_to == long
    assert index.shown_rows("要闻", ["a"]) == {"a": ("标\ufffd题%s'\"\\", None)}


def test_absent_database_is_waited_for_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All sites of a process wait for it together, and a reader not at all."""
    monkeypatch.setattr(connections, "_PATIENCE", 0.3)
    port = free_port()
    layout = Layout(tmp_path, f"postgresql://user:secret@127.0.0.1:{port}/news")
    said = rf"postgresql://127.0.0.1:{port}/news: .*refused.*; check that it"
    for site in ("one", "two", "three"):
        with pytest.raises(DatabaseAway, match=said) as caught:
            Index.open(layout, site)
        assert "secret" not in str(caught.value)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert read_totals(layout, "one") is None


def test_server_that_stalls_is_given_up(
    postgresql_index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a reader, and by a run in the middle of a change."""
    monkeypatch.setattr(connections, "_SILENCE_OF_READERS", 0.3)
    monkeypatch.setattr(LimitedConnection, "silence", 0.3)
    port = int(re.findall(r":(\d+)/", postgresql_index)[0])
    proxy = StallingProxy(port)
    layout = Layout(tmp_path, postgresql_index.replace(f":{port}/", f":{proxy.port}/"))
    indexes = site_indexes(layout)
    try:
        database = indexes.open("demo")
        assert not indexes.exists("demo")
        with pytest.raises(DatabaseAway, match="no answer"), database.changing():  # noqa: PT012 - it must stall inside
            proxy.stall()
            database.rows(select(METADATA.tables["totals"]))
        for _ in range(2):
            with pytest.raises(DatabaseAway, match="no answer"):
                indexes.exists("demo")
    finally:
        proxy.stop()


def test_connections_are_closed_at_the_end(postgresql_index: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path, postgresql_index)
    put_segment(layout, NAME, version("a"))
    done = subprocess.run(
        [sys.executable, "-m", "bulletin_spider", "reindex"], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "BULLETIN_ARCHIVE": str(tmp_path), "BULLETIN_DATABASE": postgresql_index,
             "PYTHONWARNINGS": "default::ResourceWarning"},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("demo: 1 bulletins in 1 versions, 0 runs\n", "")


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.OperationalError('FATAL:  password authentication failed for user "x"'), False),
        (psycopg.OperationalError('FATAL:  database "x" does not exist'), False),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.LockNotAvailable(), False),
        (psycopg.errors.UndefinedTable(), False),
        (psycopg.errors.IdleInTransactionSessionTimeout(), True),
    ],
)
def test_only_passing_faults_are_waited_for(error: psycopg.Error, *, away: bool) -> None:
    assert is_away(error) is away
