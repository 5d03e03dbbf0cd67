"""The deepest check: whether every bulletin's page, as it was kept, still gives what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.derivation import WITHDRAWN
from bulletin_spider.archive.verification.finding import Finding
from bulletin_spider.operations.rereading import DIFFERS, REFUSED, STUMBLED, read_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.latest import Latest

REPLAY = "scrapy replay --dry-run shows how"
WORDS = {
    DIFFERS: "the rules of today read it differently",
    REFUSED: "the rules of today refuse it",
    STUMBLED: "the rules of today stumble over it",
}


def read_deeper(latest: Latest) -> Iterator[Finding]:
    """Yield a finding for each bulletin that is read otherwise today; damaged captures are told by the other checks."""
    for published in latest.everything():
        if published.change == WITHDRAWN:
            continue
        reading = read_again(latest.layout.root, published)
        if what := WORDS.get(reading.word):
            place = f"bulletins/{latest.site}/{published.segment}, offset {published.offset}"
            why = f": {reading.why}" if reading.why else ""
            yield Finding("reading", place, f"{what}: {published.url}{why}", REPLAY)
