"""The sites notice two runs at once, and the proxy stalls: the other tests of a cluster rely on both."""

from __future__ import annotations

import http.client
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cluster.districts import DistrictSites
from tests.cluster.stalling_proxy import StallingProxy
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sites() -> Iterator[DistrictSites]:
    served = DistrictSites(2)
    yield served
    served.stop()


def connection(sites: DistrictSites, name: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(sites.districts[name].host, sites.port)


def ask(client: http.client.HTTPConnection, machine: str, path: str) -> bytes:
    client.request("GET", path, headers={"User-Agent": f"BulletinSpider/1 (+{machine})"})
    return client.getresponse().read()


def test_site_notices_overlapping_runs(sites: DistrictSites) -> None:
    with closing(connection(sites, "site0")) as one, closing(connection(sites, "site0")) as other:
        for path in ("/robots.txt", "/sq/"):
            ask(one, "one", path)
        for path in ("/robots.txt", "/sq/"):
            ask(other, "other", path)
        assert sites.overlaps == []
        ask(one, "one", "/sq/art_1.shtml")
    assert [(found.site, found.machines) for found in sites.overlaps] == [("site0", ("one", "other"))]
    assert [visit.requests for visit in sites.districts["site0"].visits] == [3, 2]


def test_second_connection_belongs_to_the_run(sites: DistrictSites) -> None:
    with closing(connection(sites, "site1")) as one, closing(connection(sites, "site1")) as more:
        ask(one, "one", "/robots.txt")
        sites.publish("site1")
        page = ask(more, "one", "/sq/art_4.shtml")
    assert "第4期".encode() in page
    assert sites.overlaps == []
    assert len(sites.districts["site1"].visits) == 1
    assert sites.published("site1") == {
        f"http://127.1.0.2:{sites.port}/sq/art_{number}.shtml" for number in range(1, 5)
    }


def test_proxy_stalls_and_cuts() -> None:
    server = Pages({"/": "page"})
    proxy = StallingProxy(server.server.server_address[1])
    client = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=0.2)
    try:
        client.request("GET", "/")
        assert client.getresponse().read() == b"page"
        proxy.stall()
        client.request("GET", "/")
        with pytest.raises(TimeoutError):
            client.getresponse()
        proxy.cut()
        client.close()
        with pytest.raises(ConnectionRefusedError):
            client.request("GET", "/")
        proxy.resume()
        client.close()
        client.timeout = 60
        client.request("GET", "/")
        assert client.getresponse().read() == b"page"
    finally:
        client.close()
        proxy.stop()
        server.stop()
