"""Add to each item of any spider what only the response knows: site, time of the fetch, and capture."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.items import SHANGHAI, Page

if TYPE_CHECKING:
    from scrapy.http import Response

NEEDED = ("url", "title")
"""An item with these fields is a bulletin; any other item passes through unchanged."""


def is_bulletin(item: object) -> bool:
    """Return whether an item of any kind has the fields of a bulletin."""
    return ItemAdapter.is_item(item) and all(name in ItemAdapter(item) for name in NEEDED)


class ProvenanceMiddleware(BaseSpiderMiddleware):
    """Spider middleware: fills ``site``, ``channel``, ``fetched_at`` and ``capture`` where the spider left them empty.

    An item whose class has no such fields continues as a dict with its own fields and these.
    """

    def get_processed_item(self, item: Any, response: Response | None) -> Any:  # noqa: ANN401 - any kind of item
        """Return the item with its provenance."""
        if isinstance(item, Page) or not is_bulletin(item):
            return item
        adapter = ItemAdapter(item)
        found = self._provenance(response)
        try:
            for name, value in found.items():
                if not adapter.get(name):
                    adapter[name] = value
        except KeyError:
            return found | adapter.asdict()
        return item

    def _provenance(self, response: Response | None) -> dict[str, Any]:
        assert self.crawler.spider is not None
        return {
            "site": opened_archive(self.crawler).site,
            "channel": self.crawler.spider.name,
            "fetched_at": dt.datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            "capture": response.meta.get("capture") if response is not None and response.request else None,
        }
