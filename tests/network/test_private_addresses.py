from __future__ import annotations

import pytest

from bulletin_spider.network.private_addresses import is_private, is_private_name


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "0x7f000001", "0x7f.1", "2130706433", "0177.0.0.1", "10.1.2.3", "172.16.0.1",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "localhost", "a.localhost",
        "0.0.0.0",  # noqa: S104 - nothing is bound
    ],
)  # fmt: skip
def test_private_host_is_detected_in_every_notation(host: str) -> None:
    assert is_private_name(host)


@pytest.mark.parametrize(
    "host", ["www.bjhd.gov.cn", "8.8.8.8", "2001:4860:4860::8888", "localhost.gov.cn", "", "10.gov.cn"]
)
def test_public_hosts_and_plain_names_pass(host: str) -> None:
    assert not is_private_name(host)
    assert not is_private(host)
