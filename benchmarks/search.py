"""How long `scrapy search` takes to find two-character words in 1,000,000 bulletins.

    uv run python benchmarks/search.py [--size 1000000] [--peers] [--keep DIRECTORY]

An archive of invented bulletins of 150-300 characters is written; phrases and words are as frequent as in a language
(Zipf), and administrations repeat themselves. The words that are looked for are drawn half as often as they are
written and half evenly from the whole vocabulary. With --peers, SQLite's own trigram index and a LIKE scan are asked
for the same words in the same run.
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
A_SEGMENT = 1_000
ASKED = 200
SHOWN = 20
FIRST_DAY = dt.date(2006, 1, 1)
SITES = [f"district{number}" for number in range(16)]


class Language:
    """An invented vocabulary of words of one to four characters, as frequent as their rank says."""

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
        return "".join(phrase + "，。"[at % 2] * (at % 3 == 2) for at, phrase in enumerate(found))

    def pairs(self, how_many: int) -> list[str]:
        """Return two-character words: half drawn by frequency, half evenly."""
        two = [
            (word, weight) for word, weight in zip(self.words, range(WORDS), strict=True) if len(word) == 2
        ]
        words = [word for word, _ in two]
        often = self.dice.choices(words, [1 / (rank + 10) for _, rank in two], k=how_many // 2)
        return often + self.dice.sample(words, how_many - how_many // 2)


def main() -> None:
    """Write the archive, index it, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the archive is made, and left for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        measure(options.keep or Path(place), options.size, peers=options.peers)


def measure(archive: Path, size: int, *, peers: bool) -> None:
    """Print what building costs, and a row for each way of asking."""
    language = Language(random.Random(7))  # noqa: S311 - the same archive each time
    if not (archive / "bulletins").exists():
        fill(archive, size, language)
    words = language.pairs(ASKED)
    begun = time.monotonic()
    index = WordIndex.open(archive)
    megabytes = (archive / "search.sqlite").stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = f"indexed in {time.monotonic() - begun:,.0f} s, {megabytes:,.0f} MB, peak memory {peak:,.0f} MB"
    print(f"{size:,} bulletins, {told}", flush=True)
    begun = time.monotonic()
    WordIndex.open(archive).close()
    print(f"opened again, with nothing new, in {(time.monotonic() - begun) * 1000:,.0f} ms")
    print(f"{'':34} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'hits':>12}")
    row("2 characters, newest 20", words, lambda word: ask(index, SearchRequest(word)))
    row("2 characters, best 20", words, lambda word: ask(index, SearchRequest(word, best_first=True)))
    row(
        "1 character, newest 20",
        [word[0] for word in words[::4]],
        lambda word: ask(index, SearchRequest(word)),
    )
    both = [f"{one} {other}" for one, other in itertools.pairwise(words)]
    row("two words, newest 20", both, lambda typed: ask(index, SearchRequest(typed)))
    year = {"since": dt.date(2020, 1, 1), "until": dt.date(2020, 12, 31)}
    row(
        "2 characters, a site, a year",
        words,
        lambda word: ask(index, SearchRequest(word, site=SITES[3], **year)),
    )
    if peers:
        ask_peers(archive, words)


def fill(archive: Path, size: int, language: Language) -> None:
    """Write segments with ``size`` bulletins."""
    for number, start in enumerate(range(0, size, A_SEGMENT)):
        site = SITES[number % len(SITES)]
        place = archive / "bulletins" / site
        place.mkdir(parents=True, exist_ok=True)
        lines = (
            bulletin(serial, size, site, language) for serial in range(start, min(start + A_SEGMENT, size))
        )
        (place / f"20260901T000000Z-{number:05}.jsonl").write_text("".join(lines), encoding="utf-8")


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
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def ask(index: WordIndex, wanted: SearchRequest) -> int:
    """Do what the command does: the lines that are shown, and how many there are."""
    list(itertools.islice(find_versions(index, wanted), SHOWN))
    return count_hits(index, wanted, 10_000)


def row(name: str, asked: Sequence[str], way: Callable[[str], int]) -> None:
    """Print the times of one way of asking."""
    times, hits = [], 0
    for word in asked:
        begun = time.perf_counter()
        hits += way(word)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{name:34} {p50:8.1f} {p95:8.1f} {times[-1]:8.1f} {hits:12,}", flush=True)


def ask_peers(archive: Path, words: list[str]) -> None:
    """Ask SQLite's trigram index and a LIKE scan for the same words; both count all that they find."""
    path = archive / "peers.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TABLE texts (row INTEGER PRIMARY KEY, text TEXT)")
    database.executemany("INSERT INTO texts (text) VALUES (?)", texts(archive))
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (text, content='texts', content_rowid='row', tokenize='trigram')"
    )
    begun = time.monotonic()
    database.execute("INSERT INTO words (words) VALUES ('rebuild')")
    database.commit()
    print(
        f"trigram index made in {time.monotonic() - begun:,.0f} s; the file has {path.stat().st_size / 1e6:,.0f} MB"
    )

    def counted(statement: str, value: str) -> int:
        return int(database.execute(statement, (value,)).fetchone()[0])

    trigram = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT 10000)"
    like = "SELECT count(*) FROM (SELECT 1 FROM texts WHERE text LIKE ? LIMIT 10000)"
    row("peer: FTS5 trigram", words, lambda word: counted(trigram, f'"{word}"'))
    row("peer: LIKE scan", words[:: len(words) // 20], lambda word: counted(like, f"%{word}%"))


def texts(archive: Path) -> Iterator[tuple[Any]]:
    """Yield each bulletin's title and body."""
    for version in versions(archive):
        yield ("\n".join([version["title"], *version["paragraphs"]]),)


if __name__ == "__main__":
    main()
