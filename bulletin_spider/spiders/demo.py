"""The demo district: a small site on loopback to try the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.crawl.arguments import whole_number
from bulletin_spider.demo.content import CHANNELS
from bulletin_spider.demo.server import HOST, PORT, DemoServer
from bulletin_spider.demo.site import DemoSite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class DemoSpider(DistrictSpider):
    """青澜区, a fictional district. The run serves its site itself, on ``-a port=…``, in the state of ``-a day=…``."""

    name = "demo"
    allowed_domains = [HOST]
    own_arguments = ("day", "port")
    custom_settings = {
        # Not 0: without a delay there is no limit of one request at a time.
        "DOWNLOAD_DELAY": 0.002,
        "AUTOTHROTTLE_ENABLED": False,
    }

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the day and the port."""
        self.day = whole_number("day", arguments.get("day"), most=365) or 1
        self.port = whole_number("port", arguments.get("port"), least=1024, most=65535) or PORT
        self.channels = {
            name: Channel(f"http://{HOST}:{self.port}/{folder}/") for name, folder in CHANNELS.items()
        }

    def serve(self) -> Callable[[], None]:
        """Start the site's server, and return the function that stops it."""
        return DemoServer(DemoSite(self.day), self.port).stop
