"""Test that killed runs lose nothing: 200 kills over some days of the demo site, compared with undisturbed runs.

    uv run python -m benchmarks.crash [--kills 200] [--days 5] [--seed N]

The run of each day is started and killed with SIGKILL at random moments, many times, and then completed. At the end
both archives must hold the same versions of every bulletin in the same order, no line twice and no torn file, and
``scrapy verify`` must find no fault.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.conftest import Archive, free_port
from tests.crawls.crashing import assert_same_versions, crawl_days, crawl_days_with_kills, version_chains


def main() -> None:
    """Run both series, and compare them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    days, chance, port = range(1, options.days + 1), random.Random(options.seed), free_port()  # noqa: S311
    with tempfile.TemporaryDirectory() as directory:
        undisturbed, killed = (Archive(Path(directory) / name, port) for name in ("undisturbed", "killed"))
        longest = crawl_days(undisturbed, days)
        started = time.monotonic()
        kills_a_day = -(-options.kills // options.days)
        crawl_days_with_kills(killed, days, kills_a_day, chance, longest)
        seconds = time.monotonic() - started
        assert_same_versions(killed, undisturbed)
        bulletins = version_chains(killed)
        print(
            f"seed {options.seed}: {kills_a_day * options.days} kills over {options.days} days in {seconds:.0f} s;"
            f" {sum(map(len, bulletins.values()))} versions of {len(bulletins)} bulletins, equal to the undisturbed"
            " series; verify finds no fault"
        )


if __name__ == "__main__":
    main()
