"""Measure the CPU time of whole calls of commands, here and at an earlier commit, on a small archive.

``uv run python benchmarks/start_up.py [--before COMMIT] [--runs N]``. Both trees run with the packages of this
environment and with compiled modules, the earlier one as ``python -m scrapy``, in turn. The median is printed.
A command that the earlier commit does not have is left out there.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
URL = "http://127.0.0.1:8173/xw/yw/202609/t20260928_1003.html"
CALLS = [
    ["status"],
    ["search", "区委"],
    ["history", URL],
    ["show", URL],
    ["changes", "--since", "2020-01-01"],
    ["list"],
    ["verify"],
    ["export", "--to", "x.csv", "--overwrite"],
    ["schema"],
    ["status", "-h"],
    ["crawl", "demo", "-a", "limit=1", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"],
]


@contextmanager
def tree_at(commit: str, place: Path) -> Iterator[Path]:
    """Check a commit out, for as long as it is measured."""
    tree = place / "before"
    subprocess.run(["git", "worktree", "add", "--quiet", str(tree), commit], cwd=ROOT, check=True)
    try:
        yield tree
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def cpu_seconds(tree: Path, module: str, call: Sequence[str], place: Path) -> float | None:
    """Return the CPU time of one call; None if the command is unknown there."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {
        "BULLETIN_ARCHIVE": str(place / "archive"),
        "PYTHONPATH": str(tree),
        "PYTHONPYCACHEPREFIX": str(place / "compiled"),
        "XDG_CACHE_HOME": str(place / "cache"),
        "XDG_STATE_HOME": str(place / "state"),
    }
    call = [str(place / "x.csv") if one == "x.csv" else one for one in call]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", module, *call], cwd=tree, env=environment, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode == 2:  # a usage error: the earlier program does not know the command
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(tree: Path, module: str, call: Sequence[str], place: Path, runs: int) -> float | None:
    """Return the median of some calls, after one that compiles modules and is not counted."""
    times = [cpu_seconds(tree, module, call, place) for _ in range(runs + 1)][1:]
    return None if None in times else statistics.median(times)  # type: ignore[type-var]


def main() -> None:
    """Print a line for each call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", metavar="COMMIT", help="measure this commit, too")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        cpu_seconds(ROOT, "bulletin_spider", ["crawl", "demo"], place)
        print(f"{'CPU seconds':<32} {'before':>8} {'now':>8}")
        if options.before:
            with tree_at(options.before, place) as tree:
                _measure(tree, place, options.runs)
        else:
            _measure(None, place, options.runs)


def _measure(earlier: Path | None, place: Path, runs: int) -> None:
    for call in CALLS:
        before = median(earlier, "scrapy", call, place, runs) if earlier else None
        now = median(ROOT, "bulletin_spider", call, place, runs)
        figures = (f"{value:8.2f}" if value is not None else f"{'-':>8}" for value in (before, now))
        print(f"{' '.join(call)[:32]:<32}", *figures, flush=True)


if __name__ == "__main__":
    main()
