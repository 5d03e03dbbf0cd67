"""Measure `bulletin export` of 100,000 bulletins in each format: seconds, size of the file, peak memory.

    uv run --extra xlsx --extra parquet python benchmarks/export.py [--sizes 10000,100000] [--only csv,xlsx]

A process of its own writes each format, from a generated archive of bulletins of about 700 characters; some formats are
written with three columns too. `words` selects one bulletin in eight, first without a search index and then with one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENDINGS = (
    "jsonl", "jsonl.gz", "csv", "xlsx", "parquet", "parquet/", "hf/", "sqlite", "atom", "feed.json", "md"
)  # fmt: skip
COLUMNS = ("date", "title", "url")
WITH_COLUMNS = ("jsonl", "csv", "xlsx", "parquet", "sqlite")
WORDS = "00号"
SEGMENT_SIZE = 100
PARAGRAPH = (
    "会议指出，老旧小区改造关系群众切身利益，要把上下水管线更换放在突出位置，倒排工期、挂图作战，第{}号。"
)
WRITE = """
import sys
from pathlib import Path
from bulletin_spider.export.selection import Selection, selected_versions
from bulletin_spider.export.writing import export
archive, target, columns, words = sys.argv[1:]
selection = Selection(columns=tuple(columns.split(",")) if columns else (), words=words)
print(export(selected_versions(Path(archive), selection), target, selection=selection))
"""
INDEX = """
import sys
from pathlib import Path
from bulletin_spider.archive.search.word_index import WordIndex
WordIndex.open(Path(sys.argv[1])).close()
"""


def main() -> None:
    """Measure each format at each size and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--only", default=",".join(ENDINGS), help="endings without the dot")
    chosen = parser.parse_args()
    sizes, endings = [int(size) for size in chosen.sizes.split(",")], chosen.only.split(",")
    print(f"{'format':20} {'bulletins':>10} {'CPU s':>8} {'s':>8} {'file MB':>8} {'peak MB':>8}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as directory:
            write_archive(Path(directory), size)
            archive = Path(directory)
            for ending in endings:
                measure(archive, ending, size)
            for ending in {*endings} & {*WITH_COLUMNS}:
                measure(archive, ending, size, columns=",".join(COLUMNS))
            measure(archive, "csv", size, words=WORDS)
            subprocess.run([sys.executable, "-c", INDEX, str(archive)], check=True)
            measure(archive, "csv", size, words=WORDS)


def write_archive(archive: Path, size: int) -> None:
    """Write segments with ``size`` bulletins."""
    directory = archive / "bulletins" / "demo"
    directory.mkdir(parents=True)
    for number, start in enumerate(range(0, size, SEGMENT_SIZE)):
        lines = "".join(bulletin(serial) for serial in range(start, min(start + SEGMENT_SIZE, size)))
        (directory / f"20260901T000000Z-{number:05}.jsonl").write_text(lines, encoding="utf-8")


def bulletin(serial: int) -> str:
    """Return a published line."""
    record = {"id": f"{serial:016x}", "url": f"http://x/{serial}", "site": "demo", "channel": "要闻"}
    record |= {"title": f"第{serial}号", "date": f"2026-{serial % 12 + 1:02}-01", "published_at": None}
    record |= {"paragraphs": [PARAGRAPH.format(serial * 13 + number) for number in range(13)]}
    record |= {"reporters": ["唐炜"], "correspondents": [], "photographers": [], "editors": []}
    record |= {
        "source": None,
        "byline": None,
        "images": [],
        "attachments": [],
        "change": "new",
        "revision": 1,
    }
    record |= {"fingerprint": f"{serial:064x}", "previous": None, "fetched_at": "2026-09-28T12:00:00+08:00"}
    record |= {
        "capture": None,
        "evidence": {"title": {"rule": "h1", "text": "题"}},
        "warnings": [],
        "schema": 1,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def measure(archive: Path, ending: str, size: int, columns: str = "", words: str = "") -> None:
    """Write one format in its own process, and print a row."""
    target, started = f"{archive}/{time.monotonic_ns()}.{ending}", time.monotonic()
    command = [sys.executable, "-c", WRITE, str(archive), target, columns, words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    cpu, seconds = usage.ru_utime + usage.ru_stime, time.monotonic() - started
    place = Path(target)
    files = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    indexed = "with index" if (archive / "search.sqlite").exists() else ""
    label = " ".join(filter(None, (ending, columns and "columns", words and "words", indexed)))
    print(
        f"{label:20} {size:10,} {cpu:8.1f} {seconds:8.1f} {megabytes:8.1f} {usage.ru_maxrss / 1024:8.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
