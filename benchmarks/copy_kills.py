"""Test that killed copies lose nothing: 100 kills at random moments while an archive goes into a store and back.

    uv run python -m benchmarks.copy_kills [--kills 100] [--seed N]

Each round copies an archive into an empty prefix, packs it, lets a run follow, copies it again, and copies all of it
back to a directory. Each copy is first killed with SIGKILL at up to three random moments, and then completed. After
each round all files must be the same at both places, and ``verify`` must find no fault. Only processes that really
died of the signal are counted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.archive.packing.month_packing import pack_site
from tests.archive.copying.copies import copied, difference
from tests.archive.packing.building import NOW, SITE, faults, run, three_months
from tests.object_store.killed_copies import status_of
from tests.object_store.server import BUCKET, S3Server

_AT_ONCE = 3
"""Kills of one copy before it is completed."""


def main() -> None:
    """Kill as many copies as asked for, and say what was compared."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    if "AWS_ENDPOINT_URL" not in os.environ:
        _run_with_server(sys.argv[1:])
        return
    chance, died, rounds = random.Random(options.seed), 0, 0  # noqa: S311
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        os.environ["BULLETIN_CACHE"] = str(place / "cache")
        built = three_months(place / "built").root
        while died < options.kills:
            rounds += 1
            died += _round(built, place / str(rounds), f"s3://{BUCKET}/{place.name}/{rounds}", chance)
            print(f"round {rounds}: {died} copies died", flush=True)
    print(
        f"{died} copies killed in {rounds} rounds: nothing lost, nothing doubled, no fault (seed {options.seed})"
    )


def _run_with_server(arguments: list[str]) -> None:
    """Run this in a process of its own: one that has used a client of the store must not fork."""
    with tempfile.TemporaryDirectory() as directory:
        server = S3Server.start(Path(directory))
        try:
            command = [sys.executable, "-m", "benchmarks.copy_kills", *arguments]
            subprocess.run(command, env=os.environ | server.environment, check=True)
        finally:
            server.stop()


def _round(built: Path, place: Path, address: str, chance: random.Random) -> int:
    """Copy there, continue, copy again and back, and return how many copies died."""
    source, back = Layout(shutil.copytree(built, place / "archive")), Layout(place / "back")
    target = Layout(archive_path(address))
    died = _killed(source, target, chance)
    list(pack_site(source, SITE, "2026-10", NOW, segments=True))
    run(source, NOW + dt.timedelta(days=1), range(100, 103))
    died += _killed(source, target, chance) + _killed(target, back, chance)

    def compare() -> None:
        assert difference(source.root, back.root) == []
        assert not (found := faults(target) + faults(back)), found

    assert status_of(compare) == 0
    return died


def _killed(source: Layout, target: Layout, chance: random.Random) -> int:
    """Kill copies at random moments, complete the copy, and return how many died."""
    died, longest = 0, 1.0
    for _ in range(_AT_ONCE):
        until = time.monotonic() + longest * chance.random()
        child = os.fork()
        if not child:
            copied(source, target)
            os._exit(0)
        while time.monotonic() < until and not os.waitid(
            os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT
        ):
            time.sleep(0.002)
        died += _ended(child)
    assert status_of(partial(copied, source, target)) == 0
    return died


def _ended(child: int) -> bool:
    """Kill a process, and return whether it died of that."""
    os.kill(child, signal.SIGKILL)  # one that has ended is there until it is waited for
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
