"""What every spider does with a row: it asks for the page, and hands it on with what the row said."""

from __future__ import annotations

import datetime as dt
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
    """Return the charset that the HTTP header names; None if it names none that is known."""
    header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return http_content_type_encoding(header)


class ArticleSpider(scrapy.Spider):
    """A spider of one site, under way: what it holds, and how it asks for articles."""

    allowed_domains: list[str]
    """Hosts, and those below them, that the site's bulletins may lie on."""

    site: str
    window: Window
    site_archive: SiteArchive
    ledger: Ledger
    ledger_signals: LedgerSignals

    def parse_article(self, response: Response, row: Row) -> Iterator[Page]:
        """Yield the page with what its row said, unless a redirect led home or to another row's page."""
        if is_home(response.url) and not is_home(row.url):
            self.ledger.led_home(row.id, response.meta.get("capture"))
            return
        answered = bulletin_id(canonical_url(response.url))
        if answered != row.id and (
            answered in self.ledger.asked or self.site_archive.index.known([answered])
        ):
            self.ledger.alias(row.id)
            return
        yield self.page(row, response, response.body, document=is_file(response.body))

    def page(self, row: Row, response: Response, body: bytes, *, document: bool) -> Page:
        """Return what the pipelines read; ``document`` says that the row leads to a file, not to a page."""
        return Page(
            id=row.id,
            site=self.site,
            channel=row.channel,
            url=row.url,
            body=body,
            fetched_at=dt.datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            charset=charset(response) if body else None,
            document=document,
            listing_title=row.title or None,
            listing_date=row.date,
            capture=response.meta.get("capture"),
        )

    def ask(self, row: Row, walk: Walk | None) -> Request:
        """Open a row's account, and return the request for its page; one without a walk is owed by an earlier run."""
        self.ledger.ask(row, walk)
        return self.article_request(row)

    def article_request(self, row: Row, **options: Any) -> Request:  # noqa: ANN401 - passed to Scrapy
        """Return the request for a row's page."""
        return scrapy.Request(
            row.url,
            self.parse_article,
            errback=self.ledger_signals.article_failed,
            cb_kwargs={"row": row},
            meta={"evidence": row.evidence()},
            **options,
        )
