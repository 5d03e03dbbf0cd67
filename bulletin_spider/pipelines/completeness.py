"""Second: a bulletin that lacks what a consumer counts on is refused, one outside the window left out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from bulletin_spider.exceptions import IncompleteBulletin, MissingBody, MissingDate, MissingTitle
from bulletin_spider.pipelines.drop_reasons import OutsideWindow, RefusedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.items import Bulletin


class CompletenessPipeline:
    """Title, date, and paragraphs or pictures or attachments: nothing less is published."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Bulletin) -> Bulletin:
        """Return the bulletin; raise ``RefusedPage`` or ``OutsideWindow``."""
        if refusal := missing(item):
            self.crawler.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal)
        window = self.crawler.spider.window  # type: ignore[union-attr]
        if word := window.leaves_out(dt.date.fromisoformat(item.date)):
            raise OutsideWindow(word)
        return item


def missing(bulletin: Bulletin) -> IncompleteBulletin | None:
    """Return the refusal of an incomplete bulletin, None for a complete one."""
    if not bulletin.title:
        return MissingTitle(f"no headline on the page or in its row: {bulletin.url}")
    if not bulletin.date:
        return MissingDate(f"no day on the page, in its row or its address: {bulletin.url}")
    if not (bulletin.paragraphs or bulletin.images or bulletin.attachments):
        return MissingBody(f"no paragraph, picture or attachment: {bulletin.url}")
    return None
