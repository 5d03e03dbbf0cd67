"""Third: what is new goes on, what is published already in these words goes no further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from bulletin_spider.archive.derivation import WITHDRAWN
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.pipelines.refusals import Unchanged

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.archive.index import Known
    from bulletin_spider.items import Bulletin


class ChangesPipeline:
    """Compares a bulletin with its latest published version."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Bulletin) -> Bulletin:
        """Return the bulletin as the version it is; raise ``Unchanged`` if it says nothing new."""
        item.fingerprint = fingerprint(item)
        known = self.crawler.spider.visit.index.known([item.id]).get(item.id)  # type: ignore[union-attr]
        if known is None:
            return item
        item.change = self._change(item, known)
        item.revision = known.revision + 1
        item.previous = known.fingerprint
        return item

    def _change(self, item: Bulletin, known: Known) -> str:
        if item.change == WITHDRAWN:
            return WITHDRAWN
        if known.change == WITHDRAWN:
            return "restored"
        if known.fingerprint == item.fingerprint:
            raise Unchanged(f"unchanged since revision {known.revision}: {item.url}")
        return "revised"
