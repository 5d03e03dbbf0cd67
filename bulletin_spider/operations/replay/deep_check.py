"""The deepest check: whether every page, as it was kept, still gives what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import run_of
from bulletin_spider.archive.run_records import read_run_records
from bulletin_spider.archive.segments.latest import LatestVersion
from bulletin_spider.archive.segments.reader import read_versions
from bulletin_spider.archive.verification.finding import RESTORE, Finding
from bulletin_spider.operations.replay.reread import RereadResult, read_again
from bulletin_spider.operations.run.record import versions
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.segments.latest import LatestVersions

REPLAY = "scrapy replay --dry-run shows how"
_WHAT = {
    RereadResult.DIFFERS: "the rules of today read it differently",
    RereadResult.REFUSED: "the rules of today refuse it",
    RereadResult.STUMBLED: "the rules of today stumble over it",
}


def reread_findings(latest: LatestVersions) -> Iterator[Finding]:
    """Yield a finding for each version that is read otherwise today; damaged captures are told by the other checks.

    One that a later version has replaced is read if today's rules are those that it was read by: no replay mends it.
    """
    today, rules = versions()["rules"], _rules(latest)
    for segment in latest.layout.segments(latest.site):
        alike = rules.get(run_of(segment)) == today
        for offset, version in read_versions(segment):
            published = _published(version, latest.site, segment.name, offset)
            newest = latest.get(version["id"]) == published
            if version["change"] == Change.WITHDRAWN or not (alike or newest):
                continue
            reading = read_again(latest.layout.root, published)
            if what := _WHAT.get(reading.result):
                place = f"bulletins/{latest.site}/{segment.name}, offset {offset}"
                why = f": {reading.why}" if reading.why else ""
                advice = REPLAY if newest else RESTORE
                yield Finding("reading", place, f"{what}: {published.url}{why}", advice)


def _rules(latest: LatestVersions) -> dict[str, str]:
    """Return for each run the digest of the rules that it read pages by."""
    records = (record for record, _ in read_run_records(latest.layout.runs(latest.site)))
    return {record["run"]: record.get("versions", {}).get("rules", "") for record in records}


def _published(version: dict[str, Any], site: str, segment: str, offset: int) -> LatestVersion:
    about = version | {"site": site, "segment": segment, "offset": offset}
    return LatestVersion(**{name: about[name] for name in LatestVersion._fields})
