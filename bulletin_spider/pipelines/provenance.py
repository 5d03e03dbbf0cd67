"""Give each item of any spider what only the response knows: site, time of the fetch, and capture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from w3lib.encoding import http_content_type_encoding

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.contract.fields import is_bulletin
from bulletin_spider.items import SCHEMA, SHANGHAI, Bulletin, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector


YIELDED = "bulletin/yielded"
"""Scrapy's stat: how many bulletins and pages the spider has yielded."""
ARCHIVED = "archived"
"""Key of a request's ``meta``: its callback yields versions made of published ones, which name their own evidence."""
_FIRST_VERSION: dict[str, Any] = {
    "id": "",
    "change": Change.NEW,
    "revision": 1,
    "fingerprint": "",
    "previous": None,
    "schema": SCHEMA,
}
"""Fields that the archive alone decides, with the values that a bulletin begins with."""


class ProvenanceMiddleware(BaseSpiderMiddleware):
    """Spider middleware: sets ``site``, ``fetched_at`` and ``capture``, and ``channel`` where the spider left it empty.

    A dict takes the place of an item of another class, because the class may be frozen or have no such fields.
    """

    def get_processed_item(self, item: Any, response: Response | None) -> Any:  # noqa: ANN401 - any kind of item
        """Return the item with its provenance, and without what only the archive decides."""
        if not is_bulletin(item):
            return item
        self.stats.inc_value(YIELDED)
        if response is not None and response.meta.get(ARCHIVED):
            return item
        found = self._provenance(response)
        if isinstance(item, Page):
            return self._filled(item, found, response)
        if isinstance(item, Bulletin):
            found |= {"channel": item.channel or found["channel"], **_FIRST_VERSION}
            for name, value in found.items():
                setattr(item, name, value)
            return item
        own = ItemAdapter(item).asdict()
        return {name: own[name] for name in own if name not in _FIRST_VERSION} | (
            found | {"channel": own.get("channel") or found["channel"]}
        )

    def _filled(self, page: Page, found: dict[str, Any], response: Response | None) -> Page:
        """Return the page with its empty fields filled; its site is always that of the run."""
        try:
            page.url = canonical_url(page.url)
        except (TypeError, ValueError, AttributeError):
            return page  # normalization refuses it, and names the field
        found |= {"id": bulletin_id(page.url)}
        if response is not None and response.body == page.body:
            header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
            found |= {"charset": http_content_type_encoding(header)}
        for name, value in found.items():
            if name == "site" or not getattr(page, name):
                setattr(page, name, value)
        return page

    @property
    def stats(self) -> StatsCollector:
        """Scrapy's stats of the run."""
        assert self.crawler.stats is not None
        return self.crawler.stats

    def _provenance(self, response: Response | None) -> dict[str, Any]:
        assert self.crawler.spider is not None
        return {
            "site": opened_archive(self.crawler).site,
            "channel": self.crawler.spider.name,
            "fetched_at": opened_archive(self.crawler).clock.now(SHANGHAI).isoformat(timespec="seconds"),
            "capture": response.meta.get("capture") if response is not None and response.request else None,
        }
