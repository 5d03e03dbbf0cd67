"""Test that killed processes lose nothing: 500 kills over some days of the demo site, compared with undisturbed days.

    uv run python -m benchmarks.kills [--kills 500] [--days 5] [--seed N]

On each day runs, replays, exports, reindexings and the parents of sweeps are started and killed with SIGKILL at random
moments, and others at a random call that links, renames or syncs a file: while they publish and close. Then the day
is completed. At the end both archives must hold the same versions of every bulletin in the same order, no line twice
and no torn file, an export must leave no other file, and ``bulletin verify --deep`` must find no fault. Only processes
that really died of the signal are counted.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.conftest import Archive, free_port
from tests.crawls.crashing import (
    KILLED_COMMANDS,
    assert_same_versions,
    crawl_day,
    crawl_days,
    kill_command,
    version_chains,
)


def main() -> None:
    """Run both series, and compare them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    days, chance, port = range(1, options.days + 1), random.Random(options.seed), free_port()  # noqa: S311
    died: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as directory:
        undisturbed, killed = (Archive(Path(directory) / name, port) for name in ("undisturbed", "killed"))
        longest = crawl_days(undisturbed, days)
        started = time.monotonic()
        for day in days:
            wanted = died.total() + -(-options.kills // options.days)
            while died.total() < wanted:
                name = chance.choice(sorted(KILLED_COMMANDS))
                died[name] += kill_command(killed, name, day, chance, longest)
            crawl_day(killed, day)
            print(f"day {day}: {died.total()} processes died", flush=True)
        seconds = time.monotonic() - started
        assert_same_versions(killed, undisturbed)
        verified = killed.scrapy("verify", "--deep")
        assert verified.code == 0, verified.out
        bulletins = version_chains(killed)
        by_name = ", ".join(f"{count} {name}" for name, count in sorted(died.items()))
        print(
            f"seed {options.seed}: {died.total()} killed processes over {options.days} days in {seconds:.0f} s"
            f" ({by_name});"
            f" {sum(map(len, bulletins.values()))} versions of {len(bulletins)} bulletins, equal to the undisturbed"
            " series; verify --deep finds no fault"
        )


if __name__ == "__main__":
    main()
