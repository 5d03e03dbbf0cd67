"""Is anything lost when runs are killed? Two hundred kills over days of the demo site, beside those days undisturbed.

    uv run python -m benchmarks.crash [--kills 200] [--days 5] [--seed N]

Each day's run is begun and ended with SIGKILL at random moments of its life, then gone through with. At the end both
archives must hold the same versions in the same order for every bulletin, no line twice, no torn file, and ``scrapy
verify`` must find nothing.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.conftest import Archive, free_port
from tests.crashing import check, disturbed, undisturbed, wordings


def main() -> None:
    """Run both series and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    days, chance, port = range(1, options.days + 1), random.Random(options.seed), free_port()  # noqa: S311
    with tempfile.TemporaryDirectory() as place:
        quiet, other = (Archive(Path(place) / name, port) for name in ("quiet", "killed"))
        longest = undisturbed(quiet, days)
        began = time.monotonic()
        disturbed(other, days, -(-options.kills // options.days), chance, longest)
        check(other, quiet)
        versions = sum(map(len, wordings(other).values()))
        print(
            f"seed {options.seed}: {-(-options.kills // options.days) * options.days} kills over {options.days} days in"
            f" {time.monotonic() - began:.0f} s; {versions} versions of {len(wordings(other))} bulletins, equal to the"
            " undisturbed series; verify clean"
        )


if __name__ == "__main__":
    main()
