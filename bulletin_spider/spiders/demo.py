"""The demo district: a small site on loopback to try the program."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.clock import CLOCK, Clock, DemoClock
from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.crawl.arguments import whole_number
from bulletin_spider.demo.article import CHANNELS
from bulletin_spider.demo.content import date_of, day_of
from bulletin_spider.demo.server import HOST, PORT, DemoServer
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from bulletin_spider.archive.site_archive import SiteArchive


_BEGIN = dt.time(20, 30, tzinfo=SHANGHAI)
"""The time of each day that a moved clock shows: all articles of the day are there, and the days are 24 hours apart."""


def _clock_of(day: int) -> DemoClock:
    return DemoClock(dt.datetime.combine(date_of(day), _BEGIN))


def _last_record(settings: BaseSettings) -> dict[str, Any]:
    """Return the last record of the demo; empty if there is none, or if it cannot be read: the run says why."""
    with suppress(OSError):
        return next(iter(last_run_records(Layout.of(settings), "demo", 1)), {})
    return {}


class DemoSpider(DistrictSpider):
    """青澜区, a fictional district. The run serves its site itself, on ``-a port=…``, in the state of ``-a day=…``.

    With ``-a clock=day`` the clock of the run shows that day, so that days can pass within seconds.
    """

    name = "demo"
    title = "青澜区"
    allowed_domains = [HOST]
    own_arguments = ("day", "port", "clock")
    custom_settings = {
        # Not 0: without a delay there is no limit of one request at a time.
        "DOWNLOAD_DELAY": 0.002,
        "AUTOTHROTTLE_ENABLED": False,
    }

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the day, the port and the clock."""
        self.day = whole_number("day", arguments.get("day"), most=365) or 1
        self.says_when = not arguments.keys().isdisjoint({"day", "clock"})
        self.port = whole_number("port", arguments.get("port"), least=1024, most=65535) or PORT
        self.channels = {
            name: Channel(f"http://{HOST}:{self.port}/{folder}/") for name, folder in CHANNELS.items()
        }
        name = arguments.get("clock", "")
        if name not in {"", "day"}:
            raise UsageFault(f"clock={name} is unknown; write clock=day, or leave it out")
        self.clock: Clock = _clock_of(self.day) if name else CLOCK

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider. If nobody says when, and the last run had a moved clock, its day is the next one."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        last = {} if spider.says_when else _last_record(crawler.settings)
        if last.get("clock"):
            # The time of the machine would be weeks later: every list would be silent, every page due.
            spider.day = day_of(dt.datetime.fromisoformat(last["ended"]).astimezone(SHANGHAI).date()) + 1
            spider.clock = _clock_of(spider.day)
        return spider

    def archive_opened(self, archive: SiteArchive) -> None:
        """Refuse a moment that an earlier run has passed: names of runs only grow, and say when a run began."""
        moment = self.clock.now(dt.UTC)
        if isinstance(self.clock, DemoClock) and archive.run[:8] != f"{moment:%Y%m%d}":
            raise UsageFault(
                f"{archive.layout.root} has records of demo that are later than {moment:%Y-%m-%d};"
                " name another directory, like BULLETIN_ARCHIVE=demo-output"
            )
        super().archive_opened(archive)

    def serve(self) -> Callable[[], None]:
        """Start the site's server, and return the function that stops it."""
        return DemoServer(DemoSite(self.day), self.port).stop
