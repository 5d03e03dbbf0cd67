"""Compare the CPU time of a crawl of the demo site with that of a bare Scrapy spider that writes title and text.

    uv run python benchmarks/crawl.py [--size 2000] [--rounds 3]

Each crawl is a process of its own. They run in turn against one server process, with the same delay and one request at
a time. It prints the user + system seconds of both processes in each round, the ratio of the medians, and the bytes on
disk for each bulletin.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

on_disk: dict[str, int] = {}
"""Bytes for each bulletin of our last crawl, by :data:`PARTS`."""
HERE = Path(__file__).resolve()
PARTS = {
    "segments": "bulletins/**/*.jsonl",
    "captures": "captures/**/*.warc.gz",
    "index": "index.sqlite*",
    "run record": "runs/*.jsonl",
}


def main() -> None:
    """Measure in turns, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=2000, help="bulletins on the demo site")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    command = [sys.executable, "-m", "bulletin_spider.demo", "--port", "0", "--size", str(options.size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1]) as server:
        try:
            assert server.stdout
            url = server.stdout.readline().strip()
            print(
                f"{'round':>5} {'bulletin_spider':>16} {'bare Scrapy':>12}   CPU s for {options.size} bulletins"
            )
            rounds = [measure_round(number, url, options.size) for number in range(1, options.rounds + 1)]
        finally:
            server.terminate()
    ours, bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"median {ours:15.2f} {bare:12.2f}   ratio {ours / bare:.2f}")
    print("bytes on disk per bulletin: " + ", ".join(f"{part} {size}" for part, size in on_disk.items()))


def measure_round(number: int, url: str, size: int) -> tuple[float, float]:
    """Return the CPU seconds of one crawl of ours and of one bare crawl."""
    ours, bare = crawl_cpu("ours", url, size), crawl_cpu("bare", url, size)
    print(f"{number:5} {ours:16.2f} {bare:12.2f}", flush=True)
    return ours, bare


def crawl_cpu(which: str, url: str, size: int) -> float:
    """Return the CPU seconds of one crawl in its own process; exit if it does not write every bulletin."""
    with tempfile.TemporaryDirectory() as directory:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = os.environ | {"BULLETIN_ARCHIVE": directory}
        child = [sys.executable, str(HERE.with_name("crawl_child.py")), which, url, directory]
        subprocess.run(child, env=environment, cwd=HERE.parents[1], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        lines = sum(
            path.read_bytes().count(b"\n")
            for path in Path(directory).glob("**/[!.]*.jsonl")
            if "runs" not in path.parts
        )
        if which == "ours":
            on_disk.update(
                {name: bytes_on_disk(Path(directory), part) // size for name, part in PARTS.items()}
            )
    if lines != size:
        sys.exit(f"{which}: {lines} of {size} bulletins were written")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bytes_on_disk(directory: Path, pattern: str) -> int:
    """Return the size of the files below ``directory`` that match ``pattern``."""
    return sum(path.stat().st_size for path in directory.glob(pattern))


if __name__ == "__main__":
    main()
