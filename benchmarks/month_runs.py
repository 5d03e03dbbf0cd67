"""Simulate a month of runs for ``month.py``: ``month_runs.py TREE ARCHIVE SITES DAYS``.

It works with the package in TREE, today's or that of a commit before run records had files for months.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, sys.argv[1])

from bulletin_spider.archive import run_records
from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.operations.run.record import segment_entry
from bulletin_spider.operations.run.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = hasattr(run_records, "append_idle_record")
FIRST_DAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
HOURS = (1, 5, 9, 13)
CHANNELS = ("要闻", "通知公告", "部门动态", "街镇动态")
COUNTER = "街镇动态"
"""The channel whose listing differs each time."""
PAGE_BYTES = 20_000
"""Bytes of a page before compression: what a district's page has beside its text."""


class Site:
    """One site and its month."""

    def __init__(self, layout: Layout, name: str, seed: int) -> None:
        self.layout, self.name = layout, name
        self.dice = random.Random(seed)  # noqa: S311 - the same month each time
        self.published: list[tuple[Bulletin, dt.datetime, Exchange]] = []
        self.visited: dict[str, dt.datetime] = {}
        # What the pages of a site share, and what no compression makes smaller: names of files and classes.
        self.frame = "".join(
            f'<li class="c{self.dice.getrandbits(40):x}">栏目</li>' for _ in range(PAGE_BYTES // 40)
        )

    def run(self, begun: dt.datetime, *, publishes: bool = False) -> None:
        """Simulate a run: the listings, new bulletins in half of the runs, and the visits that are due."""
        archive = SiteArchive.begin(self.layout, self.name, begun)
        count = self.dice.randint(3, 6) if publishes or self.dice.random() < 0.5 else 0
        new = [self._bulletin(begun) for _ in range(count)]
        self._ask_pages(archive, begun)
        segments = SegmentWriter(self.layout, self.name, archive.run, 100)
        for bulletin, exchange in new:
            bulletin.capture = archive.captures.keep(exchange, _row(bulletin))
            segments.add(bulletin)
            self.published.append((bulletin, begun, exchange))
            self.visited[bulletin.id] = begun
        visits = list(self._visit(archive, begun))
        archive.captures.close()
        segments.close()
        archive.published += self.layout.segments(self.name, archive.run)
        record = self._record(archive, begun, visits)
        self._append(archive, record, is_idle=not new and not archive.captures.files)
        archive.index.add_published(archive.published)
        refresh(archive, record, CHANNELS, None)
        archive.end()

    def _ask_pages(self, archive: SiteArchive, moment: dt.datetime) -> None:
        robots = self._exchange("robots.txt", b"User-agent: *\nDisallow: /admin/\n", moment)
        archive.archived_responses.note_page(robots, archive.captures.keep(robots))
        for number, channel in enumerate(CHANNELS):
            own = [one.id for one, *_ in self.published if one.channel == channel][-20:]
            counter = f"<i>{self.dice.getrandbits(30)}</i>" if channel == COUNTER else ""
            rows = "".join(f'<li><a href="{identity}.html">{identity}</a></li>' for identity in own)
            body = f"<ul>{self.frame}</ul><ul>{rows}</ul>{counter}".encode()
            exchange = self._exchange(f"{number}/", body, moment)
            if TODAY:
                meta: dict[str, Any] = {}
                archive.same_listings.take(exchange, meta)
                archive.same_listings.settle(meta, hashlib.sha256(rows.encode()).hexdigest()[:16])
            else:
                archive.archived_responses.note_page(exchange, archive.captures.keep(exchange))

    def _visit(self, archive: SiteArchive, begun: dt.datetime) -> Iterator[str]:
        for bulletin, first, exchange in self.published:
            due = begun - self.visited[bulletin.id] >= dt.timedelta(hours=21)
            if due and begun - first < dt.timedelta(days=7):
                archive.archived_responses.remember(exchange, bulletin.capture or {})
                again = Exchange(
                    exchange.url,
                    200,
                    exchange.headers,
                    exchange.body,
                    begun,
                    request_headers=exchange.request_headers,
                )
                archive.captures.keep(again, _row(bulletin))
                self.visited[bulletin.id] = begun
                yield bulletin.id

    def _bulletin(self, begun: dt.datetime) -> tuple[Bulletin, Exchange]:
        number = self.dice.getrandbits(48)
        path = f"xw/t{number}.html"
        day = begun.astimezone(SHANGHAI)
        paragraphs = ["".join(chr(0x4E00 + self.dice.randrange(3500)) for _ in range(280)) for _ in range(3)]
        url = f"http://www.{self.name}.gov.cn/{path}"
        made = Bulletin(
            id=bulletin_id(url),
            url=url,
            site=self.name,
            channel=self.dice.choice(CHANNELS),
            title=paragraphs[0][:24],
            date=day.date().isoformat(),
            paragraphs=paragraphs,
            fetched_at=day.isoformat(timespec="seconds"),
            evidence={
                name: {"rule": "visible-line h1", "text": paragraphs[0][:40]}
                for name in ("title", "date", "paragraphs", "reporters", "source", "byline")
            },
        )
        made.fingerprint = fingerprint(made)
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        exchange = self._exchange(path, f"<ul>{self.frame}</ul><h1>{made.title}</h1>{text}".encode(), begun)
        return made, Exchange(
            exchange.url,
            200,
            exchange.headers,
            exchange.body,
            begun,
            request_headers=exchange.request_headers,
            row=_row(made),
        )

    def _exchange(self, path: str, body: bytes, moment: dt.datetime) -> Exchange:
        asked = [
            ("User-Agent", "BulletinSpider/0.1.0"),
            ("Accept", "text/html"),
            ("Accept-Language", "zh-CN"),
        ]
        headers = [("Content-Type", "text/html"), ("Server", "nginx"), ("ETag", f'"{len(body):x}"')]
        url = f"http://www.{self.name}.gov.cn/{path}"
        return Exchange(url, 200, headers, body, moment, request_headers=asked)

    def _record(self, archive: SiteArchive, begun: dt.datetime, visits: list[str]) -> dict[str, Any]:
        files = [segment_entry(path, self.layout.root) for path in archive.published]
        walks = {
            name: {
                "url": f"http://www.{self.name}.gov.cn/{number}/",
                "moved_from": None,
                "pages": 1,
                "family": "trs",
                "listed": 20,
                "rows": {"known": 20},
                "also": [],
                "overlap": "reached: overlap on page 1",
                "closed": True,
            }
            for number, name in enumerate(CHANNELS)
        }
        days = [f"{(begun - dt.timedelta(days=number)).date()}" for number in range(20)]
        figures = {"measured": 3, "fields": dict.fromkeys(("paragraphs", "reporters", "source"), 1.0)}
        figures |= {"body": 840, "days": 1, "same_date": 1.0, "row_days": 1, "garbled": 0, "replaced": 0}
        record = {
            "run": archive.run,
            "site": self.name,
            "called": self.name,
            "outcome": "ok" if files else "ok, nothing new",
            "reasons": [],
            "started": begun.isoformat(timespec="seconds"),
            "ended": (begun + dt.timedelta(seconds=40)).isoformat(timespec="seconds"),
            "seconds": 40.0,
            "narrowed": False,
            "published": sum(file["lines"] for file in files),
            "channels": walks,
            "owed": {},
            "failed": [],
            "settled": {},
            "visits": {"unchanged": visits} if visits else {},
            "seen": {},
            "attachments": {},
            "refused": {},
            "set_aside": {},
            "requests": 5 + len(visits),
            "retries": 0,
            "bytes": 60_000,
            "files": files,
            "pages": archive.archived_responses.seen_pages(),
            "captures": archive.captures.files,
            "rejected": [],
            "recovered": [],
            "versions": {"program": "0.1.0", "rules": "0123456789ab"},
            "changes": {},
            "fields": {},
            "health": {
                "channels": dict.fromkeys(CHANNELS, figures) if files else {},
                "signs": {},
                "alarms": [],
                "accepted": False,
            },
            "rhythm": {name: {"days": days, "alive": True} for name in CHANNELS},
        }
        if TODAY and archive.captures.confirmed.lines:
            kept = {one.id: {False: (one.capture or {})["digest"]} for one, *_ in self.published}
            record["confirmed"] = archive.captures.confirmed.entry(record, kept)
        return record

    def _append(self, archive: SiteArchive, record: dict[str, Any], *, is_idle: bool) -> None:
        if not TODAY:
            run_records.append_run_record(self.layout.runs(self.name), record)  # type: ignore[call-arg, arg-type]
            return
        last = archive.index.last_record()
        if is_idle and last.get("run", "")[:6] == record["run"][:6]:
            from bulletin_spider.archive.idle_records import fold  # noqa: PLC0415 - earlier commits lack it

            run_records.append_idle_record(self.layout, self.name, fold(record, last))
        else:
            run_records.append_run_record(self.layout, self.name, record)


def _row(bulletin: Bulletin) -> dict[str, str]:
    """Return the row that led to a bulletin, as a capture keeps it."""
    return {
        "bulletin": bulletin.id,
        "channel": bulletin.channel,
        "listing-title": bulletin.title,
        "listing-date": bulletin.date,
    }


def main() -> None:
    """Simulate every site, and one more run, in the next month, which lets the segments of the month be packed."""
    layout, sites, days = Layout(Path(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4])
    os.fsync = lambda _descriptor: None
    for number in range(sites):
        site = Site(layout, f"district{number:04}", number)
        for day in range(days):
            for hour in HOURS:
                site.run(FIRST_DAY + dt.timedelta(days=day, hours=hour))
        site.run(FIRST_DAY + dt.timedelta(days=days, hours=HOURS[0]), publishes=True)


if __name__ == "__main__":
    main()
