"""The spider every site is: what it is told, what it holds, where it begins and how it ends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.site_archive import Visit
from bulletin_spider.crawl.arguments import COMMON, check_names, check_settings, read_window
from bulletin_spider.crawl.ledger import Accounts
from bulletin_spider.crawl.ledger_signals import Bookkeeping
from bulletin_spider.crawl.listing_walk import Row, Walk
from bulletin_spider.crawl.moved_channels import Moves
from bulletin_spider.crawl.revisits import Revisits
from bulletin_spider.crawl.walking import WalkingSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from bulletin_spider.items import Bulletin


class DistrictSpider(WalkingSpider):
    """A site's news. A subclass states facts only: ``name``, ``allowed_domains`` and ``channels``."""

    own_arguments: ClassVar[tuple[str, ...]] = ()
    """What ``-a`` accepts beside what every spider does."""

    revisits: Revisits

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Read the arguments; raise ``UsageFault`` for what cannot be meant."""
        super().__init__(name)
        check_names(arguments, (*COMMON, *self.own_arguments))
        self.site = self.name
        self.prepare(arguments)
        self.window = read_window(arguments, self.channels)
        self.accounts = Accounts()
        self.bookkeeping = Bookkeeping(self.accounts)
        self.closed: dict[tuple[str, str], str] = {}
        self.moves = Moves(self.channels, self.allowed_domains)

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the spider's own arguments, before the common ones are read."""

    def serve(self) -> Callable[[], None] | None:
        """Start what the site needs to be there at all, and return how to stop it; a real site needs nothing."""
        return None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider of one run, which holds the site's archive from here on."""
        check_settings(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        layout = Layout(Path(crawler.settings["ARCHIVE_DIR"]))
        spider.visit = Visit.begin(
            layout, spider.site, dt.datetime.now(dt.UTC), crawler.settings.getint("CAPTURE_ROLL_BYTES")
        )
        spider.bookkeeping.connect(crawler.signals)
        spider.revisits = Revisits(spider)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        if stop := spider.serve():
            crawler.signals.connect(stop, signals.spider_closed, weak=False)
        return spider

    @property
    def run(self) -> str:
        """The run's name."""
        return self.visit.run

    @property
    def called(self) -> str:
        """What names the site on a command line, behind ``scrapy crawl`` or ``scrapy doctor``."""
        return self.name

    def own_addresses(self) -> list[str]:
        """Return the addresses whose hosts the site was started on; see listings/guard.py."""
        return [*(channel.url for channel in self.channels.values()), *filter(None, [self.home])]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what earlier runs still owe, then for the newest page of each channel."""
        self.closed = self.visit.index.closed()
        for record in self.visit.index.last_record().get("failed", []):
            row = Row(**record)
            if self.window.narrow or self.window.channel not in {None, row.channel}:
                self.accounts.failed[row.id] = row
            else:
                yield self.ask(row, None)
        for name, channel in self.channels.items():
            if self.window.channel in {None, name}:
                overlap = self.settings.getint("OVERLAP_ROWS")
                walk = self.accounts.open_walk(Walk(name, channel.url, self.window.narrow, overlap=overlap))
                yield self.listing_request(walk, channel.url)
        async for request in self.revisits.requests():
            yield request

    def idle(self) -> None:
        """Publish, when all else is done, what the run found to be withdrawn."""
        if request := self.revisits.parting_request(self.parse_gone):
            self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def parse_gone(self, _: Response) -> Iterator[Bulletin]:
        """Yield the last versions of what is withdrawn."""
        yield from self.revisits.withdrawn()
