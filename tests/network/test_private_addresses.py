"""No address, name, redirect or DNS answer leads a request into a private network."""

from __future__ import annotations

import socket
import subprocess
import sys
from ipaddress import ip_address

import pytest
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spiders import Spider
from scrapy.utils.test import get_crawler
from twisted.internet.error import DNSLookupError

from bulletin_spider.network.errors import PRIVATE as REFUSED
from bulletin_spider.network.private_addresses import PrivateAddressMiddleware, PublicAddressResolver
from bulletin_spider.network.special_addresses import SPECIAL_IPV4, SPECIAL_IPV6, is_private
from tests.network.forms import PRIVATE, PUBLIC, addresses

RESOLVE = """
import sys
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from bulletin_spider.network.private_addresses import PublicAddressResolver

def ask():
    answer = PublicAddressResolver(reactor, 10, 10.0).getHostByName(sys.argv[1])
    answer.addCallbacks(print, lambda failure: print(failure.value))
    answer.addBoth(lambda _: reactor.stop())

reactor.callWhenRunning(ask)
reactor.run()
"""


class Site(Spider):
    name = "site"
    start_urls = ("https://www.example.gov.cn/",)


@pytest.fixture(scope="module")
def guard() -> PrivateAddressMiddleware:
    crawler = get_crawler(Site)
    crawler.spider = crawler._create_spider()  # noqa: SLF001 - as a run does
    return PrivateAddressMiddleware.from_crawler(crawler)


@pytest.fixture(scope="module")
def redirects(guard: PrivateAddressMiddleware) -> RedirectMiddleware:
    return RedirectMiddleware.from_crawler(guard.crawler)


def test_there_are_many_forms() -> None:
    assert len(PRIVATE) >= 150
    assert len(addresses(PRIVATE)) >= 100


@pytest.mark.parametrize("host", PRIVATE)
def test_private_host_is_refused(
    host: str, guard: PrivateAddressMiddleware, redirects: RedirectMiddleware
) -> None:
    asked = Request("https://www.example.gov.cn/a")
    answer = Response(asked.url, 302, headers={"Location": f"http://u:p@{host}:8080/x".encode()})
    led = redirects.process_response(asked, answer)
    assert isinstance(led, Request)
    for request in (Request(f"http://{host}/"), Request(f"https://{host}:8443/x?y"), led):
        with pytest.raises(IgnoreRequest, match=REFUSED):
            guard.process_request(request)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_host_passes(host: str, guard: PrivateAddressMiddleware) -> None:
    guard.process_request(Request(f"http://{host}/"))


@pytest.mark.parametrize("address", addresses(PRIVATE))
def test_private_dns_answer_is_refused(address: str) -> None:
    resolver = PublicAddressResolver.__new__(PublicAddressResolver)
    with pytest.raises(DNSLookupError, match="private address"):
        resolver._checked(address, "www.example.gov.cn")  # noqa: SLF001 - what an answer passes


@pytest.mark.parametrize("address", addresses(PUBLIC))
def test_public_dns_answer_passes(address: str) -> None:
    resolver = PublicAddressResolver.__new__(PublicAddressResolver)
    assert resolver._checked(address, "www.example.gov.cn") == address  # noqa: SLF001


def test_name_that_resolves_to_this_machine_is_refused() -> None:
    """The name of a machine leads to loopback or into its own network."""
    name = socket.gethostname()
    try:
        private = is_private(socket.gethostbyname(name))
    except OSError:
        private = False
    if not private or name == "localhost":
        pytest.skip("this machine's name leads nowhere")
    done = subprocess.run(
        [sys.executable, "-c", RESOLVE, name], capture_output=True, text=True, check=False, timeout=60
    )
    assert "leads to a private address" in done.stdout, done.stderr


def test_list_covers_what_python_calls_special() -> None:
    for address in addresses(PRIVATE):
        assert is_private(address)
    for network in (*SPECIAL_IPV4, *SPECIAL_IPV6):
        assert is_private(str(network.network_address))
    for number in range(0, 1 << 32, 40_503 * 17):
        address = ip_address(number)
        if not address.is_global or address.is_multicast:
            assert is_private(str(address)), address


def test_text_that_is_no_address_is_not_private() -> None:
    assert not any(is_private(text) for text in ("", "www.bjhd.gov.cn", "10.gov.cn", "1.2.3", "::g"))
