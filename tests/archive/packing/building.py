"""Archives of several months, made by the archive's own writers, without a crawl."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider import reader
from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.atomic_files import open_part, publish
from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.archive.verification.site import VerificationCounts, check_archive
from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.operations.run.record import file_entry, segment_entry
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.verification.finding import Finding

SITE = "demo"
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
"""The moment at which the tests pack: September and October are closed months."""
_MANIFESTS = {
    "datapackage.json",
    "schema.json",
    *(f"2026-{month}.resource.json" for month in ("09", "10", "11")),
}
MONTHS = ("2026-09", "2026-10", "2026-11")


def page_address(number: int) -> str:
    return f"http://demo.example/xw/{number}.html"


def page(number: int) -> bytes:
    return f"<html><h1>第{number}号</h1></html>".encode()


def run(
    layout: Layout,
    moment: dt.datetime,
    numbers: range,
    *,
    refused: bool = True,
    with_file: bool = False,
    **more: Any,
) -> str:
    """Keep and publish bulletins as a run does, two lines in each segment, and return the name of the run.

    ``more`` are keys of its record. ``with_file`` gives each bulletin an attachment whose file is kept.
    """
    archive = SiteArchive.begin(layout, SITE, moment)
    writer = SegmentWriter(layout, SITE, archive.run, 2)
    for number in numbers:
        url = page_address(number)
        row = {"bulletin": bulletin_id(url), "listing-title": f"第{number}号"}
        exchange = Exchange(
            url,
            200,
            [("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"')],
            page(number),
            moment,
        )
        capture = archive.captures.keep(exchange, row)
        bulletin = Bulletin(
            bulletin_id(url), url, SITE, "要闻", f"第{number}号", f"{moment:%Y-%m-%d}", paragraphs=["正文。"]
        )
        bulletin.fetched_at = moment.astimezone(SHANGHAI).isoformat(timespec="seconds")
        bulletin.capture = capture
        if with_file:
            bulletin.attachments = [kept_file(archive, number, moment)]
        bulletin.fingerprint = fingerprint(bulletin)
        writer.add(bulletin)
    writer.close()
    rejected = layout.rejected(SITE, archive.run)
    if refused and numbers:
        capture = archive.captures.keep(Exchange(f"{page_address(0)}?{archive.run}", 200, [], b"no", moment))
        with open_part(rejected) as part:
            part.write(json.dumps({"reason": "empty", "capture": capture}).encode() + b"\n")
            publish(part, rejected)
    archive.captures.close()
    segments = layout.segments(SITE, archive.run)
    record = run_record(
        archive.run,
        site=SITE,
        ended=moment.isoformat(timespec="seconds"),
        published=len(numbers),
        files=[segment_entry(path, layout.root) for path in segments],
        captures=archive.captures.files,
        rejected=[file_entry(rejected, layout.root)] if rejected.is_file() else [],
        recovered=[file_entry(path, layout.root) for path in archive.recovered],
        **more,
    )
    append_run_record(layout, SITE, record)
    archive.index.add_published(segments)
    refresh_manifest(layout, SITE, record, stale=not archive.follows_clean_run)
    archive.end()
    return archive.run


def kept_file(archive: SiteArchive, number: int, moment: dt.datetime) -> dict[str, Any]:
    """Keep the file of an attachment, and return the attachment."""
    url, body = f"http://demo.example/files/{number}.pdf", f"%PDF {number}".encode()
    capture = archive.captures.keep(Exchange(url, 200, [("Content-Type", "application/pdf")], body, moment))
    digest = hashlib.sha256(body).hexdigest()
    kept = {"state": "kept", "digest": digest, "size": len(body), "capture": capture}
    return {"url": url, "name": "表", "kind": "document"} | kept


def three_months(root: Path, days: tuple[int, ...] = (5, 15), months: tuple[str, ...] = MONTHS) -> Layout:
    """Return an archive with runs of three bulletins on days of three months, the last of which is not closed."""
    layout, number = Layout(root), 1
    for month in months:
        for day in days:
            moment = dt.datetime.fromisoformat(f"{month}-{day:02d}T06:00:00+00:00")
            run(layout, moment, range(number, number + 3))
            number += 3
    return layout


def run_name(month: str, day: int) -> str:
    return f"{dt.datetime.fromisoformat(f'{month}-{day:02d}T06:00:00+00:00'):{RUN_FORMAT}}"


def findings(layout: Layout) -> list[Finding]:
    """Return what verify finds."""
    sites = archived_sites(layout)
    return list(check_archive(layout, sites, VerificationCounts(), whole=True))


def faults(layout: Layout) -> list[str]:
    return [str(one) for one in findings(layout) if one.is_fault]


def notes(layout: Layout) -> list[str]:
    return [str(one) for one in findings(layout) if not one.is_fault]


def names(layout: Layout) -> list[str]:
    """Return the files of segments, captures and refused pages, and their tables, without the folder of the site."""
    folders = ("bulletins", "captures", "rejected")
    paths = (path for folder in folders for path in sorted((layout.root / folder / SITE).iterdir()))
    return [f"{path.parent.parent.name}/{path.name}" for path in paths if path.name not in _MANIFESTS]


def lines(layout: Layout) -> list[dict[str, Any]]:
    """Return every published version, in the order of publication."""
    return list(reader.versions(layout.root))
