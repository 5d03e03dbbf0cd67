from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.index.hosts import hosts_problem, note_hosts, sites_of_host
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.lookup import previous_version, versions_at_site, versions_of
from bulletin_spider.archive.index.rebuild import remove_indexed_site
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import ArchiveUnread
from bulletin_spider.normalization.addresses import bulletin_id
from tests.archive.index.test_index import IN_FILES, put_segment, version

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

FIRST, SECOND = "20260928T000000Z-00001.jsonl", "20260929T000000Z-00001.jsonl"


def url_of(site: str) -> str:
    return f"http://{site}.gov.cn/a.html"


def put(layout: Layout, site: str, *, indexed: bool = True) -> None:
    identity = bulletin_id(url_of(site))
    put_segment(layout, FIRST, version(identity, url=url_of(site)), site=site)
    put_segment(layout, SECOND, version(identity, 2, "g", url=url_of(site)), site=site)
    if indexed:
        Index.open(layout, site).close()


def spoil(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)


@pytest.fixture
def layout(tmp_path: Path, index_address: str) -> Layout:
    layout = Layout(tmp_path / "100% 归档?#", index_address)
    for site in ("one", "two"):
        put(layout, site)
    return layout


def revisions(layout: Layout, url: str) -> list[int]:
    return [one["revision"] for one in versions_of(layout, url)]


@IN_FILES
def test_only_sites_of_the_host_are_asked(layout: Layout) -> None:
    spoil(layout.index("two"))
    assert revisions(layout, url_of("one")) == [1, 2]


@IN_FILES
def test_unknown_address_is_asked_of_all_sites(layout: Layout) -> None:
    assert revisions(layout, "http://three.gov.cn/a.html") == []
    spoil(layout.index("two"))
    with pytest.raises(ArchiveUnread, match="'scrapy reindex --site two' rebuilds it"):
        versions_of(layout, "http://three.gov.cn/a.html")


@IN_FILES
@pytest.mark.parametrize("damaged", [True, False])
def test_without_the_hosts_every_site_is_asked(layout: Layout, damaged: bool) -> None:
    layout.index_hosts.unlink()
    if damaged:
        spoil(layout.index_hosts)
    assert revisions(layout, url_of("two")) == [1, 2]


@IN_FILES
def test_next_publishing_run_fills_lost_hosts(layout: Layout) -> None:
    """From the indexes of all sites; a site without an index is asked with every address."""
    layout.index_hosts.unlink()
    put(layout, "three", indexed=False)
    put_segment(layout, "20260930T000000Z-00001.jsonl", version("c", url=url_of("one")), site="one")
    Index.open(layout, "one").close()
    assert sites_of_host(layout, "two.gov.cn") == ["three", "two"]
    Index.open(layout, "three").close()
    assert sites_of_host(layout, "two.gov.cn") == ["two"]


@IN_FILES
def test_verify_finds_a_host_that_is_not_noted(layout: Layout) -> None:
    assert hosts_problem(layout) == ""
    with closing(sqlite3.connect(layout.index_hosts)) as database, database:
        database.execute("DELETE FROM hosts WHERE site = 'two'")
    assert hosts_problem(layout) == "lacks two.gov.cn, of which two has published a bulletin"
    spoil(layout.index_hosts)
    assert hosts_problem(layout) == "cannot be read: file is not a database"


def test_moved_bulletin_is_found_by_its_new_host(layout: Layout) -> None:
    moved = "http://new.gov.cn/b.html"
    line = version(bulletin_id(url_of("one")), 3, url=url_of("one"), moved_to=moved, change="moved")
    put_segment(layout, "20260930T000000Z-00001.jsonl", line, site="one")
    Index.open(layout, "one").close()
    for url in (moved, url_of("one")):
        assert revisions(layout, url) == [1, 2, 3]
    remove_indexed_site(layout, "one")
    for url in (moved, url_of("one")):
        assert revisions(layout, url) == [1, 2, 3]


