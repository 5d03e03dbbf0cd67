"""Measure what the archive costs as it grows, and print the exponent from one size to the next.

    uv run python -m benchmarks.scale [--axes bulletins,sites,runs] [--full] [--keep DIRECTORY] [--steps verify,export]

Three axes, three archives each, built by the archive's own writers: (bulletins) 20 sites with 1e3, 1e4, 1e5 bulletins;
(sites) 100, 300, 1,000 sites; (runs) one site with 10, 100, 1,000 runs. With ``--full`` 1e3, 1e5, 1e6 bulletins, 100,
1,000, 5,000 sites and 10, 1,000, 10,000 runs: an hour. Each step runs in a process of its own: CPU, peak memory and
bytes written are those of the step alone. An exponent of 0 means that the cost does not grow, 1 that it grows like the
archive.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.archives import Size, build
from benchmarks.scale_steps import STEPS
from bulletin_spider.archive.layout import Layout


class Axis(NamedTuple):
    """The sizes of one axis: what grows, and the archive of each size."""

    what: str
    sizes: tuple[tuple[int, Size], ...]


AXES = {
    "bulletins": Axis(
        "bulletins", tuple((count, Size(20, 50, count // 20)) for count in (1_000, 10_000, 100_000))
    ),
    "sites": Axis("sites", tuple((count, Size(count, 2, 10)) for count in (100, 300, 1_000))),
    "runs": Axis(
        "runs of a site", tuple((count, Size(1, count, max(1, count // 10))) for count in (10, 100, 1_000))
    ),
}
FULL = {
    "bulletins": Axis(
        "bulletins", tuple((count, Size(20, 50, count // 20)) for count in (1_000, 100_000, 1_000_000))
    ),
    "sites": Axis("sites", tuple((count, Size(count, 2, 10)) for count in (100, 1_000, 5_000))),
    "runs": Axis(
        "runs of a site", tuple((count, Size(1, count, max(1, count // 10))) for count in (10, 1_000, 10_000))
    ),
}
_SMALLEST = 0.002
"""CPU seconds below which a figure is noise, and no exponent is printed."""


def main() -> None:
    """Build the archives, run the steps, and print a table for each axis."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--axes", default=",".join(AXES))
    parser.add_argument("--steps", default="", help="only these steps, after those that they need")
    parser.add_argument("--full", action="store_true", help="the large sizes")
    parser.add_argument("--keep", type=Path, help="where the archives are built and kept for the next time")
    parser.add_argument("--step", nargs=2, metavar=("NAME", "DIRECTORY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, directory = options.step
        print(json.dumps(STEPS[name].measure(Layout(Path(directory)))))
        return
    steps = [
        name for name in STEPS if not options.steps or name in options.steps.split(",") or STEPS[name].needed
    ]
    with tempfile.TemporaryDirectory() as directory:
        for name in options.axes.split(","):
            measure_axis((FULL if options.full else AXES)[name], steps, options.keep or Path(directory))


def measure_axis(axis: Axis, steps: list[str], place: Path) -> None:
    """Print a row for each step: its cost at each size, and the exponents between them."""
    print(f"\n{axis.what}: " + ", ".join(f"{count:,}" for count, _ in axis.sizes), flush=True)
    print(f"{'':28} {'CPU ms':>32}  {'exponents':>12} {'wall ms':>32} {'peak MB':>15} {'MB written':>20}")
    archives = [_archive(place, size) for _, size in axis.sizes]
    for name in steps:
        found = [_run_step(name, archive) for archive in archives]
        counts = [count for count, _ in axis.sizes]
        print(_row(name, counts, found), flush=True)


def _archive(place: Path, size: Size) -> Path:
    archive = place / "-".join(map(str, size))
    if not archive.exists():
        unfinished = archive.with_suffix(".building")
        build(Layout(unfinished), size)
        unfinished.rename(archive)
    return archive


def _run_step(name: str, archive: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scale", "--step", name, str(archive)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{name} on {archive} failed:\n{result.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def _row(name: str, counts: list[int], found: list[dict[str, Any]]) -> str:
    cpu = [one["cpu"] for one in found]
    exponents = [
        f"{math.log(after / before) / math.log(counts[number + 1] / counts[number]):.2f}"
        if min(before, after) > 0 and max(before, after) >= _SMALLEST
        else "-"
        for number, (before, after) in enumerate(itertools.pairwise(cpu))
    ]
    times = " ".join(f"{seconds * 1000:10.2f}" for seconds in cpu)
    walls = " ".join(f"{one['wall'] * 1000:10.1f}" for one in found)
    peaks = " ".join(f"{one['peak']:4.0f}" for one in found)
    written = " ".join(f"{one['written'] / 1e6:6.2f}" for one in found)
    return f"{name:28} {times:>32}  {' '.join(exponents):>12} {walls:>32} {peaks:>15} {written:>20}"


if __name__ == "__main__":
    main()
