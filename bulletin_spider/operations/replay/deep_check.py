"""Check that every kept page still gives the bulletin that was published: ``bulletin verify --deep``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.object_store.paths import check_answers
from bulletin_spider.archive.run_records import read_run_records
from bulletin_spider.archive.segments.latest import LatestVersion
from bulletin_spider.archive.segments.reader import read_versions
from bulletin_spider.archive.verification.finding import RESTORE, Finding
from bulletin_spider.crawl.site_loader import archived_rules
from bulletin_spider.operations.replay.reread import RereadResult, read_again
from bulletin_spider.operations.run.record import versions
from bulletin_spider.program import PROGRAM
from bulletin_spider.reading_time import READING_SECONDS
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.spiderloader import SpiderLoaderProtocol

    from bulletin_spider.archive.segments.latest import LatestVersions

REPLAY = f"{PROGRAM} replay --dry-run shows how"
_DIFFERENCES = {
    RereadResult.DIFFERS: "today's rules read it differently",
    RereadResult.REFUSED: "today's rules refuse it",
    RereadResult.STUMBLED: "today's rules fail on it",
}


def reread_findings(
    latest: LatestVersions, loader: SpiderLoaderProtocol | None = None, seconds: float = READING_SECONDS
) -> Iterator[Finding]:
    """Yield a finding for each version that today's rules read differently. Other checks find damaged captures.

    A version that a later one has replaced is only read if today's rules are the rules that read it. A replay cannot
    repair it: it publishes nothing for old versions. ``loader`` gives the site's own rules, ``seconds`` is the CPU time
    that reading a page may take.
    """
    own = archived_rules(loader, latest.site) if loader else {}
    today, rules = versions(own)["rules"], _rules(latest)
    for segment in latest.layout.segments(latest.site):
        same_rules = rules.get(run_of(segment)) == today
        for offset, version in read_versions(segment):
            published = _published(version, latest.site, segment.name, offset)
            newest = latest.get(version["id"]) == published
            if version["change"] == Change.WITHDRAWN or not (same_rules or newest):
                continue
            reread = read_again(latest.layout.root, published, own, seconds)
            if reread.result == RereadResult.DAMAGED:
                check_answers(latest.layout.root)
            if difference := _DIFFERENCES.get(reread.result):
                place = f"bulletins/{latest.site}/{segment.name}, offset {offset}"
                why = f": {reread.why}" if reread.why else ""
                advice = REPLAY if newest else RESTORE
                yield Finding("reading", place, f"{difference}: {published.url}{why}", advice)


def _rules(latest: LatestVersions) -> dict[str, str]:
    """Return for each run the digest of the rules that it used."""
    records = (record for record, _ in read_run_records(latest.layout, latest.site))
    return {record["run"]: record.get("versions", {}).get("rules", "") for record in records}


def _published(version: dict[str, Any], site: str, segment: str, offset: int) -> LatestVersion:
    about = {"moved_to": None} | version | {"site": site, "segment": segment, "offset": offset}
    return LatestVersion(**{name: about[name] for name in LatestVersion._fields})
