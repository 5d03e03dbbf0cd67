"""Measure what an idle site costs when sites come one by one, as the worker of a cluster gets them.

    uv run python -m benchmarks.site_pool [--rates 1 20] [--seconds 60] [--idle 30] [--jobs 32]

The sites are those of ``benchmarks/sweep.py``, at a fast delay; all are read before, so the measured visits find
nothing new. For each rate it prints the sites, the worker processes, the CPU seconds of these processes and of the
pool itself a site, and the seconds that a site took. ``--idle 0`` ends each worker that has no site, as a sweep does.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.sweep import sweep, write_project
from bulletin_spider.archive.layout import Layout
from bulletin_spider.operations.schedule import site_pool
from bulletin_spider.operations.schedule.site_pool import SitePool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from bulletin_spider.operations.schedule.site_pool import SiteResult


def main() -> None:
    """Let all bulletins be known, then measure each rate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rates", type=float, nargs="+", default=[1, 20], help="sites a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--idle", type=float, default=site_pool.IDLE)
    parser.add_argument("--jobs", type=int, default=32)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--delay", type=float, default=0.01, help="seconds between two requests to a site")
    given = parser.parse_args()
    site_pool.IDLE = given.idle
    with tempfile.TemporaryDirectory() as directory, served(given.sites):
        project = Path(directory)
        write_project(project, given)
        sweep(project, given.jobs)
        os.environ["BULLETIN_ARCHIVE"] = str(project / "output")
        print(
            f"{'sites/s':>7} {'sites':>5} {'workers':>7} {'CPU s/site':>10} {'of the pool':>11} {'s/site':>6}"
        )
        for rate in given.rates:
            measure(project, rate, given)


@contextmanager
def served(sites: int) -> Iterator[None]:
    """Serve the sites in another process."""
    command = [sys.executable, "-m", "benchmarks.sweep", "--serve", "--sites", str(sites)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout
            server.stdout.readline()
            yield
        finally:
            server.terminate()


def measure(project: Path, rate: float, given: argparse.Namespace) -> None:
    """Ask for sites at a rate, and print what they cost."""
    command = [sys.executable, "-m", "bulletin_spider", "crawl", "--json"]
    pool = SitePool(command, [], project, Layout(project / "output"), given.jobs, ends_with_parent=True)
    before = cpu(resource.RUSAGE_CHILDREN), cpu(resource.RUSAGE_SELF)
    thread = threading.Thread(target=pool.run, daemon=True)
    thread.start()
    results: list[Future[SiteResult]] = []
    took, workers = list[float](), set[int]()
    began, number = time.monotonic(), 0
    while (now := time.monotonic()) < began + given.seconds:
        while began + number / rate <= now:
            result = pool.crawl(f"site{number % given.sites}")
            result.add_done_callback(lambda _, asked=now: took.append(time.monotonic() - asked))
            results.append(result)
            number += 1
        workers |= children()
        time.sleep(0.02)
    pool.end()
    while thread.is_alive():
        workers |= children()
        thread.join(0.02)
    if bad := [end.result() for end in results if not end.result().record["outcome"].startswith("ok")]:
        sys.exit(f"visits failed: {str(bad)[:1000]}")
    number = len({*results})  # a site that is asked for while it runs is not visited twice
    after = cpu(resource.RUSAGE_CHILDREN), cpu(resource.RUSAGE_SELF)
    workers_cpu, own = ((end - start) / number for start, end in zip(before, after, strict=True))
    print(
        f"{rate:7g} {number:5} {len(workers) - 1:7} {workers_cpu:10.3f} {own:11.4f} {sum(took) / number:6.1f}",
        flush=True,
    )


def cpu(whose: int) -> float:
    """Return the CPU seconds of this process, or of its children that have ended."""
    usage = resource.getrusage(whose)
    return usage.ru_utime + usage.ru_stime


def children() -> set[int]:
    """Return the processes that this one has started; one of them is the server."""
    return {
        int(child)
        for path in Path("/proc/self/task").glob("*/children")
        for child in path.read_text().split()
    }


if __name__ == "__main__":
    main()
