"""Compare the CPU time of ``scrapy crawl`` with that of a bare Scrapy spider that writes address, title and text.

    uv run python benchmarks/crawl.py [--size 600] [--rounds 5]

Both are started as ``python -m scrapy crawl`` in a project, with the same switches, delay and headers and byte code
on disk, in turn against one server process. Two runs of each are measured in each round: the first crawl of all
bulletins, and an idle run after it, which requests the first page of each listing and finds nothing new. It prints the
user + system seconds of all four, the ratio of each pair, the medians, and the bytes on disk for each bulletin.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bulletin_spider.demo.article import CHANNELS

HERE = Path(__file__).resolve().parent
FAST = ("-s", "DOWNLOAD_DELAY=0.001", "-s", "AUTOTHROTTLE_START_DELAY=0.001")
"""Both wait as little as a local server allows, so that the figures do not hold the time of waiting for a timer."""
OUTCOMES = ("ok", "ok, nothing new")
on_disk: Counter[str] = Counter()
"""Bytes of our last first crawl, by the folder or file at the top of the archive."""


class Round(NamedTuple):
    """CPU seconds of the four runs of a round."""

    ours: float
    bare: float
    ours_idle: float
    bare_idle: float


def main() -> None:
    """Measure in turn, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=600, help="bulletins on the demo site")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    command = [sys.executable, "-m", "bulletin_spider.demo", "--port", "0", "--size", str(options.size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as server:
        try:
            assert server.stdout
            url = server.stdout.readline().strip()
            measure_round(url, options.size)  # its figures are left out: it writes the byte code
            print(f"round   {options.size:5} new: ours   bare  ratio      idle: ours   bare  ratio   (CPU s)")
            rounds = [measure_round(url, options.size) for _ in range(options.rounds)]
        finally:
            server.terminate()
    for number, found in enumerate(rounds, 1):
        print(row(str(number), found, found.ours / found.bare, found.ours_idle / found.bare_idle))
    median = Round(*map(statistics.median, zip(*rounds, strict=True)))
    ratio = statistics.median(found.ours / found.bare for found in rounds)
    print(
        row("median", median, ratio, statistics.median(found.ours_idle / found.bare_idle for found in rounds))
    )
    parts = ", ".join(f"{part} {size // options.size}" for part, size in on_disk.most_common())
    print(f"bytes on disk for each bulletin: {parts}")


def row(name: str, found: Round, ratio: float, idle_ratio: float) -> str:
    """Return a line of the table."""
    return (
        f"{name:6} {found.ours:16.2f} {found.bare:6.2f} {ratio:6.2f} "
        f"{found.ours_idle:15.2f} {found.bare_idle:6.2f} {idle_ratio:6.2f}"
    )


def measure_round(url: str, size: int) -> Round:
    """Return the CPU seconds of a first crawl and an idle run, of ours and of the bare spider."""
    listings = {name: f"{url}{folder}/" for name, folder in CHANNELS.items()}
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        (directory / "sites.toml").write_text(site_table(listings), encoding="utf-8")
        ours = our_cpu(directory, size)
        bare = bare_cpu(directory, listings, size)
        on_disk.clear()
        for path in (directory / "archive").rglob("*.*"):
            on_disk[path.relative_to(directory / "archive").parts[0]] += path.stat().st_size
        return Round(ours, bare, our_cpu(directory, 0), bare_cpu(directory, listings, 0))


def site_table(listings: dict[str, str]) -> str:
    """Return the demo site as a table of ``sites.toml``, without its one attachment, which the bare spider ignores."""
    channels = (f'[[measured.channels]]\nname = "{name}"\nurl = "{url}"\n' for name, url in listings.items())
    return "\n".join(['[measured]\ndomains = ["127.0.0.1"]\nattachments = "off"\n', *channels])


def our_cpu(directory: Path, size: int) -> float:
    """Return the CPU seconds of one run of ours; exit if it does not publish ``size`` bulletins."""
    options = ("-s", f"SITES={directory / 'sites.toml'}", "--json")
    cpu, out = run_cpu(HERE.parent, "measured", options, directory / "archive")
    record = json.loads(out)
    if record["published"] != size or record["outcome"] != OUTCOMES[size == 0]:
        sys.exit(f"ours: {record['outcome']}, {record['published']} of {size} bulletins were published")
    return cpu


def bare_cpu(directory: Path, listings: dict[str, str], size: int) -> float:
    """Return the CPU seconds of one run of the bare spider; exit if it does not write ``size`` items."""
    first, feed = directory / "first.jsonl", directory / ("first.jsonl" if size else "second.jsonl")
    known = () if size else ("-a", f"known={first}")
    options = ("-a", f"listings={','.join(listings.values())}", *known, "-o", f"{feed}:jsonlines")
    cpu, _ = run_cpu(HERE / "bare_project", "bare", options, directory)
    written = feed.read_bytes().count(b"\n") if feed.exists() else 0
    if written != size:
        sys.exit(f"bare: {written} of {size} items were written")
    return cpu


def run_cpu(project: Path, spider: str, options: tuple[str, ...], archive: Path) -> tuple[float, str]:
    """Return the user and system seconds of a crawl in its own process, and what it printed."""
    environment = os.environ | {"BULLETIN_ARCHIVE": str(archive)}
    for name in ("PYTHONDONTWRITEBYTECODE", "SCRAPY_SETTINGS_MODULE"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "scrapy", "crawl", spider, *FAST, *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, cwd=project, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


if __name__ == "__main__":
    main()
