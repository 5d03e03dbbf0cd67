"""Measure what the lists of the web interface ask of ``search.sqlite``, in 1,000,000 bulletins of 3,000 sites.

    uv run python -m benchmarks.catalogue [--size 1000000] [--sites 3000] [--keep DIRECTORY]

It writes an archive of invented bulletins of 150-300 characters: few sites have many, many have few. One in ten was
read again, one in twenty revised, one in 200 withdrawn. Times are wall-clock times of calls in one process, with
the lines that a page shows read from the segments; the system may hold the database, which was just made, in memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.search import Language
from bulletin_spider.archive.search.catalogue.changes import ChangeRequest, change_page, read_change
from bulletin_spider.archive.search.catalogue.days import days
from bulletin_spider.archive.search.catalogue.facets import count_facets
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.catalogue.sites import (
    archive_totals,
    channels_of,
    longest_quiet,
    newest_rows,
    reporter_page,
    site_page,
    sites_with,
)
from bulletin_spider.archive.search.catalogue.withdrawn import withdrawn_page
from bulletin_spider.archive.search.search import SearchRequest, count_hits
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.statuses import Change, ChangedPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_spider.archive.search.catalogue.changes import ChangePage

CHANNELS = ("要闻", "通知公告", "部门动态", "街镇动态", "政策文件", "图片新闻")
FIRST_DAY = dt.date(2006, 1, 1)
SPAN = 7_500
"""Days over which the bulletins of each site are spread, about 20 years."""
EVEN = 200
"""The larger, the more alike the sites are in size: the first has 14 times as many as the last of 3,000."""
ROUNDS = 100
REVISED, REREAD, WITHDRAWN = 20, 10, 200
"""One bulletin in so many was changed in this way."""
COUNTED = 10_000
TABLE = {"paragraph": 0, "caption": None, "rows": [["项目", "数量"], ["道路", "12"]]}


def main() -> None:
    """Write the archive, make the database, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--sites", type=int, default=3_000)
    parser.add_argument("--keep", type=Path, help="the directory in which the archive is written and kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        measure(options.keep or Path(directory), options.size, options.sites)


def measure(archive: Path, size: int, sites: int) -> None:
    """Print what the database costs, and a row for each kind of list."""
    language = Language(random.Random(7))  # noqa: S311 - the same archive each time
    if not (archive / "bulletins").exists():
        write_archive(archive, size, sites, language)
    started, processor = time.monotonic(), time.process_time()
    WordIndex.open(archive).close()
    megabytes = (archive / "search.sqlite").stat().st_size / 1e6
    seconds = f"{time.monotonic() - started:,.0f} s, {time.process_time() - processor:,.0f} s of CPU"
    print(f"{size:,} bulletins of {sites:,} sites, read in {seconds}; {megabytes:,.0f} MB", flush=True)
    opened = open_catalogue(archive)
    assert opened
    print(f"{'':44} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8}")
    for name, calls in kinds_of_calls(opened[0], language, sites).items():
        measure_row(name, calls)


def kinds_of_calls(index: WordIndex, language: Language, sites: int) -> dict[str, list[Callable[[], object]]]:
    """Return what each row of the table calls."""
    names = [site_name(number) for number in random.Random(3).sample(range(sites), min(ROUNDS, sites))]  # noqa: S311
    words = [word for length in (2, 3, 4) for word in language.words_of(length, ROUNDS)]
    until = FIRST_DAY + dt.timedelta(SPAN)
    year = until - dt.timedelta(365)
    requests = [SearchRequest(word) for word in words]
    rows: dict[str, list[Callable[[], object]]] = {
        "search: 20 hits, facets, count": [lambda one=one: search(index, one) for one in requests],
        "search of a site, best first": [
            lambda one=one, site=site: search(index, one._replace(site=site, best_first=True))
            for one, site in zip(requests, itertools.cycle(names))
        ],
        "search, revised with a table": [
            lambda one=one: search(index, one._replace(kinds=("revised",), traits=("table",)))
            for one in requests
        ],
        "facets of all hits": [lambda one=one: count_facets(index, one, exact=True) for one in requests],
        "newest 50 of the archive": [lambda: hit_page(index, SearchRequest(), 50)] * ROUNDS,
        "newest 3 of 50 sites": [lambda: newest_of(index, names[:50])] * ROUNDS,
        "changes: 50": [lambda: changes(index, ChangeRequest())] * ROUNDS,
        "changes: the last pages": [
            lambda number=number: changes(
                index, ChangeRequest(until=moment(FIRST_DAY + dt.timedelta(100 + number)))
            )
            for number in range(ROUNDS)
        ],
        "changes: of a site": [lambda site=site: changes(index, ChangeRequest(site=site)) for site in names],
        "changes: read again too": [lambda: changes(index, ChangeRequest(changes=tuple(Change)))] * ROUNDS,
        "changes: a rare part": [lambda: changes(index, ChangeRequest(parts=(ChangedPart.SECTION,)))] * 20,
        "withdrawn: 50": [lambda: withdrawn(index)] * ROUNDS,
        "withdrawn: of a site": [lambda site=site: withdrawn(index, site) for site in names],
        "a year of the archive": [lambda: days(index, year, until)] * ROUNDS,
        "a year of a site": [lambda site=site: days(index, year, until, site) for site in names],
        "channels and reporters of a site": [
            lambda site=site: (channels_of(index, site), reporter_page(index, site)) for site in names
        ],
        "all sites, and the longest quiet": [
            lambda: (site_page(index), longest_quiet(index, 20), archive_totals(index))
        ]
        * 20,
        "a bulletin by its id": [
            lambda number=number: sites_with(index, f"{number:016x}") for number in range(ROUNDS)
        ],
    }
    return rows


def search(index: WordIndex, request: SearchRequest) -> None:
    """Do what the page of a search does."""
    hit_page(index, request)
    count_facets(index, request)
    count_hits(index, request, COUNTED)


def changes(index: WordIndex, request: ChangeRequest) -> ChangePage:
    """Do what the page of changes does."""
    page = change_page(index, request)
    for row in page.changes:
        read_change(index, row)
    return page


def withdrawn(index: WordIndex, site: str | None = None) -> None:
    """Do what the page of withdrawn bulletins does."""
    for one in withdrawn_page(index, site).bulletins:
        index.read_version(one.row)


def newest_of(index: WordIndex, sites: list[str]) -> None:
    """Do what the overview does."""
    for site in sites:
        for row in newest_rows(index, site, 3):
            index.read_version(row)


def write_archive(archive: Path, size: int, sites: int, language: Language) -> None:
    """Write two segments for each site: one of new bulletins, and one of later versions."""
    weights = [1 / (rank + EVEN) for rank in range(sites)]
    ends = [round(size * one / sum(weights)) for one in itertools.accumulate(weights)]
    for site, (start, end) in enumerate(itertools.pairwise([0, *ends])):
        reporters = ["".join(language.dice.choices(language.words[:400], k=2))[:3] for _ in range(30)]
        first = [bulletin(site, number, end - start, reporters, language) for number in range(end - start)]
        directory = archive / "bulletins" / site_name(site)
        directory.mkdir(parents=True)
        write(directory / "20260901T000000Z-00001.jsonl", first)
        write(directory / "20260902T000000Z-00001.jsonl", later(first, language))


def write(path: Path, versions: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
    """Write a segment."""
    lines = (json.dumps(version, ensure_ascii=False) + "\n" for version in versions)
    path.write_text("".join(lines), encoding="utf-8")


def bulletin(site: int, number: int, count: int, reporters: list[str], language: Language) -> dict[str, Any]:
    """Return a version with every field."""
    day = FIRST_DAY + dt.timedelta(number * SPAN // max(count, 1))
    return {
        "id": f"{site * 1_000_000 + number:016x}",
        "url": f"http://www.{site_name(site)}.gov.cn/{number}.html",
        "site": site_name(site),
        "channel": CHANNELS[number % len(CHANNELS)],
        "title": language.text(24),
        "date": day.isoformat(),
        "paragraphs": [language.text(language.dice.randint(60, 120)) for _ in range(2)],
        "reporters": language.dice.sample(reporters, number % 3),
        "byline": None,
        "source": None,
        "images": [],
        "attachments": [{"url": "http://x/1.docx", "name": "附件", "kind": "document"}] * (number % 11 == 0),
        "tables": [TABLE] * (number % 13 == 0),
        "change": Change.NEW,
        "revision": 1,
        "fingerprint": "f",
        "previous": None,
        "fetched_at": moment(day).isoformat(),
        "capture": None,
        "published_at": None,
        **{name: [] for name in ("correspondents", "photographers", "editors", "authors", "warnings")},
        **dict.fromkeys(("document", "moved_to", "section", "site_id")),
        "evidence": {},
        "schema": 1,
    }


def later(first: list[dict[str, Any]], language: Language) -> Iterator[dict[str, Any]]:
    """Yield the later versions of the bulletins of a site."""
    for number, version in enumerate(first):
        day = dt.datetime.fromisoformat(version["fetched_at"]) + dt.timedelta(2, seconds=number)
        more = {"revision": 2, "fetched_at": day.isoformat()}
        if number % WITHDRAWN == 7:
            yield version | more | {"change": Change.WITHDRAWN}
        elif number % REVISED == 3:
            yield version | more | {"change": Change.REVISED, "paragraphs": edited(version, language)}
        elif number % REREAD == 1:
            yield version | more | {"change": Change.REREAD, "byline": "记者"}


def edited(version: dict[str, Any], language: Language) -> list[str]:
    """Return the paragraphs with a few other characters in the last one."""
    *others, last = version["paragraphs"]
    return [*others, last[:20] + language.text(7) + last[30:]]


def moment(day: dt.date) -> dt.datetime:
    """Return eight o'clock of a day."""
    return dt.datetime(day.year, day.month, day.day, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def site_name(number: int) -> str:
    """Return the name of a site."""
    return f"district{number:05}"


def measure_row(name: str, calls: list[Callable[[], object]]) -> None:
    """Print the times of one kind of list."""
    times = []
    for call in calls:
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{name:44} {p50:8.1f} {p95:8.1f} {times[-1]:8.1f}", flush=True)


if __name__ == "__main__":
    main()
