"""Let many runs of different sites end at once, and print how long they wait for each other.

    uv run python -m benchmarks.contention [--runs 64] [--rounds 5]

Each run is a process of its own. It has published a segment; at a signal all of them append their record, bring their
index up to date, write their manifest and close the archive. What a run waits for is its wall time without its CPU time
and without the time in which it was ready and no processor was free, as the kernel counts it: locks, and the disk. Then
all processes write and sync as many small files at once, and do nothing else: that is what the disk alone makes them
wait.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.archives import CHANNELS, FIRST_RUN, bulletin, site_name, write_run
from benchmarks.search import Language
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.operations.run.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier


def main() -> None:
    """Run the rounds, and print the waits."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        print(f"{options.runs} runs that end at once, in ms: p50, p95, most")
        for number in range(options.rounds):
            ends = end_together(Layout(Path(directory)), options.runs, number)
            waits, walls, disk = (sorted(column) for column in zip(*ends, strict=True))
            what = "first runs" if not number else "later runs"
            print(f"{what}: waits {_row(waits)}   wall {_row(walls)}   disk alone {_row(disk)}", flush=True)


def end_together(layout: Layout, runs: int, number: int) -> list[tuple[float, float, float]]:
    """Return the wait and the wall time of each end, and the wait for the disk alone, in seconds."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(runs), context.Queue()
    processes = [
        context.Process(target=end_run, args=(layout, site_name(one), number, barrier, results))
        for one in range(runs)
    ]
    for process in processes:
        process.start()
    found = [results.get() for _ in processes]
    for process in processes:
        process.join()
    return found


def end_run(
    layout: Layout, site: str, number: int, barrier: Barrier, results: Queue[tuple[float, float, float]]
) -> None:
    """Prepare a run, wait for the others, and end it."""
    now = FIRST_RUN + dt.timedelta(hours=2 * number)
    archive = SiteArchive.begin(layout, site, now)
    language = Language(random.Random(number))  # noqa: S311 - the same texts each time
    record = write_run(layout, site, now, [bulletin(site, number, now, language)], captures=True)
    syncs = 0
    sync = os.fsync

    def counted(descriptor: int) -> None:
        nonlocal syncs
        syncs += 1
        sync(descriptor)

    def end() -> None:
        archive.published += layout.segments(site, archive.run)
        append_run_record(layout, site, record)
        archive.index.add_published(archive.published)
        refresh(archive, record, CHANNELS, None)
        archive.end()

    def write_and_sync() -> None:
        for _ in range(syncs):
            with tempfile.TemporaryFile(dir=layout.root) as file:
                file.write(bytes(4096))
                file.flush()
                sync(file.fileno())

    os.fsync = counted
    barrier.wait()
    wait, wall = _waited(end)
    barrier.wait()
    results.put((wait, wall, _waited(write_and_sync)[0]))


def _waited(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds that ``work`` waits, and its wall time."""
    begun, ready, cpu = time.perf_counter(), _ready(), time.process_time()
    work()
    wall = time.perf_counter() - begun
    return max(0.0, wall - (time.process_time() - cpu) - (_ready() - ready)), wall


def _ready() -> float:
    """Return the seconds in which this process was ready to run and no processor was free."""
    return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


def _row(values: list[float]) -> str:
    chosen = (values[len(values) // 2], values[len(values) * 95 // 100], values[-1])
    return " ".join(f"{value * 1000:6.0f}" for value in chosen)


if __name__ == "__main__":
    main()
