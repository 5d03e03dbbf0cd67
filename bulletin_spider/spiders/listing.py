"""Any listing, without a site file."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.crawl.arguments import checked_address
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.normalization.addresses import site_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class ListingSpider(DistrictSpider):
    """The listing at ``-a url=…``; ``-a site=…`` names its site, by default the host does."""

    name = "listing"
    own_arguments = ("url", "site")

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the channel's address from the arguments; raise ``UsageFault`` if it is not an address."""
        url = checked_address(arguments.get("url", ""))
        parts = urlsplit(url)
        self.site = arguments.get("site", site_name(url))
        if not _NAME.fullmatch(self.site):
            raise UsageFault(
                f"site={self.site} cannot be a directory's name; use a-z, 0-9, _ and -, like my_district"
            )
        self.allowed_domains = [parts.hostname or ""]
        name = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        self.channels = {arguments.get("channel", name): Channel(url)}

    @property
    def called(self) -> str:
        """The arguments that name the listing on a command line."""
        (channel,) = self.channels.values()
        return shlex.join(["listing", "-a", f"url={channel.url}", "-a", f"site={self.site}"])
