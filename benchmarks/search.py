"""Measure how fast `scrapy search` finds two-character words in 1,000,000 bulletins.

    uv run python benchmarks/search.py [--size 1000000] [--peers] [--keep DIRECTORY]

It writes an archive of invented bulletins of 150-300 characters. Words and phrases are as frequent as in a language
(Zipf); phrases repeat, as in texts of an administration. Half of the words to search are drawn by their frequency, half
evenly from the whole vocabulary. With --peers, SQLite's own trigram index and a LIKE scan search the same words in the
same run.
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
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

    def two_character_words(self, count: int) -> list[str]:
        """Return two-character words: half drawn by frequency, half evenly."""
        two = [
            (word, weight) for word, weight in zip(self.words, range(WORDS), strict=True) if len(word) == 2
        ]
        words = [word for word, _ in two]
        often = self.dice.choices(words, [1 / (rank + 10) for _, rank in two], k=count // 2)
        return often + self.dice.sample(words, count - count // 2)


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
    words = language.two_character_words(SEARCHES)
    started = time.monotonic()
    index = WordIndex.open(archive)
    megabytes = (archive / "search.sqlite").stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cost = f"indexed in {time.monotonic() - started:,.0f} s, {megabytes:,.0f} MB, peak memory {peak:,.0f} MB"
    print(f"{size:,} bulletins, {cost}", flush=True)
    started = time.monotonic()
    WordIndex.open(archive).close()
    print(f"opened again, with nothing new, in {(time.monotonic() - started) * 1000:,.0f} ms")
    print(f"{'':34} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'hits':>12}")
    measure_row("2 characters, newest 20", words, lambda word: search(index, SearchRequest(word)))
    measure_row(
        "2 characters, best 20", words, lambda word: search(index, SearchRequest(word, best_first=True))
    )
    measure_row(
        "1 character, newest 20",
        [word[0] for word in words[::4]],
        lambda word: search(index, SearchRequest(word)),
    )
    both = [f"{one} {other}" for one, other in itertools.pairwise(words)]
    measure_row("two words, newest 20", both, lambda words: search(index, SearchRequest(words)))
    year = {"since": dt.date(2020, 1, 1), "until": dt.date(2020, 12, 31)}
    measure_row(
        "2 characters, a site, a year",
        words,
        lambda word: search(index, SearchRequest(word, site=SITES[3], **year)),
    )
    if peers:
        search_with_peers(archive, words)


def write_archive(archive: Path, size: int, language: Language) -> None:
    """Write segments with ``size`` bulletins."""
    for number, start in enumerate(range(0, size, SEGMENT_SIZE)):
        site = SITES[number % len(SITES)]
        directory = archive / "bulletins" / site
        directory.mkdir(parents=True, exist_ok=True)
        lines = (
            bulletin(serial, size, site, language) for serial in range(start, min(start + SEGMENT_SIZE, size))
        )
        (directory / f"20260901T000000Z-{number:05}.jsonl").write_text("".join(lines), encoding="utf-8")


def bulletin(serial: int, size: int, site: str, language: Language) -> str:
    """Return a line with the fields that a search reads."""
    day = FIRST_DAY + dt.timedelta(days=serial * 7_500 // size)
    paragraphs = [language.text(language.dice.randint(60, 120)) for _ in range(2)]
    record = {"id": f"{serial:016x}", "url": f"http://x/{serial}", "site": site, "channel": "要闻"}
    record |= {"title": language.text(24), "date": day.isoformat(), "paragraphs": paragraphs, "reporters": []}
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
    list(itertools.islice(find_versions(index, request), SHOWN))
    return count_hits(index, request, 10_000)


def measure_row(name: str, queries: Sequence[str], search_for: Callable[[str], int]) -> None:
    """Print the times of one kind of search."""
    times, hits = [], 0
    for query in queries:
        started = time.perf_counter()
        hits += search_for(query)
        times.append((time.perf_counter() - started) * 1000)
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
