"""Does opening a run cost the same over 1,000 and over 1,000,000 archived bulletins?

    uv run python benchmarks/opening.py [--sizes 1000 1000000] [--rounds 7]

Writes archives of that many bulletins (a hundred a segment), builds their index once, then times what every run does
before its first request and after its last one: lock, leftovers, index, last record, release. Prints CPU seconds: the
least of the rounds, and those of the one rebuilding.
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

A_SEGMENT = 100
FIRST = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)


def write_archive(layout: Layout, size: int) -> None:
    """Write ``size`` bulletins in segments, a run each, ending today."""
    place = layout.bulletins("district")
    place.mkdir(parents=True)
    for number in range(0, size, A_SEGMENT):
        moment = FIRST + dt.timedelta(hours=number // A_SEGMENT)
        lines = (line(each, moment) for each in range(number, min(number + A_SEGMENT, size)))
        (place / f"{moment:%Y%m%dT%H%M%SZ}-00001.jsonl").write_text("".join(lines), encoding="utf-8")
    record = {"run": f"{moment:%Y%m%dT%H%M%SZ}", "channels": {}, "failed": []}
    append_run_record(layout.runs("district"), record)


def line(number: int, moment: dt.datetime) -> str:
    """Return a line with what the index reads of it."""
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
    began = time.process_time()
    SiteArchive.begin(layout, "district", dt.datetime.now(dt.UTC)).end()
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as place:
            layout = Layout(Path(place) / "archive")
            write_archive(layout, size)
            began = time.process_time()
            Index.open(layout, "district").close()
            rebuilt = time.process_time() - began
            least = min(open_and_close(layout) for _ in range(options.rounds))
            print(
                f"{size:>9,} bulletins: open and close {least:.3f} s of CPU; the index once {rebuilt:.1f} s"
            )


if __name__ == "__main__":
    main()
