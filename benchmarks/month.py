"""Count files and bytes of sites after a month of runs, before and after packing, beside those of an earlier commit.

    uv run python -m benchmarks.month [--sites 100] [--days 30] [--before COMMIT]

Each site is run four times a day, and once in the month after. Half of the runs publish, 9 bulletins a day; each
bulletin of the last week is visited again once a day. One of four listings shows a counter that differs each time. The
exchanges are made here and go through the archive's own writers, as in a run. The figures of a nation are the product
of those of a site with 3,000: nobody has measured a nation.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).resolve()
NATION = 3_000
RUNS_A_DAY = 4
FOLDERS = ("bulletins", "captures", "runs", "rejected", "logs", "index")


def main() -> None:
    """Simulate the month with this commit and with an earlier one, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--before", help="an earlier commit to compare with")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        results: dict[str, Counter[str]] = {}
        if options.before:
            results[f"{options.before}"] = _simulated_by(options.before, options, Path(directory))
        archive = Path(directory) / "now"
        _run(HERE.parents[1], archive, options)
        results["now"] = count(archive)
        _pack(archive, options.days)
        results["now, packed"] = count(archive)
    print_table(results, options.sites, options.days)


def _simulated_by(commit: str, options: argparse.Namespace, directory: Path) -> Counter[str]:
    root = HERE.parents[1]
    tree, archive = directory / "tree", directory / "before"
    subprocess.run(["git", "worktree", "add", "--quiet", str(tree), commit], cwd=root, check=True)
    try:
        _run(tree, archive, options)
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=root, check=True)
    return count(archive)


def _run(tree: Path, archive: Path, options: argparse.Namespace) -> None:
    """Simulate the month in a process of its own, with the package in ``tree``."""
    numbers = [str(options.sites), str(options.days)]
    script = HERE.with_name("month_runs.py")
    subprocess.run([sys.executable, str(script), str(tree), str(archive), *numbers], check=True)


def _pack(archive: Path, days: int) -> None:
    from bulletin_spider.archive.layout import Layout  # noqa: PLC0415 - the children of earlier commits lack it
    from bulletin_spider.archive.packing.month_packing import pack_site  # noqa: PLC0415

    layout, now = Layout(archive), dt.datetime(2026, 6, 1, tzinfo=dt.UTC) + dt.timedelta(days=days + 1)
    for site in layout.sites():
        for month in pack_site(layout, site, "", now, segments=True):
            assert not month.problem, month


def count(archive: Path) -> Counter[str]:
    """Return files and bytes, by folder and in all."""
    counted: Counter[str] = Counter()
    for path in archive.rglob("*"):
        if path.is_file():
            folder = path.relative_to(archive).parts[0].removesuffix(".sqlite")
            for name in (folder, "all"):
                counted[f"{name} files"] += 1
                counted[f"{name} bytes"] += path.stat().st_size
    return counted


def print_table(results: Mapping[str, Counter[str]], sites: int, days: int) -> None:
    """Print files and kilobytes of a site, and the product for a nation in a year."""
    runs = days * RUNS_A_DAY
    print(f"{sites} sites, {days} days, {runs} runs a site: files and KB of a site")
    names = [
        name for name in (*FOLDERS, "all") if any(result[f"{name} files"] for result in results.values())
    ]
    print(f"{'':12}" + "".join(f"{title:>24}" for title in results))
    for name in names:
        cells = (
            f"{result[f'{name} files'] / sites:9.1f} files {result[f'{name} bytes'] / sites / 1e3:7.0f}"
            for result in results.values()
        )
        print(f"{name:12}" + "".join(f"{cell:>24}" for cell in cells))
    print(f"product for {NATION:,} sites and a year of {RUNS_A_DAY} runs a day:")
    year = NATION / sites * 365 / days
    for title, result in results.items():
        files, size = result["all files"] * year, result["all bytes"] * year
        print(f"  {title}: {files / 1e6:.2f} million files, {size / 1e9:.0f} GB")


if __name__ == "__main__":
    main()
