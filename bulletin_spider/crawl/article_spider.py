"""Ask for the page of a row, and give it to the pipelines together with the row's title and day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy
from w3lib.encoding import http_content_type_encoding

from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url, is_home
from bulletin_spider.normalization.files import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Request, Response

    from bulletin_spider.archive.site_archive import SiteArchive
    from bulletin_spider.crawl.arguments import Window
    from bulletin_spider.crawl.ledger import Ledger
    from bulletin_spider.crawl.ledger_signals import LedgerSignals
    from bulletin_spider.crawl.listing_walk import Walk
    from bulletin_spider.crawl.row import Row


def charset(response: Response) -> str | None:
    """Return the charset of the HTTP header; None if there is none, or an unknown one."""
    header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return http_content_type_encoding(header)


class ArticleSpider(scrapy.Spider):
    """The part of a site's spider that asks for articles; revisits use it too."""

    allowed_domains: list[str]
    """Hosts of the site's bulletins; their subdomains count too."""

    site: str
    window: Window
    site_archive: SiteArchive
    ledger: Ledger
    ledger_signals: LedgerSignals

    def parse_article(self, response: Response, row: Row) -> Iterator[Page]:
        """Yield the page with its row, unless a redirect led to the home page or to another row's page."""
        if is_home(response.url) and not is_home(row.url):
            self.ledger.led_home(row.id, response.meta.get("capture"))
            return
        answered = bulletin_id(canonical_url(response.url))
        if answered not in {row.id, bulletin_id(row.url)} and self._is_other_bulletin(answered, row):
            self.ledger.settle_as_alias(row.id)
            return
        yield self.page(row, response, response.body, document=is_file(response.body))

    def _is_other_bulletin(self, identity: str, row: Row) -> bool:
        known = self.site_archive.index.known([identity]).get(identity)
        return identity in self.ledger.asked or (known is not None and known.id != row.id)

    def page(self, row: Row, response: Response, body: bytes, *, document: bool) -> Page:
        """Return the item for the pipelines. ``document``: the row leads to a file, not to a page."""
        return Page(
            id=row.id,
            site=self.site,
            channel=row.channel,
            url=row.url,
            body=body,
            fetched_at=self.site_archive.clock.now(SHANGHAI).isoformat(timespec="seconds"),
            charset=charset(response) if body else None,
            document=document,
            listing_title=row.title or None,
            listing_date=row.date,
            listing_year=row.listing_year,
            capture=response.meta.get("capture"),
        )

    def ask(self, row: Row, walk: Walk | None) -> Request:
        """Open a row in the ledger, and return the request for its page. An owed row has no walk."""
        self.ledger.ask(row, walk)
        return self.article_request(row)

    def article_request(self, row: Row, url: str = "", **options: Any) -> Request:  # noqa: ANN401 - passed to Scrapy
        """Return the request for a row's page; ``url`` is another spelling of its address."""
        return scrapy.Request(
            url or row.url,
            self.parse_article,
            errback=self.ledger_signals.article_failed,
            cb_kwargs={"row": row},
            meta={"evidence": row.evidence()},
            **options,
        )
