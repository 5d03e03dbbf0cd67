"""Refuse requests to private addresses, whether a link, a redirect or a DNS answer leads there.

A site whose own file names a private host, like the demo, may use that host.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest, NotConfigured
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from bulletin_spider.credentials import has_user, without_passwords, without_user
from bulletin_spider.network.errors import PRIVATE
from bulletin_spider.network.special_addresses import is_private
from bulletin_spider.normal_form import nfkc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Request
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


class PrivateAddressMiddleware:
    """Refuses requests to a host that is written as a private address, or whose name resolves to one."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.spidercls.__module__.startswith("scrapy."):
            raise NotConfigured  # scrapy shell and fetch go where a person sends them
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Let the request pass, without the user and password of a link or redirect.

        Raises ``IgnoreRequest`` for a private host.
        """
        host = _plain(urlparse_cached(request).hostname or "")
        if is_private_name(host) and host not in self._own_hosts():
            self._refuse(request)
        return request.replace(url=without_user(request.url)) if has_user(request.url) else None

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Explain a failed resolution: the resolver refused the name's private address."""
        host = urlparse_cached(request).hostname
        if isinstance(exception, CannotResolveHostError) and host in PublicAddressResolver.refused:
            self._refuse(request)

    def _own_hosts(self) -> set[str]:
        spider = self.crawler.spider
        own = getattr(spider, "own_addresses", None)
        addresses = own() if own else getattr(spider, "start_urls", ())
        return {_plain(urlsplit(url).hostname or "") for url in addresses}

    def _refuse(self, request: Request) -> None:
        self.crawler.stats.inc_value("bulletin/private_address")
        raise IgnoreRequest(f"{PRIVATE}: {without_passwords(request.url[:200])}")


class PublicAddressResolver(CachingThreadedResolver):
    """Rejects private addresses in DNS answers, except for proxies and names in the setting ``PRIVATE_HOSTS``."""

    refused: ClassVar[set[str]] = set()

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allowed: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        proxies = (urlsplit(url).hostname for url in getproxies().values())
        resolver.allowed = {*crawler.settings.getlist("PRIVATE_HOSTS"), *filter(None, proxies)}
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """Return the address of a name. A private one fails like an unknown name."""
        # The middleware has checked hosts that are written as addresses.
        if is_private_name(_plain(name)) or name in self.allowed:
            return super().getHostByName(name, timeout)
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: Any, name: str) -> Any:  # noqa: ANN401 - Twisted's
        if is_private(str(address)):
            self.refused.add(name)
            raise DNSLookupError(f"{name} leads to a private address, {address}")
        return address


def is_private_name(host: str) -> bool:
    """Return whether a host is ``localhost``, or a private address in any notation."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return is_private(socket.inet_ntoa(socket.inet_aton(host)))  # 0x7f000001, 2130706433, 0177.1, 127.1
    except OSError:
        return is_private(host)


def _plain(host: str) -> str:
    """Return a host as a resolver reads it: full-width digits and dots become ASCII, a final dot is dropped."""
    return nfkc(host).replace("。", ".").lower().rstrip(".")
