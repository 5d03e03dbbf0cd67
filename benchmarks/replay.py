"""Compare the pages per second of a replay, with one worker and with two, with trafilatura on the same job.

    uv run --group peers python benchmarks/replay.py [FOLDER] [--pages 2000] [--rounds 3] [--peer-pages 300]

Articles are written into WARC files and segments as a crawl does it. They come from FOLDER (the form is that of
benchmarks/extraction.py; pages are repeated), or from the demo site, whose pages are much smaller. Then every capture
is read and checked, and its page is extracted: by ``bulletin replay``, with the start of its worker processes, and in
one process by ``trafilatura.bare_extraction`` with metadata, on the same records with the same reader. The best round
counts. The last line compares CPU time in one process: other work on the machine disturbs it less. ``--peer-pages``
limits the pages of trafilatura, which is many times slower.
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
from bulletin_spider.demo import content
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
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="real pages with their truth.jsonl")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--peer-pages", type=int, default=300, help="how many of them trafilatura reads")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        layout = Layout(Path(directory))
        articles = real_articles(options.folder) if options.folder else demo_articles(options.pages)
        size = write_archive(layout, list(islice(articles, options.pages)))
        print(f"{options.pages} captures, {size / options.pages / 1000:.1f} kB each, {os.cpu_count()} cores")
        jobs = {
            "replay --jobs 1": lambda: replay_speed(layout, 1, options.pages),
            "replay --jobs 2": lambda: replay_speed(layout, 2, options.pages),
            "trafilatura": lambda: peer_speed(layout, options.peer_pages),
        }
        chosen = first_bulletins(layout, options.peer_pages)
        per_page = [
            min(cpu_per_page(read, layout, chosen) for _ in range(options.rounds + 1))
            for read in (read_again, peer_read)
        ]
        best = {name: max(job() for _ in range(options.rounds)) for name, job in jobs.items()}
    one, two, other = best.values()
    for name, speed in best.items():
        print(f"{name:16} {speed:8.0f} pages/s {speed / other:8.1f} x trafilatura")
    print(f"jobs 2 / jobs 1  {two / one:8.2f}")
    ours, theirs = per_page
    print(f"CPU ms a page    {ours:8.2f} read again, {theirs:.2f} with trafilatura: {theirs / ours:.1f} x")


def demo_articles(size: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield address, title and body of the demo site's articles."""
    site = DemoSite(1, size)
    for article in content.articles(size):
        yield f"{ROOT}{article.path}", article.title, site.answer(article.path).body


def real_articles(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield address, title and body of a folder's articles, again and again, with new addresses in each round."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    truths = [truth for truth in map(json.loads, lines) if truth["kind"] == "article"]
    for turn in count():
        for truth in truths:
            yield f"{ROOT}/{turn}/{truth['id']}.html", truth["title"], (folder / truth["file"]).read_bytes()


def write_archive(layout: Layout, pages: list[tuple[str, str, bytes]]) -> int:
    """Write articles as captures and segments; return the size of their pages in bytes."""
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


def replay_speed(layout: Layout, jobs: int, pages: int) -> float:
    """Return the pages per second of a replay from its start to its end."""

    def replay_all() -> int:
        return preview(layout, SITE, ReplayOptions(jobs), print).results.total()

    return speed(replay_all, pages)


def first_bulletins(layout: Layout, pages: int) -> list[LatestVersion]:
    """Return the first bulletins in the order of their captures."""
    latest = LatestVersions.from_segments(layout, SITE)
    chosen = list(latest.in_capture_order())[:pages]
    latest.close()
    return chosen


def peer_speed(layout: Layout, pages: int) -> float:
    """Return the pages per second of trafilatura in one process; its import is not counted."""
    chosen = first_bulletins(layout, pages)
    peer_read(layout.root, chosen[0])

    def read_all() -> int:
        return sum(bool(peer_read(layout.root, published)) for published in chosen)

    return speed(read_all, len(chosen))


def peer_read(root: Path, published: LatestVersion) -> str:
    """Return a digest of what trafilatura extracts from a capture."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - of the group peers

    exchange = read_exchange(root, published.capture or {})
    found = bare_extraction(exchange.payload(), url=exchange.url, with_metadata=True)
    return hashlib.sha256(str(found).encode()).hexdigest()


def cpu_per_page(
    read: Callable[[Path, LatestVersion], object], layout: Layout, chosen: list[LatestVersion]
) -> float:
    """Return the CPU milliseconds for one page in this process."""
    start = time.process_time()
    for published in chosen:
        read(layout.root, published)
    return (time.process_time() - start) / len(chosen) * 1000


def speed(job: Callable[[], int], pages: int) -> float:
    """Return the pages per second of a job, which must return ``pages``."""
    start = time.perf_counter()
    done = job()
    assert done == pages, f"{done} of {pages}"
    return pages / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
