"""The deepest check: whether every page, as it was kept, still gives what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.derive import WITHDRAWN
from bulletin_spider.archive.layout import run_of
from bulletin_spider.archive.run_records import read_runs
from bulletin_spider.archive.segments.latest import Published
from bulletin_spider.archive.segments.reader import versions as versions_of
from bulletin_spider.archive.verification.finding import RESTORE, Finding
from bulletin_spider.operations.replay.reread import DIFFERS, REFUSED, STUMBLED, read_again
from bulletin_spider.operations.run.record import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.segments.latest import Latest

REPLAY = "scrapy replay --dry-run shows how"
WORDS = {
    DIFFERS: "the rules of today read it differently",
    REFUSED: "the rules of today refuse it",
    STUMBLED: "the rules of today stumble over it",
}


def read_deeper(latest: Latest) -> Iterator[Finding]:
    """Yield a finding for each version that is read otherwise today; damaged captures are told by the other checks.

    One that a later version has replaced is read if today's rules are those that it was read by: no replay mends it.
    """
    today, rules = versions()["rules"], _rules(latest)
    for segment in latest.layout.segments(latest.site):
        alike = rules.get(run_of(segment)) == today
        for offset, version in versions_of(segment):
            published = _published(version, latest.site, segment.name, offset)
            newest = latest.get(version["id"]) == published
            if version["change"] == WITHDRAWN or not (alike or newest):
                continue
            reading = read_again(latest.layout.root, published)
            if what := WORDS.get(reading.word):
                place = f"bulletins/{latest.site}/{segment.name}, offset {offset}"
                why = f": {reading.why}" if reading.why else ""
                advice = REPLAY if newest else RESTORE
                yield Finding("reading", place, f"{what}: {published.url}{why}", advice)


def _rules(latest: Latest) -> dict[str, str]:
    """Return for each run the digest of the rules that it read pages by."""
    records = (record for record, _ in read_runs(latest.layout.runs(latest.site)))
    return {record["run"]: record.get("versions", {}).get("rules", "") for record in records}


def _published(version: dict[str, Any], site: str, segment: str, offset: int) -> Published:
    about = version | {"site": site, "segment": segment, "offset": offset}
    return Published(**{name: about[name] for name in Published._fields})
