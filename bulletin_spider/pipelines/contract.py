"""Refuse a bulletin that breaks the contract, before it becomes an immutable line."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy.utils.serialize import ScrapyJSONEncoder

from bulletin_spider.archive.extension import reading_journal
from bulletin_spider.contract.check import faults
from bulletin_spider.contract.soundness import is_sound
from bulletin_spider.exceptions import BrokenContract
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.pipelines.drop_reasons import RefusedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


_OURS = frozenset(field.name for field in fields(Bulletin))
_ENCODER = ScrapyJSONEncoder(ensure_ascii=False, allow_nan=False)
"""Writes dates, sets and items as the export does, but no NaN: other programs cannot read it."""


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
            wrong = _fault(item)
        if wrong:
            refusal = BrokenContract(wrong)
            self.crawler.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal)
        return item


def _fault(bulletin: Bulletin) -> str | None:
    """Return the first fault of the line that the bulletin would be; clean the texts of a subclass's own fields."""
    names = [field.name for field in fields(bulletin)]
    for name in names:
        if name not in _OURS:
            setattr(bulletin, name, publishable(getattr(bulletin, name)))
    line = {name: getattr(bulletin, name) for name in names}
    if is_sound(line) and _unwritable(line) is None:
        return None
    line = ItemAdapter(
        bulletin
    ).asdict()  # a project may put items into fields: the export writes them as objects
    return next(iter(faults(line)), None) or next(
        (f"{name}: {value!r:.80} {why}" for name, value in line.items() if (why := _unwritable(value))), None
    )


def _unwritable(value: object) -> str | None:
    """Return why a value cannot be written as JSON, as the export writes it; None if it can."""
    try:
        _ENCODER.encode(value).encode()
    except (TypeError, ValueError, RecursionError) as error:
        return f"cannot be written as JSON: {error}"
    return None
