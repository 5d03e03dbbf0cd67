"""Read the archived pages again with today's rules, and publish or show the differences."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.segments.writer import SegmentWriter
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.comparison import diff_lines, difference
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.operations.replay.reread import RereadBulletin, RereadResult, read_again
from bulletin_spider.operations.replay.workers import RereadPool
from bulletin_spider.operations.run.record import file_entry, segment_entry, versions
from bulletin_spider.operations.run.refresh import refresh
from bulletin_spider.reading_time import READING_SECONDS
from bulletin_spider.statuses import Change, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.segments.latest import LatestVersion
    from bulletin_spider.extraction.content import Rules

PrintText = Callable[[str], None]
_FAILED = (RereadResult.REFUSED, RereadResult.DAMAGED, RereadResult.STUMBLED)
_UNREAD = (RereadResult.DAMAGED, RereadResult.STUMBLED, RereadResult.ELSEWHERE)
"""The results of bulletins that were not read again."""


class ReplayOptions(NamedTuple):
    """Which bulletins are read again, and how."""

    jobs: int
    since: str = ""
    """Read only bulletins of this day or a later one, YYYY-MM-DD; empty for all."""
    segment_lines: int = 100
    feeds: str | None = None
    """The directory of feeds to refresh."""
    rules: Mapping[str, Mapping[str, tuple[Rules, ...]]] = {}
    """Site → its own rules by channel."""
    reading_seconds: float = READING_SECONDS
    """CPU time that reading one page may take."""
    stopped: Callable[[], bool] = bool
    """Return whether a signal asks to stop. What is read by then is published."""


@dataclass(slots=True)
class ReplayResult:
    """The results of a site's replay, counted."""

    site: str
    results: Counter[RereadResult] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    """Field → how many bulletins differ in it."""
    interrupted: bool = False

    @property
    def outcome(self) -> Outcome:
        """How the replay ended."""
        if self.interrupted:
            return Outcome.INTERRUPTED
        if any(self.results[result] for result in _UNREAD):
            return Outcome.INCOMPLETE
        return Outcome.OK if self.results[RereadResult.DIFFERS] else Outcome.NOTHING_NEW

    @property
    def reasons(self) -> list[str]:
        """The reasons for the outcome."""
        stopped = ["stopped by a signal"] if self.interrupted else []
        return stopped + [
            f"{self.results[result]} {result}"
            for result in (*_FAILED, RereadResult.ELSEWHERE)
            if self.results[result]
        ]

    def __str__(self) -> str:
        """Return the summary for a person."""
        parts = ", ".join(
            f"{self.results[result]} {result}"
            for result in RereadResult
            if self.results[result] or result == RereadResult.DIFFERS
        )
        fields = ", ".join(f"{name} {count}" for name, count in self.fields.most_common())
        total = f"{self.site}: {self.results.total()} bulletins: {parts}"
        return f"{total}\n  fields that differ: {fields}" if fields else total


def preview(layout: Layout, site: str, options: ReplayOptions, print_text: PrintText) -> ReplayResult:
    """Print field by field how each bulletin would be read today. Nothing is locked or written."""
    result = ReplayResult(site)
    with closing(LatestVersions.from_segments(layout, site)) as latest:
        for reread in _reread_all(latest, options, result, print_text):
            if reread.bulletin:
                before, after = latest.read_version(reread.published), asdict(reread.bulletin)
                result.fields.update(difference(before, after).keys())
                print_text(
                    "\n".join([reread.published.url, *(f"  {line}" for line in diff_lines(before, after))])
                )
    return result


def replay(layout: Layout, site: str, options: ReplayOptions, print_text: PrintText) -> ReplayResult:
    """Publish, in a run of its own, a ``reread`` version of each bulletin that is read differently today.

    Raise ``LockedSite``, ``ArchiveFault`` or ``DamagedSegment``.
    """
    result = ReplayResult(site)
    started = dt.datetime.now(dt.UTC)
    archive, whole = SiteArchive.begin(layout, site, started), False
    try:
        writer = SegmentWriter(layout, site, archive.run, options.segment_lines)
        with closing(LatestVersions.from_segments(layout, site)) as latest:
            for reread in _reread_all(latest, options, result, print_text):
                if reread.bulletin:
                    before, after = latest.read_version(reread.published), asdict(reread.bulletin)
                    result.fields.update(difference(before, after).keys())
                    writer.add(reread.bulletin)
        writer.close()
        archive.published += layout.segments(site, archive.run)
        record, channels = (
            _record(archive, result, started, options),
            {channel for channel, _ in archive.index.closed_channels()},
        )
        append_run_record(layout, site, record)
        archive.index.add_published(archive.published, archive.run)
        if stale := refresh(archive, record, channels, options.feeds):
            print_text(stale)
        whole = True
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    finally:
        archive.end(clean=whole)
    return result


def _reread_all(
    latest: LatestVersions, options: ReplayOptions, result: ReplayResult, print_text: PrintText
) -> Iterator[RereadBulletin]:
    """Yield the bulletins that were read again, until a signal asks to stop. Count each; print it if it failed."""
    read = partial(read_again, rules=options.rules.get(latest.site), seconds=options.reading_seconds)
    pool = RereadPool(latest.layout.root, options.jobs, read=read)
    with closing(pool.reread(_published_since(latest, options.since))) as rereads:
        for reread in rereads:
            if options.stopped():
                result.interrupted = True
                return
            result.results[reread.result] += 1
            if reread.result == RereadResult.ELSEWHERE and result.results[reread.result] == 1:
                print_text(f"{reread.result}: {reread.why}")  # one line says it of all
            elif reread.result in _FAILED:
                print_text(f"{reread.result}: {reread.published.url}: {reread.why}")
            yield reread


def _published_since(latest: LatestVersions, since: str) -> Iterator[LatestVersion]:
    return (published for published in latest.in_capture_order(since) if published.change != Change.WITHDRAWN)


def _record(
    archive: SiteArchive, result: ReplayResult, started: dt.datetime, options: ReplayOptions
) -> dict[str, Any]:
    """Return the run's record. It has the fields of a crawl's record and hands on the rows that the last run owed."""
    root, last, ended = archive.layout.root, archive.index.last_record(), dt.datetime.now(dt.UTC)
    files = [segment_entry(path, root) for path in archive.published]
    return {
        "run": archive.run,
        "site": archive.site,
        **{name: last[name] for name in ("title", "region") if last.get(name)},
        "called": last.get("called", archive.site),
        "outcome": result.outcome,
        "reasons": result.reasons,
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
        "changes": {Change.REREAD: result.results[RereadResult.DIFFERS]},
        "visits": {},
        "seen": {},
        "absent": {},
        "attachments": {},
        "refused": {},
        "set_aside": {},
        "fields": {},
        "health": {},
        "requests": 0,
        "retries": 0,
        "bytes": 0,
        "files": files,
        "versions": versions(options.rules.get(archive.site, {})),
        "pages": last.get("pages", []),
        "captures": [],
        "rejected": [],
        "recovered": [file_entry(path, root) for path in archive.recovered],
    }
