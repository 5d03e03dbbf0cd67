"""The state of a run as the record sees it, whether its spider walks channels or is any other Scrapy spider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.crawl.arguments import Window
from bulletin_spider.crawl.ledger import Ledger
from bulletin_spider.crawl.spider import DistrictSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.archive.site_archive import SiteArchive
    from bulletin_spider.crawl.attachments.file_requests import Attachments
    from bulletin_spider.extraction.content import Rules
    from bulletin_spider.listings.rules import ListingRules


@dataclass(frozen=True, slots=True)
class RunState:
    """The archive, the ledger and the window of one run."""

    archive: SiteArchive
    ledger: Ledger
    window: Window
    called: str
    """How a command line names the site."""
    walks_channels: bool
    """Whether the spider walks the listings of channels, which can prove that no bulletin is missing."""
    rules: dict[str, tuple[Rules, ...]] = field(default_factory=dict)
    """The site's own rules for articles by channel."""
    title: str = ""
    """Whose site it is, for people."""
    region: str = ""
    """The district's code in GB/T 2260."""
    files: Attachments | None = None
    """The files of attachments that the run asks for; None if its spider walks no channels."""
    listing_rules: tuple[tuple[ListingRules, ...], ...] = ()
    """The site's own rules for the listings of each channel."""

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the state of a crawler's run; a spider that is no :class:`DistrictSpider` gets an empty ledger."""
        spider, archive = crawler.spider, opened_archive(crawler)
        if isinstance(spider, DistrictSpider):
            return cls(
                archive,
                spider.ledger,
                spider.window,
                spider.called,
                walks_channels=True,
                rules=spider.rules_by_channel(),
                title=spider.title,
                region=spider.region,
                files=spider.files,
                listing_rules=tuple(spider.listing_rules_for(channel) for channel in spider.channels),
            )
        assert spider is not None
        return cls(archive, Ledger(), Window(), spider.name, walks_channels=False)

    @property
    def attachments(self) -> dict[str, Any]:
        """The part of the run's record about the files of attachments."""
        return self.files.account() if self.files else {}

    @property
    def site(self) -> str:
        """The site's name."""
        return self.archive.site

    @property
    def run(self) -> str:
        """The run's name."""
        return self.archive.run
