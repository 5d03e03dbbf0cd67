"""Crawl more than 160 hostile servers on loopback: each run must end by itself, tell the truth and stay small.

    uv run python -m benchmarks.hostile_servers [--only REGEX] [--jobs 2]

A server holds twelve bulletins and does something bad with one of its answers (``tests/crawls/hostile_servers.py``), or
with TLS. A run fails this test if it does not end within its time limit and a minute, leaves no record, ends with a
traceback, is called ok though it did not publish every bulletin, or needs more than 350 MB.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.crawls.hostile_runs import Judged, Starter, crawl_hostile
from tests.crawls.hostile_servers import BULLETINS, HostileServer, hostile_servers
from tests.crawls.hostile_tls import tls_servers


def main() -> int:
    """Crawl all servers, print a table, and return 1 if a run failed the test."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", default="", metavar="REGEX", help="crawl only the servers whose name matches"
    )
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        trusted, tls = tls_servers(directory / "tls")
        servers = [one for one in [*tls, *hostile_servers()] if re.search(options.only, one.name)]
        judged = []
        starters: SimpleQueue[Starter] = SimpleQueue()
        for _ in range(options.jobs):
            starters.put(Starter())

        def crawl(one: HostileServer, archive: Path) -> Judged:
            starter = starters.get()
            try:
                return crawl_hostile(starter, one, archive, trusted)
            finally:
                starters.put(starter)

        with ThreadPoolExecutor(options.jobs) as pool:
            tasks = [pool.submit(crawl, one, directory / f"{number}") for number, one in enumerate(servers)]
            for task in tasks:
                judged.append(task.result())
                _print(judged[-1])
        while not starters.empty():
            starters.get().stop()
    bad = [one for one in judged if one.faults]
    counts = (
        f"{sum(one.outcome == outcome for one in judged)} {outcome or 'without a record'}"
        for outcome in sorted({one.outcome for one in judged})
    )
    print(f"{len(judged)} servers: {', '.join(counts)}")
    longest, most = max(one.seconds for one in judged), max(one.megabytes for one in judged)
    print(f"longest run {longest:.1f} s, most memory {most:.0f} MB")
    print(f"{len(bad)} runs failed" + "".join(f"\n  {one.name}: {'; '.join(one.faults)}" for one in bad))
    return bool(bad)


def _print(one: Judged) -> None:
    figures = f"{one.outcome:16} {one.code:4} {one.whole:2}/{BULLETINS} {one.seconds:6.1f} s {one.megabytes:5.0f} MB"
    verdict = "; ".join(one.faults) or json.dumps(one.reasons, ensure_ascii=False)[:150]
    print(f"{one.name:44} {figures}  {'FAILED ' * bool(one.faults)}{verdict}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
