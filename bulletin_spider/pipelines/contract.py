"""Refuse a bulletin that breaks the contract, before it becomes an immutable line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter

from bulletin_spider.archive.extension import reading_journal
from bulletin_spider.contract.check import faults
from bulletin_spider.exceptions import BrokenContract
from bulletin_spider.items import Bulletin
from bulletin_spider.pipelines.drop_reasons import RefusedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ContractPipeline:
    """The last pipeline: it sees the bulletin as it will be published, after the pipelines of a project."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - a spider may yield items of other kinds
        """Return the item. Raises ``RefusedPage`` that names the wrong field."""
        if not isinstance(item, Bulletin):
            return item
        with reading_journal(self.crawler).reading_on(item.id, item.url, last=True):
            wrong = faults(ItemAdapter(item).asdict())
        if wrong:
            refusal = BrokenContract(wrong[0])
            self.crawler.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal)
        return item
