"""Refuse incomplete bulletins, and drop those outside the run's window."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.exceptions import IncompleteBulletin, MissingBody, MissingDate, MissingTitle
from bulletin_spider.extraction.fields.year_warnings import UNSUPPORTED
from bulletin_spider.items import Bulletin
from bulletin_spider.pipelines.drop_reasons import OutsideWindow, RefusedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CompletenessPipeline:
    """Publishes a bulletin only with a title, a date, and a paragraph, a picture or an attachment."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - a spider may yield items of other kinds
        """Return the item. Raises ``RefusedPage`` or ``OutsideWindow`` for a bulletin."""
        if not isinstance(item, Bulletin):
            return item
        if refusal := incompleteness(item):
            self.crawler.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal)
        window = getattr(self.crawler.spider, "window", None)
        # A spider without channels may have an attribute of this name, with another meaning.
        if (
            window is not None
            and hasattr(window, "leaves_out")
            and (status := window.leaves_out(dt.date.fromisoformat(item.date)))
        ):
            raise OutsideWindow(status)
        return item


def incompleteness(bulletin: Bulletin) -> IncompleteBulletin | None:
    """Return what an incomplete bulletin lacks, as a refusal; None for a complete one."""
    if not bulletin.title:
        return MissingTitle(f"no headline on the page or in its row: {bulletin.url}")
    if not bulletin.date:
        yearless = next((text for text in bulletin.warnings if text.endswith(UNSUPPORTED)), None)
        return MissingDate(f"{yearless or 'no day on the page, in its row or its address'}: {bulletin.url}")
    if not (bulletin.paragraphs or bulletin.images or bulletin.attachments):
        return MissingBody(f"no paragraph, picture or attachment: {bulletin.url}")
    return None
