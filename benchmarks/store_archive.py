"""Build an archive of many sites with the demo's articles: today's rules read every page as published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.archives import FIRST_RUN, INTERVAL, full_record, idle_line, site_name, unsynced
from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.writer import CaptureWriter
from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.run_records import append_idle_record, append_run_record
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.demo import content
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.pipelines.normalize import bulletin_of

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.archive.layout import Layout


class Article(NamedTuple):
    """An article of the demo: path, title, and its page."""

    path: str
    title: str
    body: bytes


def build(layout: Layout, sites: int, runs: int, bulletins: int) -> None:
    """Write sites with ``runs`` runs each, two hours apart in a closed month; ``bulletins`` of them publish one."""
    demo = DemoSite(1, bulletins)
    pages = [Article(one.path, one.title, demo.answer(one.path).body) for one in content.articles(bulletins)]
    with unsynced():
        for number in range(sites):
            _build_site(layout, site_name(number), runs, pages)
            refresh_manifest(layout, site_name(number))


def _build_site(layout: Layout, site: str, runs: int, pages: list[Article]) -> None:
    base = ""
    for number in range(runs):
        begun = FIRST_RUN + number * INTERVAL
        run = begun.strftime(RUN_FORMAT)
        if number < len(pages):
            append_run_record(layout, site, _publish(layout, site, begun, pages[number]))
            base = run
        else:
            append_idle_record(layout, site, idle_line(run, base, begun))


def _publish(layout: Layout, site: str, begun: dt.datetime, article: Article) -> dict[str, Any]:
    """Publish an article, and return the record of the run."""
    run, url = begun.strftime(RUN_FORMAT), f"http://www.{site}.gov.cn{article.path}"
    segments, captures = SegmentWriter(layout, site, run, 100), CaptureWriter(layout, site, run)
    row = {"bulletin": bulletin_id(url), "channel": "要闻", "listing-title": article.title}
    page = Page(
        id=row["bulletin"],
        site=site,
        channel=row["channel"],
        url=url,
        body=article.body,
        fetched_at=begun.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        listing_title=article.title,
        capture=captures.keep(Exchange(url, 200, [("Content-Type", "text/html")], article.body, begun), row),
    )
    bulletin = bulletin_of(page)
    bulletin.fingerprint = fingerprint(bulletin)
    segments.add(bulletin)
    segments.close()
    captures.close()
    return full_record(layout, site, begun, captures.files)
