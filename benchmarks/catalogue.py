"""Measure what the lists of the web interface ask of ``search.sqlite``, in 1,000,000 bulletins of 3,000 sites.

    uv run python -m benchmarks.catalogue [--size 1000000] [--sites 3000] [--keep DIRECTORY]

It writes an archive of invented bulletins of 150-300 characters: few sites have many, many have few. One in ten was
read again, one in twenty revised, one in 200 withdrawn. Every site has records of runs, one in ten an index; there are
no captures. Times are processor times of calls in one process, with the lines that a page shows read from the segments;
the system may hold the database, which was just made, in memory. `benchmarks.web_pages` shows the archive in a browser.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import itertools
import json
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue_runs import INDEXED, VISITED, write_index, write_runs
from benchmarks.search import Language
from bulletin_spider.archive.layout import Layout
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
from bulletin_spider.exceptions import TooBroad
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
"""As many hits as the page of a search counts."""
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
    gc.freeze()  # as the server does
    print(f"{'':44} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8}")
    for name, calls in kinds_of_calls(opened[0], language, sites).items():
        measure_row(name, calls)


def kinds_of_calls(index: WordIndex, language: Language, sites: int) -> dict[str, list[Callable[[], object]]]:
    """Return what each row of the table calls."""
    names = [site_name(number) for number in random.Random(3).sample(range(sites), min(ROUNDS, sites))]  # noqa: S311
    rows: dict[str, list[Callable[[], object]]] = {
        f"search: {name}": [lambda one=one: search(index, one) for one in requests]
        for name, requests in kinds_of_requests(language, names).items()
    }
    words = [SearchRequest(word) for word in language.words_of(2, ROUNDS)]
    rows["facets of all hits"] = [lambda one=one: count_facets(index, one, exact=True) for one in words]
    return rows | change_calls(index, names) | list_calls(index, names)


def kinds_of_requests(language: Language, sites: list[str]) -> dict[str, list[SearchRequest]]:
    """Return what the search is asked for: words of every length, operators, filters alone and together."""
    words = {length: language.words_of(length, ROUNDS) for length in (1, 2, 3, 4)}
    long = [one for one in language.frequent_phrases(3 * ROUNDS) if len(one) > 4][:ROUNDS]
    pairs = list(itertools.pairwise(words[2]))
    typed = {f"{length} characters": found for length, found in words.items()} | {
        "5 characters and more": long,
        "two words": [" ".join(pair) for pair in pairs],
        "a word OR a word": [" OR ".join(pair) for pair in pairs],
        "a word NOT a word": [" -".join(pair) for pair in pairs],
        "NOT a word": [f"-{word}" for word in words[2]],
        "NOT a character": [f"-{word}" for word in words[1]],
        "(a OR b) NOT c": [f"({one} OR {two}) -{words[1][0]}" for one, two in pairs],
    }
    rows = {name: [SearchRequest(one) for one in queries] for name, queries in typed.items()}
    year = {"since": dt.date(2020, 1, 1), "until": dt.date(2020, 12, 31)}
    filters: dict[str, dict[str, Any]] = {
        "a channel": {"channel": CHANNELS[1]},
        "a year": year,
        "with a table": {"traits": ("table",)},
        "revised": {"kinds": ("revised",)},
        "withdrawn": {"kinds": ("withdrawn",)},
        "revised, with a table, a channel": {
            "kinds": ("revised",),
            "traits": ("table",),
            "channel": CHANNELS[1],
        },
        "figures, with a document, a year": {"kinds": ("figures",), "traits": ("document",)} | year,
    }
    both = [SearchRequest(word) for word in (*words[1][: ROUNDS // 2], *words[2][: ROUNDS // 2])]
    rows |= {
        f"1-2 characters, {name}": [one._replace(**narrow) for one in both]
        for name, narrow in filters.items()
    }
    rows |= {f"only {name}": [SearchRequest()._replace(**narrow)] * 20 for name, narrow in filters.items()}
    rows["1-2 characters, a site"] = [
        one._replace(site=site) for one, site in zip(both, itertools.cycle(sites))
    ]
    rows["1-2 characters, best first"] = [one._replace(best_first=True) for one in both]
    rows["only a site"] = [SearchRequest(site=site) for site in sites]
    rows["only the newest"] = [SearchRequest()] * 20
    return rows


def change_calls(index: WordIndex, names: list[str]) -> dict[str, list[Callable[[], object]]]:
    """Return how the changes and what is withdrawn are listed."""
    month = moment(FIRST_DAY + dt.timedelta(SPAN - 30))
    requests: dict[str, list[ChangeRequest]] = {
        "all": [ChangeRequest()] * ROUNDS,
        "of a month": [ChangeRequest(since=month)] * ROUNDS,
        "the last pages": [
            ChangeRequest(until=moment(FIRST_DAY + dt.timedelta(100 + number))) for number in range(ROUNDS)
        ],
        "of a site": [ChangeRequest(site=site) for site in names],
        "read again too": [ChangeRequest(changes=tuple(Change))] * ROUNDS,
        **{f"of {part}": [ChangeRequest(parts=(part,))] * 20 for part in ChangedPart},
        "of no bulletin's size": [ChangeRequest(least_size=100_000)] * 20,
        "of no bulletin's size, of a site": [ChangeRequest(least_size=100_000, site=site) for site in names],
    }
    rows: dict[str, list[Callable[[], object]]] = {
        f"changes: {name}": [lambda one=one: changes(index, one) for one in asked]
        for name, asked in requests.items()
    }
    rows["withdrawn: 50"] = [lambda: withdrawn(index)] * ROUNDS
    rows["withdrawn: of a site"] = [lambda site=site: withdrawn(index, site) for site in names]
    return rows


def list_calls(index: WordIndex, names: list[str]) -> dict[str, list[Callable[[], object]]]:
    """Return what the overview and the pages of sites ask for."""
    until = FIRST_DAY + dt.timedelta(SPAN)
    year = until - dt.timedelta(365)
    return {
        "newest 3 of 50 sites": [lambda: newest_of(index, names[:50])] * ROUNDS,
        "a year of the archive": [lambda: days(index, year, until)] * ROUNDS,
        "a year of a site": [lambda site=site: days(index, year, until, site) for site in names],
        "channels and reporters of a site": [
            lambda site=site: (channels_of(index, site), reporter_page(index, site)) for site in names
        ],
        "newest 10 of a site": [lambda site=site: newest_of(index, [site]) for site in names],
        "all sites": [lambda: site_page(index)] * 20,
        "longest quiet": [lambda: longest_quiet(index, 20)] * 20,
        "totals": [lambda: archive_totals(index)] * 20,
        "a bulletin by its id": [
            lambda number=number: sites_with(index, f"{number:016x}") for number in range(ROUNDS)
        ],
    }


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
        write_account(archive, site, [version["id"] for version in first[:VISITED]])


def write_account(archive: Path, site: int, identities: list[str]) -> None:
    """Write what the runs of a site noted, and of some sites the index."""
    layout = Layout(archive)
    write_runs(layout, site_name(site), CHANNELS, identities)
    if site % INDEXED == 0:
        write_index(layout, site_name(site))


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
    times, stopped = [], 0
    for call in calls:
        started = time.process_time()
        try:
            call()
        except TooBroad:
            stopped += 1
        times.append((time.process_time() - started) * 1000)
    times.sort()
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(
        f"{name:44} {p50:8.1f} {p95:8.1f} {times[-1]:8.1f}{f'   {stopped} stopped at 2 s' if stopped else ''}",
        flush=True,
    )


if __name__ == "__main__":
    main()
