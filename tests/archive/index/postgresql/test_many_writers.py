"""Several processes bring the index of one site up to date: it holds each row once, as if one had done it."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

import psycopg
import pytest

from bulletin_spider.archive.index import catch_up
from bulletin_spider.archive.index.comparison import compare_index
from bulletin_spider.archive.index.databases.postgresql.connections import SCHEMA
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.totals import read_totals
from bulletin_spider.archive.layout import Layout
from tests.archive.index.test_derive import RUNS, publish, rows
from tests.archive.index.test_index import put_segment, version

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

AT_ONCE = 3


@pytest.fixture
def layout(tmp_path: Path, postgresql_index: str) -> Layout:
    layout = Layout(tmp_path, postgresql_index)
    for day in range(1, len(RUNS) + 1):
        publish(layout, day)
    return layout


def open_at_once(layout: Layout, barrier: Barrier, *, is_rebuilt: bool) -> None:
    barrier.wait(60)
    (Index.rebuilt if is_rebuilt else Index.open)(layout, "demo").close()


def start_processes(layout: Layout, *, rebuilding: int) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(AT_ONCE)
    processes = [
        context.Process(
            target=open_at_once, args=(layout, barrier), kwargs={"is_rebuilt": number < rebuilding}
        )
        for number in range(AT_ONCE)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * AT_ONCE


@pytest.mark.parametrize("rebuilding", [0, 2])
def test_processes_at_once_write_each_row_once(layout: Layout, rebuilding: int) -> None:
    start_processes(layout, rebuilding=rebuilding)
    assert compare_index(layout, "demo") == compare_index(layout, "demo")._replace(differing={}, unread=0)
    totals = read_totals(layout, "demo")
    assert totals
    assert totals[:3] == (4, 8, 1)


def test_late_writer_adds_nothing_twice(layout: Layout) -> None:
    """A run is stopped before it reads what it has published, and another one reads it meanwhile."""
    stopped, segments = Index.open(layout, "demo"), layout.segments("demo")
    before = rows(layout)
    stopped.add_published(segments[-2:], "20260908T000000Z")
    assert rows(layout) == before


def test_late_writer_reads_no_record_of_later_runs(layout: Layout) -> None:
    """The segments of the later run are not among its own, and a record comes after the segments of its run."""
    late = Index.open(layout, "demo")
    put_segment(layout, "20260909T000000Z-00001.jsonl", version("n"))
    RUNS.append(([version("m")], {}))
    try:
        publish(layout, len(RUNS))
    finally:
        RUNS.pop()
    late.add_published(layout.segments("demo", "20260908"), "20260908T000000Z")
    assert late.last_record()["run"] == "20260908T000000Z"
    late.catch_up()
    assert compare_index(layout, "demo").differing == {}


def test_killed_rebuild_leaves_the_rows(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    Index.open(layout, "demo").close()
    before = rows(layout)

    def end(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(catch_up, "derive", end)
        with pytest.raises(KeyboardInterrupt):
            Index.rebuilt(layout, "demo")
    assert rows(layout) == before


def test_sites_share_the_connections_of_a_process(layout: Layout) -> None:
    indexes = [Index.open(layout, f"site{number}") for number in range(32)]
    assert all(index.known(["a"]) == {} for index in indexes)
    with psycopg.connect(layout.index_database) as connection:
        own = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bulletin index' AND datname = current_database()"
        ((count,),) = connection.execute(own).fetchall()
    assert 1 <= count <= 2  # one that writes, one that reads
    for index in indexes:
        index.close()


def test_removed_site_leaves_the_others(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"), site="other")
    for site in ("demo", "other"):
        Index.open(layout, site).close()
    site_indexes(layout).remove("demo")
    assert site_indexes(layout).sites() == ["other"]
    with psycopg.connect(layout.index_database) as connection:
        left = connection.execute(f"SELECT DISTINCT site FROM {SCHEMA}.versions").fetchall()  # noqa: S608 - our own name
    assert left == [("other",)]
