"""Measure a run over a listing whose bulletins are all known: 1,000 of them, then 100,000.

    uv run python benchmarks/known_listing.py [--sizes 1000,100000]

For each size it writes an archive with every bulletin of the listing and the record of a closed run. One run builds
the index. The next run is measured without revisits: requests, CPU seconds and peak memory of its process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record, last_run_records
from bulletin_spider.normalization.addresses import bulletin_id

if TYPE_CHECKING:
    import resource

ROOT = Path(__file__).resolve().parents[1]
ROWS = 20
SITE = "known"


class Listing(BaseHTTPRequestHandler):
    """A listing of ``size`` rows; its pages are generated on request."""

    size = 0
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a page of rows."""
        page = int(self.path.partition("index_")[2].partition(".")[0] or 0)
        rows = "".join(
            f"<li><a href='/xw/t{number}.html'>第{number}号例行公告已经发布</a><span>2026-09-01</span></li>"
            for number in range(page * ROWS, min((page + 1) * ROWS, self.size))
        )
        pages = -(-self.size // ROWS)
        script = f"<script>createPageHTML({pages}, {page}, 'index', 'html');</script>"
        body = f"<html><body><ul>{rows}</ul>{script}</body></html>".encode()
        if self.path == "/robots.txt":
            body = b"User-agent: *\nDisallow:\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,100000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print(f"{'known bulletins':>15} {'requests':>9} {'CPU s':>7} {'peak MB':>8}")
    for size in sizes:
        requests, cpu, peak = measure(size)
        print(f"{size:15,} {requests:9} {cpu:7.2f} {peak:8.0f}")


def measure(size: int) -> tuple[int, float, float]:
    """Return requests, CPU seconds and peak memory of a run over a listing of ``size`` known bulletins."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Sized", (Listing,), {"size": size}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as directory:
        write_archive(Path(directory), url, size)
        crawl(url, directory)
        usage = crawl(url, directory)
        record = last_run_records(Layout(Path(directory)), SITE, 1)[0]
    server.shutdown()
    assert record["outcome"] == "ok, nothing new", record
    return record["requests"], usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def write_archive(archive: Path, url: str, size: int) -> None:
    """Write segments with every bulletin of the listing, and the record of the run that closed it."""
    directory = archive / "bulletins" / SITE
    directory.mkdir(parents=True)
    for part, start in enumerate(range(0, size, 100), 1):
        urls = [f"{url}/xw/t{number}.html" for number in range(start, min(start + 100, size))]
        lines = [
            json.dumps(
                {
                    "id": bulletin_id(address),
                    "url": address,
                    "channel": "/xw/",
                    "date": "2026-09-01",
                    "change": "new",
                    "revision": 1,
                    "fingerprint": "f",
                    "fetched_at": "2026-09-01T08:00:00+08:00",
                    "capture": None,
                }
            )
            for address in urls
        ]
        (directory / f"20260901T000000Z-{part:05}.jsonl").write_text("\n".join(lines) + "\n")
    append_run_record(
        Layout(archive),
        SITE,
        {
            "run": "20260901T000000Z",
            "ended": "2026-09-01T08:00:00+00:00",
            "outcome": "ok",
            "channels": {"/xw/": {"closed": True, "url": f"{url}/xw/"}},
            **{key: [] for key in ("reasons", "files", "captures", "rejected", "recovered")},
        },
    )


def crawl(url: str, archive: str) -> resource.struct_rusage:
    """Run the listing spider and return the resources that its process used."""
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "listing",
        "-a",
        f"url={url}/xw/",
        "-a",
        f"site={SITE}",
        "-a",
        "revisit=none",
    ]
    command += ["-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_START_DELAY=0.01"]
    environment = os.environ | {"BULLETIN_ARCHIVE": archive}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage


if __name__ == "__main__":
    main()
