"""The steps that ``scale.py`` times: what a run, a command and a search do with an archive."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import resource
import shutil
import tempfile
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.archives import CHANNELS, address, bulletin, idle_line, site_name, write_run
from benchmarks.search import Language
from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.lookup import versions_of
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.run_records import append_idle_record, append_run_record, last_run_records
from bulletin_spider.archive.search.search import SearchRequest, count_hits, find_versions
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.archive.verification.site import VerificationCounts, check_archive
from bulletin_spider.export.fresh_feeds import refresh_feeds
from bulletin_spider.export.selection import Selection, selected_versions
from bulletin_spider.export.writing import export
from bulletin_spider.items import SHANGHAI
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.operations.health.baseline import RUNS, crawl_records
from bulletin_spider.operations.reporting.site_status import crawled_sites, site_status
from bulletin_spider.operations.run.refresh import refresh
from bulletin_spider.settings import REVISIT_SCHEDULE as SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Callable

_REPEATS = 20
_SHOWN = 20
_COUNTED = 10_000


class Step(NamedTuple):
    """What is timed: ``work`` does it once or several times, and returns how often."""

    work: Callable[[Layout], int]
    needed: bool = False
    """Whether later steps need what this one derives."""
    on_a_copy: bool = False
    """Whether a copy of the archive is changed: later steps need the archive as it is."""

    def measure(self, layout: Layout) -> dict[str, Any]:
        """Return the CPU and wall seconds of doing it once, the peak memory in MB, and the bytes written."""
        if not self.on_a_copy:
            return self._measure(layout)
        with tempfile.TemporaryDirectory(dir=layout.root.parent) as directory:
            copy = Layout(Path(directory) / "copy")
            shutil.copytree(layout.root, copy.root, ignore=shutil.ignore_patterns("search.sqlite*"))
            return self._measure(copy)

    def _measure(self, layout: Layout) -> dict[str, Any]:
        _language()  # it is made before the time begins
        cpu, wall, written = time.process_time(), time.perf_counter(), _written()
        count = self.work(layout)
        return {
            "cpu": (time.process_time() - cpu) / count,
            "wall": (time.perf_counter() - wall) / count,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "written": (_written() - written) / count,
        }


@cache
def _language() -> Language:
    """Return the language of the archives."""
    return Language(random.Random(7))  # noqa: S311 - the same words each time


def _written() -> int:
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("wchar")))


def _each_site(layout: Layout, work: Callable[[str], object]) -> int:
    sites = layout.sites()
    for site in sites:
        work(site)
    return 1


def _reindex(layout: Layout) -> int:
    from bulletin_spider.archive.index.rebuild import reindex  # noqa: PLC0415 - SQLAlchemy is part of the step

    list(reindex(layout, layout.sites(), whole=True))
    return 1


def _manifests(layout: Layout) -> int:
    for site in layout.sites():
        refresh_manifest(layout, site)
    return 1


def _catch_up(layout: Layout) -> int:
    """One site whose index is lost: what its next run does first."""
    site = site_name(0)
    layout.index(site).unlink()
    Index.open(layout, site).close()
    return 1


def _begin(layout: Layout, site: str) -> SiteArchive:
    """Open the archive for a run, and ask what every run asks before it requests a page."""
    last = last_run_records(layout, site, 1)[0]
    now = dt.datetime.fromisoformat(last["ended"]) + dt.timedelta(hours=2)
    archive = SiteArchive.begin(layout, site, now)
    archive.index.closed_channels()
    archive.index.due(Schedule.parse(SCHEDULE), now, 200)
    archive.index.with_owed_files(100)
    archive.index.with_due_files(now, 100)
    rows = [bulletin_id(address(site, number)) for number in range(20)]
    for channel in CHANNELS:
        archive.index.known(rows)
        archive.index.settled(rows)
        archive.index.shown_rows(channel, rows)
    crawl_records(layout, site, RUNS)
    return archive


def _idle_run(layout: Layout) -> int:
    site = site_name(0)
    for _ in range(_REPEATS):
        archive = _begin(layout, site)
        last = last_run_records(layout, site, 1)[0]
        begun = dt.datetime.strptime(archive.run, RUN_FORMAT).replace(tzinfo=dt.UTC)
        base = last.get("as", last["run"])
        if base[:6] == archive.run[:6]:
            record = append_idle_record(layout, site, idle_line(archive.run, base, begun))
        else:
            record = append_run_record(layout, site, write_run(layout, site, begun, []))
        archive.index.add_published(())
        refresh(archive, {"files": [], "recovered": []} | record, CHANNELS, None)
        archive.end()
    return _REPEATS


def _publishing_run(layout: Layout) -> int:
    return _publish(layout, "")


def _publishing_run_with_feeds(layout: Layout) -> int:
    with tempfile.TemporaryDirectory() as feeds:
        return _publish(layout, feeds)


def _manifest(layout: Layout) -> int:
    """Add one segment to the manifest of a site."""
    site = site_name(0)
    record = next(one for one in last_run_records(layout, site, RUNS) if one["files"])
    for _ in range(_REPEATS):
        refresh_manifest(layout, site, record)
    return _REPEATS


def _feeds(layout: Layout) -> int:
    """Write the feeds of a site."""
    index = Index.open(layout, site_name(0))
    try:
        with tempfile.TemporaryDirectory() as feeds:
            for _ in range(_REPEATS):
                refresh_feeds(Path(feeds), index, CHANNELS)
    finally:
        index.close()
    return _REPEATS


def _publish(layout: Layout, feeds: str) -> int:
    site, language = site_name(0), _language()
    for _ in range(_REPEATS):
        archive = _begin(layout, site)
        begun = dt.datetime.strptime(archive.run, RUN_FORMAT).replace(tzinfo=dt.UTC)
        serial = int(begun.timestamp())
        record = write_run(layout, site, begun, [bulletin(site, serial, begun, language)], captures=True)
        archive.published += layout.segments(site, archive.run)
        record = append_run_record(layout, site, record)
        archive.index.add_published(archive.published)
        refresh(archive, record, CHANNELS, feeds)
        archive.end()
    return _REPEATS


def _status(layout: Layout) -> int:
    sites, now = crawled_sites(layout), dt.datetime.now(SHANGHAI)
    for site in sites:
        site_status(layout, site, now)
    return len(sites)


def _history(layout: Layout) -> int:
    for _ in range(_REPEATS):
        assert versions_of(layout, address(site_name(0), 0))
    return _REPEATS


def _search_build(layout: Layout) -> int:
    WordIndex.open(layout.root).close()
    return 1


def _search_open(layout: Layout) -> int:
    for _ in range(_REPEATS):
        WordIndex.open(layout.root).close()
    return _REPEATS


def _search(kind: str) -> Callable[[Layout], int]:
    def work(layout: Layout) -> int:
        dice = random.Random(9)  # noqa: S311 - the same words each time
        requests = [_request(kind, _language(), dice) for _ in range(_REPEATS)]
        with closing(WordIndex.open(layout.root)) as index:
            for request in requests:
                list(itertools.islice(find_versions(index, request), _SHOWN))
                count_hits(index, request, _COUNTED)
        return _REPEATS

    return work


def _request(kind: str, language: Language, dice: random.Random) -> SearchRequest:
    text = language.text(40)
    start = dice.randrange(10)
    if kind == "filters":
        return SearchRequest(text[start : start + 2], site=site_name(0), channel=CHANNELS[0])
    if kind == "NOT":
        return SearchRequest(f"NOT {text[start : start + 2]}")
    return SearchRequest(text[start : start + int(kind)])


def _verify(layout: Layout) -> int:
    counts = VerificationCounts()
    found = list(check_archive(layout, archived_sites(layout), counts, whole=True))
    assert not counts.faults, found[:3]
    return 1


def _pack(layout: Layout) -> int:
    for site in layout.sites():
        for month in pack_site(layout, site, "", dt.datetime(2099, 1, 1, tzinfo=dt.UTC), segments=True):
            assert not month.problem, month
    return 1


def _export(ending: str) -> Callable[[Layout], int]:
    def work(layout: Layout) -> int:
        with tempfile.TemporaryDirectory() as directory:
            selection = Selection()
            export(selected_versions(layout.root, selection), f"{directory}/all{ending}", selection=selection)
        return 1

    return work


STEPS = {
    "reindex": Step(_reindex, needed=True),
    "manifests of all sites": Step(_manifests, needed=True),
    "catch-up of one lost index": Step(_catch_up),
    "idle run": Step(_idle_run),
    "publishing run": Step(_publishing_run),
    "publishing run, with feeds": Step(_publishing_run_with_feeds),
    "manifest: one more segment": Step(_manifest),
    "feeds of a site": Step(_feeds),
    "status, a site": Step(_status),
    "history of one address": Step(_history),
    "search: build": Step(_search_build, needed=True),
    "search: open, nothing new": Step(_search_open),
    "search: 1 character": Step(_search("1")),
    "search: 2 characters": Step(_search("2")),
    "search: 3 characters": Step(_search("3")),
    "search: 4 characters": Step(_search("4")),
    "search: site and channel": Step(_search("filters")),
    "search: NOT": Step(_search("NOT")),
    "export: jsonl.gz": Step(_export(".jsonl.gz")),
    "export: csv": Step(_export(".csv")),
    "verify": Step(_verify),
    "pack": Step(_pack, on_a_copy=True),
}
