"""Build archives of any size for benchmarks, with the archive's own writers: no site is crawled.

Nothing is synced while an archive is built: a benchmark that is interrupted builds it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.search import Language
from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.writer import CaptureWriter
from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.run_records import append_idle_record, append_run_record
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.operations.run.record import segment_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout

FIRST_RUN = dt.datetime(2026, 1, 1, 2, tzinfo=dt.UTC)
INTERVAL = dt.timedelta(hours=2)
CHANNELS = ("要闻", "通知公告", "部门动态", "街镇动态")
SEGMENT_LINES = 100
_LETTERS = 270
"""Characters of a body, as in the figures of earlier releases."""


class Size(NamedTuple):
    """How large an archive is."""

    sites: int
    runs: int
    """Runs of each site."""
    bulletins: int
    """Bulletins of each site; the runs that publish are spread evenly over the runs."""
    captures: bool = False
    """Whether each bulletin has a capture."""


def site_name(number: int) -> str:
    """Return the name of a site."""
    return f"district{number:05}"


def address(site: str, number: int) -> str:
    """Return the address of a site's bulletin."""
    return f"http://www.{site}.gov.cn/xw/{number // 1000:04}/t{number}.html"


@contextmanager
def unsynced() -> Iterator[None]:
    """Let the archive's writers run without ``fsync``."""
    real = os.fsync
    os.fsync = lambda _descriptor: None
    try:
        yield
    finally:
        os.fsync = real


def build(layout: Layout, size: Size) -> None:
    """Write segments, run records and captures. What is derived from them is left to the program."""
    language = Language(random.Random(7))  # noqa: S311 - the same archive each time
    with unsynced():
        for number in range(size.sites):
            _build_site(layout, site_name(number), size, language)


def _build_site(layout: Layout, site: str, size: Size, language: Language) -> None:
    serials, written, base = iter(range(size.bulletins)), 0, ""
    for number in range(size.runs):
        begun = FIRST_RUN + number * INTERVAL
        due = size.bulletins * (number + 1) // size.runs - written
        run = begun.strftime(RUN_FORMAT)
        if not due and base[:6] == run[:6]:
            append_idle_record(layout, site, idle_line(run, base, begun))
            continue
        bulletins = [bulletin(site, serial, begun, language) for serial in islice(serials, due)]
        append_run_record(layout, site, write_run(layout, site, begun, bulletins, captures=size.captures))
        written, base = written + due, run


def write_run(
    layout: Layout, site: str, begun: dt.datetime, bulletins: list[Bulletin], *, captures: bool = False
) -> dict[str, Any]:
    """Write the segments and captures of a run, and return its record."""
    run = begun.strftime(RUN_FORMAT)
    segments, warc = SegmentWriter(layout, site, run, SEGMENT_LINES), CaptureWriter(layout, site, run)
    for one in bulletins:
        if captures:
            one.capture = warc.keep(exchange(one, begun), row(one))
        segments.add(one)
    segments.close()
    warc.close()
    return full_record(layout, site, begun, warc.files)


def bulletin(site: str, serial: int, begun: dt.datetime, language: Language) -> Bulletin:
    """Return the first version of a bulletin."""
    url, day = address(site, serial), begun.astimezone(SHANGHAI)
    names = ["".join(language.dice.choices(language.words[:400], k=2))[:3] for _ in range(2)]
    paragraphs = [language.text(_LETTERS // 3) for _ in range(3)]
    made = Bulletin(
        id=bulletin_id(url),
        url=url,
        site=site,
        channel=CHANNELS[serial % len(CHANNELS)],
        title=language.text(24),
        date=day.date().isoformat(),
        paragraphs=paragraphs,
        reporters=names,
        source=f"{site}融媒体中心",
        byline=f"记者 {' '.join(names)}",
        fetched_at=day.isoformat(timespec="seconds"),
        evidence={
            name: {"rule": "visible-line h1", "text": paragraphs[0][:40]}
            for name in ("title", "date", "paragraphs", "reporters", "source", "byline")
        },
    )
    made.fingerprint = fingerprint(made)
    return made


def exchange(one: Bulletin, moment: dt.datetime) -> Exchange:
    """Return the exchange that brought a bulletin: a page of 6 KB with its text."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in one.paragraphs)
    frame = "".join(f'<li><a href="/col/{number}/">{number:04}</a></li>' for number in range(120))
    body = f"<html><title>{one.title}</title><ul>{frame}</ul><h1>{one.title}</h1>{text}</html>".encode()
    headers = [("Content-Type", "text/html"), ("ETag", f'"{one.id}"'), ("Server", "nginx")]
    asked = [("User-Agent", "BulletinSpider"), ("Accept", "text/html"), ("Accept-Language", "zh-CN")]
    return Exchange(one.url, 200, headers, body, moment, request_headers=asked)


def row(one: Bulletin) -> dict[str, str]:
    """Return the row that led to a bulletin, as a capture keeps it."""
    return {"bulletin": one.id, "channel": one.channel, "listing-title": one.title, "listing-date": one.date}


def full_record(
    layout: Layout, site: str, begun: dt.datetime, captures: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the record of a run with everything that its readers need; about 4 KB."""
    run, ended = begun.strftime(RUN_FORMAT), begun + dt.timedelta(seconds=40)
    files = [segment_entry(path, layout.root) for path in layout.segments(site, run)]
    listed = {name: f"http://www.{site}.gov.cn/{number}/" for number, name in enumerate(CHANNELS)}
    walks = {
        name: {
            "url": url,
            "moved_from": None,
            "pages": 1,
            "family": "trs",
            "listed": 20,
            "rows": {"known": 20},
            "also": [],
            "overlap": "reached: overlap on page 1",
            "closed": True,
        }
        for name, url in listed.items()
    }
    figures = {"measured": 3, "fields": {"paragraphs": 1.0, "reporters": 0.667}, "body": 270, "days": 1}
    figures |= {"same_date": 1.0, "row_days": 1, "garbled": 0, "replaced": 0}
    days = [f"{(begun - dt.timedelta(days=number)).date()}" for number in range(8)]
    return {
        "run": run,
        "site": site,
        "called": site,
        "outcome": "ok",
        "reasons": [],
        "started": begun.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": 40.0,
        "narrowed": False,
        "published": sum(file["lines"] for file in files),
        "channels": walks,
        "owed": {},
        "failed": [],
        "settled": {},
        "visits": {},
        "seen": {},
        "attachments": {},
        "refused": {},
        "set_aside": {},
        "requests": 5 + sum(file["lines"] for file in files),
        "retries": 0,
        "bytes": 60_000,
        "files": files,
        "pages": [],
        "captures": captures,
        "rejected": [],
        "recovered": [],
        "versions": {"program": "0.1.0", "rules": "0123456789ab"},
        "changes": {},
        "fields": {},
        "health": {
            "channels": dict.fromkeys(CHANNELS, figures),
            "signs": {},
            "alarms": [],
            "accepted": False,
        },
        "rhythm": {name: {"days": days, "alive": True} for name in CHANNELS},
    }


def idle_line(run: str, base: str, begun: dt.datetime) -> dict[str, Any]:
    """Return the line of an idle run."""
    return {
        "run": run,
        "as": base,
        "outcome": "ok, nothing new",
        "ended": (begun + dt.timedelta(seconds=12)).isoformat(timespec="seconds"),
        "requests": 5,
        "confirmed": hashlib.sha256(b"").hexdigest(),  # the records name no page
    }
