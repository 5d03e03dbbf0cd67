"""The archive read again by the rules of today: what differs is published, or only shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.operations.replay.reread import RereadBulletin, RereadResult
from bulletin_spider.operations.replay.workers import ReadingPool
from bulletin_spider.operations.reporting.version_diff import difference, readable
from bulletin_spider.operations.run.record import described, hashed, versions
from bulletin_spider.operations.run.refresh import refresh
from bulletin_spider.statuses import Change, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.segments.latest import LatestVersion

Tell = Callable[[str], None]
_FAILED = (RereadResult.REFUSED, RereadResult.DAMAGED, RereadResult.STUMBLED)


class Wish(NamedTuple):
    """What is read again, and how."""

    jobs: int
    since: str = ""
    """Bulletins of this day and later, YYYY-MM-DD; empty for all."""
    segment_lines: int = 100
    feeds: str | None = None
    """A directory in which feeds are kept fresh."""
    stopped: Callable[[], bool] = bool
    """Whether a signal has asked for an end; what is whole by then is published."""


@dataclass(slots=True)
class Account:
    """What became of a site's bulletins."""

    site: str
    results: Counter[RereadResult] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    """How many bulletins differ in a field."""
    interrupted: bool = False

    @property
    def outcome(self) -> Outcome:
        """How the replay ended."""
        if self.interrupted:
            return Outcome.INTERRUPTED
        if self.results[RereadResult.DAMAGED] or self.results[RereadResult.STUMBLED]:
            return Outcome.INCOMPLETE
        return Outcome.OK if self.results[RereadResult.DIFFERS] else Outcome.NOTHING_NEW

    @property
    def reasons(self) -> list[str]:
        """What speaks for the outcome."""
        stopped = ["stopped by a signal"] if self.interrupted else []
        return stopped + [f"{self.results[result]} {result}" for result in _FAILED if self.results[result]]

    def __str__(self) -> str:
        """Return the lines that a person reads at the end."""
        parts = ", ".join(
            f"{self.results[result]} {result}"
            for result in RereadResult
            if self.results[result] or result == RereadResult.DIFFERS
        )
        fields = ", ".join(f"{name} {count}" for name, count in self.fields.most_common())
        total = f"{self.site}: {self.results.total()} bulletins: {parts}"
        return f"{total}\n  fields that differ: {fields}" if fields else total


def preview(layout: Layout, site: str, wish: Wish, tell: Tell) -> Account:
    """Tell how each bulletin would be read today, field by field. Nothing is locked or written."""
    account = Account(site)
    with closing(LatestVersions.from_segments(layout, site)) as latest:
        for reading in _readings(latest, wish, account, tell):
            if reading.bulletin:
                before, after = latest.read_version(reading.published), asdict(reading.bulletin)
                account.fields.update(difference(before, after).keys())
                tell("\n".join([reading.published.url, *(f"  {line}" for line in readable(before, after))]))
    return account


def replay(layout: Layout, site: str, wish: Wish, tell: Tell) -> Account:
    """Publish a ``reread`` version of each bulletin that is read differently today, as a run of its own.

    Raises ``LockedSite``, ``ArchiveFault`` and ``DamagedSegment``.
    """
    account = Account(site)
    started = dt.datetime.now(dt.UTC)
    archive, whole = SiteArchive.begin(layout, site, started), False
    try:
        writer = SegmentWriter(layout, site, archive.run, wish.segment_lines)
        with closing(LatestVersions.from_segments(layout, site)) as latest:
            for reading in _readings(latest, wish, account, tell):
                if reading.bulletin:
                    before, after = latest.read_version(reading.published), asdict(reading.bulletin)
                    account.fields.update(difference(before, after).keys())
                    writer.add(reading.bulletin)
        writer.close()
        archive.published += layout.segments(site, archive.run)
        record, channels = (
            _record(archive, account, started),
            {channel for channel, _ in archive.index.closed_channels()},
        )
        append_run_record(layout.runs(site), record)
        whole = True
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    finally:
        archive.end(clean=whole)
    if stale := refresh(layout, site, record, channels, wish.feeds):
        tell(stale)
    return account


def _readings(latest: LatestVersions, wish: Wish, account: Account, tell: Tell) -> Iterator[RereadBulletin]:
    """Yield the readings, each counted and told if it is no good, until a signal asks for an end."""
    pool = ReadingPool(latest.layout.root, wish.jobs)
    with closing(pool.readings(_chosen(latest, wish.since))) as readings:
        for reading in readings:
            if wish.stopped():
                account.interrupted = True
                return
            account.results[reading.result] += 1
            if reading.result in _FAILED:
                tell(f"{reading.result}: {reading.published.url}: {reading.why}")
            yield reading


def _chosen(latest: LatestVersions, since: str) -> Iterator[LatestVersion]:
    return (published for published in latest.in_capture_order(since) if published.change != Change.WITHDRAWN)


def _record(archive: SiteArchive, account: Account, started: dt.datetime) -> dict[str, Any]:
    """Return the run's record: that of a crawl which asked for nothing, and hands on what the last one owed."""
    root, last, ended = archive.layout.root, archive.index.last_record(), dt.datetime.now(dt.UTC)
    files = [described(path, root) for path in archive.published]
    return {
        "run": archive.run,
        "site": archive.site,
        "called": last.get("called", archive.site),
        "outcome": account.outcome,
        "reasons": account.reasons,
        "started": started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - started).total_seconds(), 1),
        "replay": True,
        "narrowed": False,
        "published": sum(file["lines"] for file in files),
        "channels": {},
        "owed": {},
        "failed": last.get("failed", []),
        "settled": {},
        "rhythm": last.get("rhythm", {}),
        "changes": {Change.REREAD: account.results[RereadResult.DIFFERS]},
        "visits": {},
        "seen": {},
        "refused": {},
        "fields": {},
        "health": {},
        "requests": 0,
        "retries": 0,
        "bytes": 0,
        "files": files,
        "versions": versions(),
        "pages": last.get("pages", []),
        "captures": [],
        "rejected": [],
        "recovered": [hashed(path, root) for path in archive.recovered],
    }
