"""Measure what opening a run costs with 1,000 and with 1,000,000 archived bulletins.

    uv run python benchmarks/opening.py [--sizes 1000 1000000] [--rounds 7]

It writes an archive of each size (100 bulletins in a segment) and builds its index once. Then it times what every run
does before its first request and after its last: lock, leftovers, index, last record, release. It prints the CPU
seconds of the fastest round, and of building the index.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from pathlib import Path

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.site_archive import SiteArchive

SEGMENT_SIZE = 100
FIRST = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)


def write_archive(layout: Layout, size: int) -> None:
    """Write ``size`` bulletins in segments, one for each run."""
    directory = layout.bulletins("district")
    directory.mkdir(parents=True)
    for number in range(0, size, SEGMENT_SIZE):
        moment = FIRST + dt.timedelta(hours=number // SEGMENT_SIZE)
        lines = (line(serial, moment) for serial in range(number, min(number + SEGMENT_SIZE, size)))
        (directory / f"{moment:%Y%m%dT%H%M%SZ}-00001.jsonl").write_text("".join(lines), encoding="utf-8")
    lists = {key: [] for key in ("reasons", "failed", "files", "captures", "rejected", "recovered")}
    record = {
        "run": f"{moment:%Y%m%dT%H%M%SZ}",
        "ended": moment.isoformat(),
        "outcome": "ok",
        "channels": {},
    } | lists
    append_run_record(layout, "district", record)


def line(number: int, moment: dt.datetime) -> str:
    """Return a line with the fields that the index reads."""
    version = {
        "id": f"{number:016x}",
        "url": f"http://www.district.gov.cn/xw/{number}.html",
        "channel": "要闻",
        "date": f"{moment:%Y-%m-%d}",
        "change": "new",
        "revision": 1,
        "fingerprint": f"{number:064x}",
        "fetched_at": moment.isoformat(),
        "capture": {
            "file": "captures/district/x.warc.gz",
            "offset": number,
            "record_id": "x",
            "digest": "sha1:x",
        },
    }
    return json.dumps(version, ensure_ascii=False) + "\n"


def open_and_close(layout: Layout) -> float:
    """Return the CPU seconds of one run's opening and closing."""
    started = time.process_time()
    SiteArchive.begin(layout, "district", dt.datetime.now(dt.UTC)).end()
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as directory:
            layout = Layout(Path(directory) / "archive")
            write_archive(layout, size)
            started = time.process_time()
            Index.open(layout, "district").close()
            rebuilt = time.process_time() - started
            fastest = min(open_and_close(layout) for _ in range(options.rounds))
            print(
                f"{size:>9,} bulletins: open and close {fastest:.3f} s of CPU; the index once {rebuilt:.1f} s"
            )


if __name__ == "__main__":
    main()
