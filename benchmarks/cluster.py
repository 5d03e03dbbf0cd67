"""Test a cluster on this computer: workers with machines of their own in all but the hardware, and 200 sites.

    uv run python -m benchmarks.cluster --hours [--workers 3] [--sites 200] [--cycles 6] [--seconds 60]
    uv run python -m benchmarks.cluster --kills 50 [--sites 40] [--seed N]
    uv run python -m benchmarks.cluster --scaling [--sites 120]
    uv run python -m benchmarks.cluster --idle 3000
    uv run python -m benchmarks.cluster --queue 200000

``--hours`` lets each "hour" pass in ``--seconds``: the sites publish meanwhile, and count the runs that crawl them.
``--kills`` kills workers with SIGKILL at random moments, and takes the database, the store and the network away.
``--scaling`` measures 1, 2 and 4 workers, ``--idle`` one cycle of sites without news, ``--queue`` what is left in the
database of so many jobs that visit nothing. Each prints its figures, and ends with 1 if a rule is broken.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cluster_figures import idle, scaling
from benchmarks.cluster_hours import hours
from benchmarks.cluster_kills import kills
from benchmarks.cluster_queue import queue
from tests.object_store.server import S3Server

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run what was asked for, each with a store and a database of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", action="store_true", help="simulated hours without faults")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="kills, and all other faults")
    parser.add_argument("--scaling", action="store_true", help="1, 2 and 4 workers")
    parser.add_argument("--idle", type=int, default=0, metavar="SITES", help="one cycle without news")
    parser.add_argument("--queue", type=int, default=0, metavar="JOBS", help="jobs that visit nothing")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--sites", type=int, default=0, help="sites; each benchmark has a default of its own")
    parser.add_argument("--cycles", type=int, default=6, help="of --hours")
    parser.add_argument("--seconds", type=int, default=60, help="of a cycle of --hours")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that servers and workers end too
    steps: dict[str, Callable[[Path, argparse.Namespace], list[str]]] = {
        "hours": hours,
        "kills": kills,
        "scaling": scaling,
        "idle": idle,
        "queue": queue,
    }
    broken = [rule for name, step in steps.items() if getattr(options, name) for rule in run(step, options)]
    sys.exit("\n".join(f"broken: {rule}" for rule in broken) if broken else 0)


def run(step: Callable[[Path, argparse.Namespace], list[str]], options: argparse.Namespace) -> list[str]:
    """Run a benchmark, print how long it took, and return the rules that were broken."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        server = S3Server.start(place / "s3")
        os.environ |= server.environment | {"BULLETIN_CACHE": str(place / "cache")}
        try:
            broken = step(place, options)
        finally:
            server.stop()
    print(f"{step.__name__}: {time.monotonic() - begun:.0f} s in all, {len(broken)} rules broken", flush=True)
    return broken


if __name__ == "__main__":
    main()
