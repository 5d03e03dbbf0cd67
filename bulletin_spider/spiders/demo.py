"""The demo district: a small site on loopback to try the program."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import RUN_FORMAT
from bulletin_spider.clock import CLOCK, Clock, DemoClock
from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.crawl.arguments import whole_number
from bulletin_spider.demo.article import CHANNELS
from bulletin_spider.demo.content import date_of
from bulletin_spider.demo.server import HOST, PORT, DemoServer
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bulletin_spider.archive.site_archive import SiteArchive


_BEGIN = dt.time(8, 30, tzinfo=SHANGHAI)
"""The time of each day that a moved clock shows: the day's articles are there, and the days are 24 hours apart."""


class DemoSpider(DistrictSpider):
    """青澜区, a fictional district. The run serves its site itself, on ``-a port=…``, in the state of ``-a day=…``.

    With ``-a clock=day`` the clock of the run shows that day, so that days can pass within seconds.
    """

    name = "demo"
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
        self.port = whole_number("port", arguments.get("port"), least=1024, most=65535) or PORT
        self.channels = {
            name: Channel(f"http://{HOST}:{self.port}/{folder}/") for name, folder in CHANNELS.items()
        }

        self.clock = self._clock(arguments.get("clock", ""))

    def _clock(self, name: str) -> Clock:
        if name not in {"", "day"}:
            raise UsageFault(f"clock={name} is unknown; write clock=day, or leave it out")
        return DemoClock(dt.datetime.combine(date_of(self.day), _BEGIN)) if name else CLOCK

    def archive_opened(self, archive: SiteArchive) -> None:
        """Refuse a moment that an earlier run has passed: names of runs only grow, and say when a run began."""
        moment = self.clock.now(dt.UTC)
        if isinstance(self.clock, DemoClock) and archive.run != f"{moment:{RUN_FORMAT}}":
            raise UsageFault(
                f"{archive.layout.root} has runs of demo that are later than {moment:%Y-%m-%d};"
                " name another directory, like BULLETIN_ARCHIVE=demo-output"
            )
        super().archive_opened(archive)

    def serve(self) -> Callable[[], None]:
        """Start the site's server, and return the function that stops it."""
        return DemoServer(DemoSite(self.day), self.port).stop
