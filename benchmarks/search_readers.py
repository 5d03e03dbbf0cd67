"""Measure how long readers of the search database wait while another process brings it up to date.

    uv run python -m benchmarks.search_readers [--size 100000] [--readers 8] [--keep DIRECTORY]

Half of the bulletins are in the database when the readers begin. Then a process adds the other half, while each reader,
a process too, asks for pages of hits and facets as `bulletin browse` does: all queries of a page see one state. Times
are wall-clock times of whole pages, so other work on the machine counts. In the first row nothing is added.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.search import Language, write_archive
from bulletin_spider.archive.search.catalogue.facets import count_facets
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.search import SearchRequest
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.exceptions import RunFault, TooBroad

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

WORDS = 200
ALONE = 10.0
"""Seconds for which the readers are alone."""


def main() -> None:
    """Write the archive, index a half of it, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--keep", type=Path, help="the directory in which the archive is written and kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        measure(options.keep or Path(directory), options.size, options.readers)


def measure(archive: Path, size: int, readers: int) -> None:
    """Print how long pages took alone, and while the database grew."""
    language = Language(random.Random(7))  # noqa: S311 - the same archive each time
    if not (archive / "bulletins").exists():
        write_archive(archive, size, language)
    words = language.words_of(2, WORDS)
    hidden = hide_half(archive)
    (archive / "search.sqlite").unlink(missing_ok=True)
    WordIndex.open(archive).close()
    print(f"{readers} readers{'':24} {'pages':>8} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'failed':>8}")
    run_readers(archive, words, readers, "alone")
    for path, name in hidden.items():
        path.rename(name)
    run_readers(archive, words, readers, "while it grows")


def hide_half(archive: Path) -> dict[Path, Path]:
    """Take the later half of the segments of each site away; return where they are, and where they were."""
    hidden = {}
    for directory in sorted((archive / "bulletins").iterdir()):
        segments = sorted(directory.glob("*.jsonl"))
        for path in segments[len(segments) // 2 :]:
            hidden[path.rename(path.with_suffix(".hidden"))] = path
    return hidden


def run_readers(archive: Path, words: list[str], readers: int, name: str) -> None:
    """Read in processes until the database has grown, or for some seconds if it does not grow; print a row."""
    context = multiprocessing.get_context("spawn")
    end, results = context.Event(), context.SimpleQueue()
    started = [
        context.Process(target=read, args=(archive, words[number:] + words[:number], end, results))
        for number in range(readers)
    ]
    for process in started:
        process.start()
    begun = time.monotonic()
    if name == "alone":
        time.sleep(ALONE)
    else:
        grow = context.Process(target=catch_up, args=(archive,))
        grow.start()
        grow.join()
    seconds = time.monotonic() - begun
    end.set()
    times, failed = list[float](), 0
    for _ in started:
        some, faults = results.get()
        times, failed = times + some, failed + faults
    times.sort()
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    label = f"{name}, {seconds:,.0f} s"
    print(f"{label:34} {len(times):8,} {p50:8.1f} {p95:8.1f} {times[-1]:8.1f} {failed:8}", flush=True)


def catch_up(archive: Path) -> None:
    """Bring the database up to date."""
    WordIndex.open(archive).close()


def read(archive: Path, words: list[str], end: Event, results: multiprocessing.SimpleQueue) -> None:
    """Ask for pages until ``end``; put their times in milliseconds and the number of those that failed."""
    times, failed = [], 0
    opened = open_catalogue(archive)
    assert opened
    with closing(opened[0]) as index:
        while not end.is_set():
            for word in words:
                request, started = SearchRequest(word), time.perf_counter()
                try:
                    index.begin_reading()
                    hit_page(index, request)
                    count_facets(index, request)
                except (RunFault, TooBroad):
                    failed += 1
                finally:
                    index.end_reading()
                times.append((time.perf_counter() - started) * 1000)
                time.sleep(0.02)
                if end.is_set():
                    break
    results.put((times, failed))


if __name__ == "__main__":
    main()
