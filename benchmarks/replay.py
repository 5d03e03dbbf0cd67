"""Pages per second of a replay, with one worker and with two, beside the same job done with trafilatura.

    uv run --group peers python benchmarks/replay.py [FOLDER] [--pages 2000] [--rounds 3] [--peer-pages 300]

The articles of FOLDER (of the form of benchmarks/extraction.py, again and again), or else the demo site's, which are
much smaller, are written into WARC files and segments as a crawl would leave them. Then every capture is read and
checked, and its page extracted: by ``scrapy replay`` (worker processes and their start included), and in one process
by ``trafilatura.bare_extraction`` with metadata, which reads the same records with the same reader. The best of the
rounds counts. The last line compares CPU time in one process, which other work on the machine disturbs less.
``--peer-pages`` limits the peer's pages, which are many times slower.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import tempfile
import time
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.archive.captures.writer import CaptureWriter
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.demo.content import articles
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.operations.replay.replay import ReplayOptions, preview
from bulletin_spider.operations.replay.reread import read_again
from bulletin_spider.pipelines.normalize import bulletin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_spider.archive.segments.latest import LatestVersion

SITE, RUN = "demo", "20261124T000000Z"
ROOT = "http://127.0.0.1:8000"


def main() -> None:
    """Measure in turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="real pages with their truth.jsonl")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--peer-pages", type=int, default=300, help="as many of them for trafilatura")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        layout = Layout(Path(place))
        found = real(options.folder) if options.folder else demo(options.pages)
        size = write(layout, list(islice(found, options.pages)))
        print(f"{options.pages} captures, {size / options.pages / 1000:.1f} kB each, {os.cpu_count()} cores")
        jobs = {
            "replay --jobs 1": lambda: replayed(layout, 1, options.pages),
            "replay --jobs 2": lambda: replayed(layout, 2, options.pages),
            "trafilatura": lambda: peer(layout, options.peer_pages),
        }
        chosen = first(layout, options.peer_pages)
        per_page = [
            min(cpu(read, layout, chosen) for _ in range(options.rounds + 1))
            for read in (read_again, peer_read)
        ]
        best = {name: max(job() for _ in range(options.rounds)) for name, job in jobs.items()}
    one, two, other = best.values()
    for name, speed in best.items():
        print(f"{name:16} {speed:8.0f} pages/s {speed / other:8.1f} x trafilatura")
    print(f"jobs 2 / jobs 1  {two / one:8.2f}")
    ours, theirs = per_page
    print(f"CPU ms a page    {ours:8.2f} read again, {theirs:.2f} with trafilatura: {theirs / ours:.1f} x")


def demo(size: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield address, title and body of the demo site's articles."""
    site = DemoSite(1, size)
    for article in articles(size):
        yield f"{ROOT}{article.path}", article.title, site.answer(article.path).body


def real(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield address, title and body of a folder's articles, for ever, each round under addresses of its own."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    truths = [truth for truth in map(json.loads, lines) if truth["kind"] == "article"]
    for turn in count():
        for truth in truths:
            yield f"{ROOT}/{turn}/{truth['id']}.html", truth["title"], (folder / truth["file"]).read_bytes()


def write(layout: Layout, pages: list[tuple[str, str, bytes]]) -> int:
    """Write articles as captures and segments, and return the bytes of their pages."""
    captures = CaptureWriter(layout, SITE, RUN)
    segments = SegmentWriter(layout, SITE, RUN, 100)
    for url, title, body in pages:
        row = {"bulletin": bulletin_id(canonical_url(url)), "listing-title": title}
        now = dt.datetime.now(dt.UTC)
        exchange = Exchange(url, 200, [("Content-Type", "text/html")], body, now)
        page = Page(
            id=row["bulletin"],
            site=SITE,
            channel="要闻",
            url=url,
            body=body,
            fetched_at=now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            listing_title=title,
            capture=captures.keep(exchange, row),
        )
        bulletin = bulletin_of(page)
        bulletin.fingerprint = fingerprint(bulletin)
        segments.add(bulletin)
    segments.close()
    captures.close()
    return sum(len(body) for _, _, body in pages)


def replayed(layout: Layout, jobs: int, pages: int) -> float:
    """Return the pages per second of a replay from its start to its end."""

    def whole() -> int:
        return preview(layout, SITE, ReplayOptions(jobs), print).words.total()

    return speed(whole, pages)


def first(layout: Layout, pages: int) -> list[LatestVersion]:
    """Return the first bulletins in the order of their captures."""
    latest = LatestVersions.from_segments(layout, SITE)
    chosen = list(latest.in_capture_order())[:pages]
    latest.close()
    return chosen


def peer(layout: Layout, pages: int) -> float:
    """Return the pages per second of the same job with trafilatura in one process, its import not counted."""
    chosen = first(layout, pages)
    peer_read(layout.root, chosen[0])

    def read_all() -> int:
        return sum(bool(peer_read(layout.root, published)) for published in chosen)

    return speed(read_all, len(chosen))


def peer_read(root: Path, published: LatestVersion) -> str:
    """Return a fingerprint of what trafilatura makes of a capture."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - of the group peers

    exchange = read_exchange(root, published.capture or {})
    found = bare_extraction(exchange.payload(), url=exchange.url, with_metadata=True)
    return hashlib.sha256(str(found).encode()).hexdigest()


def cpu(read: Callable[[Path, LatestVersion], object], layout: Layout, chosen: list[LatestVersion]) -> float:
    """Return the CPU milliseconds that a page takes in this process: no start, no waiting, no other core."""
    start = time.process_time()
    for published in chosen:
        read(layout.root, published)
    return (time.process_time() - start) / len(chosen) * 1000


def speed(job: Callable[[], int], pages: int) -> float:
    """Return the pages per second of a job that must come to ``pages``."""
    start = time.perf_counter()
    done = job()
    assert done == pages, f"{done} of {pages}"
    return pages / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
