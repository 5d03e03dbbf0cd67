"""Measure how fast `bulletin search` answers every kind of query in 1,000,000 bulletins.

    uv run python benchmarks/search.py [--size 1000000] [--peers] [--keep DIRECTORY]

It writes an archive of invented bulletins of 150-300 characters. Words and phrases are as frequent as in a language
(Zipf); phrases repeat, as in texts of an administration. Half of the words to search are drawn by their frequency, half
evenly from the whole vocabulary. With --peers, SQLite's own trigram index and a LIKE scan search the same words in the
same run. Times are of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import resource
import sqlite3
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bulletin_spider.archive.search.search import SearchRequest, count_hits, find_versions
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.reader import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CHARACTERS = 3_500
WORDS = 40_000
PHRASES = 200_000
SEGMENT_SIZE = 1_000
SEARCHES = 200
SHOWN = 20
FIRST_DAY = dt.date(2006, 1, 1)
SITES = [f"district{number}" for number in range(16)]
CHANNELS = ["要闻", "通知公告", "部门动态", "街镇"]
REPORTERS = [f"记者{number}" for number in range(200)]
Asked = TypeVar("Asked")


class Language:
    """An invented vocabulary of words of one to four characters, with frequencies by rank."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        characters = [chr(0x4E00 + number) for number in dice.sample(range(20_900), CHARACTERS)]
        weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(CHARACTERS)))
        lengths = dice.choices((1, 2, 3, 4), (10, 65, 15, 10), k=WORDS)
        self.words = ["".join(dice.choices(characters, cum_weights=weights, k=length)) for length in lengths]
        weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(WORDS)))
        self.phrases = [
            "".join(dice.choices(self.words, cum_weights=weights, k=dice.randint(2, 4)))
            for _ in range(PHRASES)
        ]
        self.weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(PHRASES)))

    def text(self, length: int) -> str:
        """Return a text of about ``length`` characters."""
        found = self.dice.choices(self.phrases, cum_weights=self.weights, k=length // 7)
        return "".join(phrase + "，。"[number % 2] * (number % 3 == 2) for number, phrase in enumerate(found))

    def words_of(self, length: int, count: int) -> list[str]:
        """Return words of so many characters: half drawn by frequency, half evenly."""
        ranked = [(word, rank) for rank, word in enumerate(self.words) if len(word) == length]
        words = [word for word, _ in ranked]
        often = self.dice.choices(words, [1 / (rank + 10) for _, rank in ranked], k=count // 2)
        return often + self.dice.sample(words, count - count // 2)

    def frequent_phrases(self, count: int) -> list[str]:
        """Return phrases of several words: half drawn by frequency, half evenly."""
        often = self.dice.choices(self.phrases, cum_weights=self.weights, k=count // 2)
        return often + self.dice.sample(self.phrases, count - count // 2)


def main() -> None:
    """Write the archive, index it, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument(
        "--keep", type=Path, help="the directory in which the archive is written and kept for the next time"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        measure(options.keep or Path(directory), options.size, peers=options.peers)


def measure(archive: Path, size: int, *, peers: bool) -> None:
    """Print what building the index costs, and a row for each kind of search."""
    language = Language(random.Random(7))  # noqa: S311 - the same archive each time
    if not (archive / "bulletins").exists():
        write_archive(archive, size, language)
    words = language.words_of(2, SEARCHES)
    started, processor = time.monotonic(), time.process_time()
    index = WordIndex.open(archive)
    megabytes = (archive / "search.sqlite").stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = f"{time.monotonic() - started:,.0f} s, {time.process_time() - processor:,.0f} s of CPU"
    print(
        f"{size:,} bulletins, indexed in {seconds}, {megabytes:,.0f} MB, peak memory {peak:,.0f} MB",
        flush=True,
    )
    started = time.monotonic()
    WordIndex.open(archive).close()
    print(f"opened again, with nothing new, in {(time.monotonic() - started) * 1000:,.1f} ms")
    print(f"{'':34} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'hits':>12}")
    for name, requests in kinds_of_requests(language, words).items():
        measure_row(name, requests, partial(search, index))
    if peers:
        search_with_peers(archive, words)


def kinds_of_requests(language: Language, words: list[str]) -> dict[str, list[SearchRequest]]:
    """Return what each row of the table asks for; the newest 20 if nothing else is said."""
    characters = [character for word in words for character in word]
    pairs = list(itertools.pairwise(words))
    site, year = {"site": SITES[3]}, {"since": dt.date(2020, 1, 1), "until": dt.date(2020, 12, 31)}
    month = {"since": dt.date(2020, 3, 1), "until": dt.date(2020, 3, 31)}
    typed = {
        "1 character": characters,
        "2 characters": words,
        "3 characters": language.words_of(3, SEARCHES),
        "4 characters": language.words_of(4, SEARCHES),
        "a phrase of 5 and more": [one for one in language.frequent_phrases(2 * SEARCHES) if len(one) > 4],
        "two words": [" ".join(pair) for pair in pairs],
        "a word OR a word": [" OR ".join(pair) for pair in pairs],
        "a word NOT a word": [" -".join(pair) for pair in pairs],
        "NOT a word": [f"-{word}" for word in words],
        "two characters, apart": [" ".join(pair) for pair in itertools.pairwise(characters)],
        "NOT a character": [f"-{character}" for character in characters],
    }
    rows = {name: [SearchRequest(one) for one in queries] for name, queries in typed.items()}
    filters: dict[str, dict[str, Any]] = {
        "a site": site,
        "a site, a year": site | year,
        "a site, a month": site | month,
        "a channel": {"channel": CHANNELS[1]},
        "a reporter": {"reporter": REPORTERS[7]},
        "a month": month,
    }
    for one, narrow in filters.items():
        for kind in ("1 character", "2 characters", "3 characters"):
            rows[f"{kind}, {one}"] = [request._replace(**narrow) for request in rows[kind]]
    for kind in ("1 character", "2 characters", "3 characters"):
        rows[f"{kind}, best 20"] = [request._replace(best_first=True) for request in rows[kind]]
    rows["a reporter"] = [SearchRequest(reporter=name) for name in REPORTERS]
    rows["a site, a channel"] = [
        SearchRequest(site=site, channel=channel) for site in SITES for channel in CHANNELS
    ]
    return rows


def write_archive(archive: Path, size: int, language: Language) -> None:
    """Write segments with ``size`` bulletins; the sites take turns, so that each has bulletins on every day."""
    block = SEGMENT_SIZE * len(SITES)
    for number, start in enumerate(range(0, size, block), 1):
        for place, site in enumerate(SITES):
            directory = archive / "bulletins" / site
            directory.mkdir(parents=True, exist_ok=True)
            serials = range(start + place, min(start + block, size), len(SITES))
            lines = (bulletin(serial, size, site, language) for serial in serials)
            (directory / f"20260901T000000Z-{number:05}.jsonl").write_text("".join(lines), encoding="utf-8")


def bulletin(serial: int, size: int, site: str, language: Language) -> str:
    """Return a line with the fields that a search reads."""
    day = FIRST_DAY + dt.timedelta(days=serial * 7_500 // size)
    paragraphs = [language.text(language.dice.randint(60, 120)) for _ in range(2)]
    record = {"id": f"{serial:016x}", "url": f"http://x/{serial}", "site": site}
    # Without the dice, so that the texts stay the same.
    record["channel"] = CHANNELS[serial * 7 % 11 % len(CHANNELS)]
    record |= {"title": language.text(24), "date": day.isoformat(), "paragraphs": paragraphs, "reporters": []}
    if serial % 3 == 0:
        record["reporters"] = [REPORTERS[serial // 3 % len(REPORTERS)]]
    record |= {
        "byline": None,
        "source": None,
        "images": [],
        "attachments": [],
        "change": "new",
        "revision": 1,
        "fingerprint": "f",
        "fetched_at": f"{day.isoformat()}T08:00:00+08:00",
        "capture": None,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def search(index: WordIndex, request: SearchRequest) -> int:
    """Search as the command does: read the hits to show, and return how many there are."""
    shown = len(list(itertools.islice(find_versions(index, request), SHOWN)))
    return shown if shown < SHOWN else count_hits(index, request, 10_000)


def measure_row(name: str, queries: Sequence[Asked], search_for: Callable[[Asked], int]) -> None:
    """Print the times of one kind of search."""
    times, hits = [], 0
    for query in queries:
        started = time.process_time()
        hits += search_for(query)
        times.append((time.process_time() - started) * 1000)
    times.sort()
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{name:34} {p50:8.1f} {p95:8.1f} {times[-1]:8.1f} {hits:12,}", flush=True)


def search_with_peers(archive: Path, words: list[str]) -> None:
    """Search the same words with SQLite's trigram index and with a LIKE scan; both count their hits."""
    path = archive / "peers.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TABLE texts (row INTEGER PRIMARY KEY, text TEXT)")
    database.executemany("INSERT INTO texts (text) VALUES (?)", texts(archive))
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (text, content='texts', content_rowid='row', tokenize='trigram')"
    )
    started = time.monotonic()
    database.execute("INSERT INTO words (words) VALUES ('rebuild')")
    database.commit()
    print(
        f"trigram index made in {time.monotonic() - started:,.0f} s; the file has {path.stat().st_size / 1e6:,.0f} MB"
    )

    def count(statement: str, value: str) -> int:
        return int(database.execute(statement, (value,)).fetchone()[0])

    trigram = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT 10000)"
    like = "SELECT count(*) FROM (SELECT 1 FROM texts WHERE text LIKE ? LIMIT 10000)"
    measure_row("peer: FTS5 trigram", words, lambda word: count(trigram, f'"{word}"'))
    measure_row("peer: LIKE scan", words[:: len(words) // 20], lambda word: count(like, f"%{word}%"))


def texts(archive: Path) -> Iterator[tuple[Any]]:
    """Yield each bulletin's title and body."""
    for version in versions(archive):
        yield ("\n".join([version["title"], *version["paragraphs"]]),)


if __name__ == "__main__":
    main()