def test_segments_answer_without_an_index(tmp_path: Path) -> None:
    """As in an archive of an earlier form, which a reading command leaves as it is."""
    layout = Layout(tmp_path)
    put(layout, "one", indexed=False)
    assert revisions(layout, url_of("one")) == [1, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["bulletins"]


@pytest.mark.parametrize("indexed", [True, False])
def test_previous_version_is_found(tmp_path: Path, indexed: bool) -> None:
    layout = Layout(tmp_path)
    put(layout, "one", indexed=indexed)
    first, second = versions_of(layout, url_of("one"))
    first, second = first | {"site": "one"}, second | {"site": "one"}
    before = previous_version(layout, second)
    assert before
    assert before["revision"] == 1
    assert previous_version(layout, first) is None


def test_previous_version_is_found_behind_the_index(layout: Layout) -> None:
    identity = bulletin_id(url_of("one"))
    third, fourth = (
        version(identity, number, f"{number}", url=url_of("one"), site="one") for number in (3, 4)
    )
    put_segment(layout, "20260930T000000Z-00001.jsonl", third, site="one")
    found = previous_version(layout, fourth | {"previous": "3"})
    assert found
    assert found["revision"] == 3


@IN_FILES
def test_previous_of_an_unindexed_bulletin_is_unknown(layout: Layout) -> None:
    assert previous_version(layout, version("0" * 16, 2, site="one")) is None


@IN_FILES
def test_lookup_names_damage_found_later(layout: Layout) -> None:
    with closing(sqlite3.connect(layout.index("one"))) as database, database:
        database.execute("DROP TABLE versions")
    with pytest.raises(ArchiveUnread, match="the next run of one or 'scrapy reindex --site one'"):
        versions_of(layout, url_of("one"))


@IN_FILES
def test_lookup_makes_no_file(layout: Layout) -> None:
    """So it works in a directory that cannot be written."""
    before = sorted(layout.root.rglob("*"))
    assert revisions(layout, url_of("one")) == [1, 2]
    assert sorted(layout.root.rglob("*")) == before


@IN_FILES
def test_runs_that_note_their_hosts_at_once_lose_none(layout: Layout) -> None:
    """The first of them makes the tables; the file is there a moment earlier."""
    context = multiprocessing.get_context("fork")
    sites = [f"site{number}" for number in range(16)]
    for site in sites:
        put(layout, site)
    layout.index_hosts.unlink()
    begin = context.Barrier(len(sites))
    runs = [context.Process(target=_note_at_once, args=(layout, site, begin)) for site in sites]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0] * len(sites)
    assert hosts_problem(layout) == ""
    assert all(sites_of_host(layout, f"{site}.gov.cn") == [site] for site in sites)


def _note_at_once(layout: Layout, site: str, begin: Barrier) -> None:
    begin.wait()
    note_hosts(layout, site, {f"{site}.gov.cn"})
    assert sites_of_host(layout, f"{site}.gov.cn") == [site]


@IN_FILES
def test_file_without_tables_is_no_damage(layout: Layout, caplog: pytest.LogCaptureFixture) -> None:
    layout.index_hosts.write_bytes(b"")
    note_hosts(layout, "one", {"one.gov.cn"})
    assert (sites_of_host(layout, "one.gov.cn"), caplog.messages) == (["one"], [])


@pytest.mark.parametrize("indexed", [True, False])
def test_version_is_found_before_the_index_has_it(layout: Layout, *, indexed: bool) -> None:
    """A run publishes segment after segment, and its index reads them when the run ends."""
    identity = bulletin_id(url_of("one"))
    put_segment(
        layout, "20260930T000000Z-00001.jsonl", version(identity, 3, "h"), version("0" * 16), site="one"
    )
    if not indexed:
        remove_indexed_site(layout, "one")
    assert [one["revision"] for one in versions_at_site(layout, "one", identity)] == [1, 2, 3]
    assert [one["revision"] for one in versions_at_site(layout, "one", "0" * 16)] == [1]
    assert versions_at_site(layout, "one", "1" * 16) == []
