"""Flip single bits in all files of a small archive, and count what ``bulletin verify`` finds.

    uv run python -m benchmarks.bit_flips [--flips 2000] [--seed N]

Files take turns, so that a small one is hit as often as a large one. After a flip without meaning a reader gets the
same: it hit spaces of a derived JSON file, or unused bytes of a database whose dump is equal. The exit code is 1 if a
flip is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from tests.archive.verification.checking import small_archive
from tests.archive.verification.flipping import MISSED, flip_once, flippable


def main() -> int:
    """Print each flip that is missed, then the counts for each sort of file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    chance, counts = random.Random(options.seed), Counter[tuple[str, str]]()  # noqa: S311
    with tempfile.TemporaryDirectory() as directory:
        root = small_archive(Path(directory) / "archive")
        started = time.monotonic()
        for path in islice(cycle(flippable(root)), options.flips):
            result, where = flip_once(root, path, chance)
            folder = path.relative_to(root).parts[0]
            counts[folder, result] += 1
            if result == MISSED:
                print(f"missed: {where}", flush=True)
        seconds = time.monotonic() - started
    for (folder, result), count in sorted(counts.items()):
        print(f"{folder}: {count} {result}")
    totals = Counter[str]()
    for (_, result), count in counts.items():
        totals[result] += count
    summary = ", ".join(f"{count} {result}" for result, count in totals.most_common())
    print(f"seed {options.seed}: {options.flips} flips in {seconds:.0f} s: {summary}")
    return 1 if totals[MISSED] else 0


if __name__ == "__main__":
    sys.exit(main())
