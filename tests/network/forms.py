"""Forms in which a private address can be written, and public addresses beside the private ones."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network

from bulletin_spider.network.special_addresses import SPECIAL_IPV4, SPECIAL_IPV6

LOOPBACK = (
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "2130706433",
    "017700000001", "0177.0.0.1", "0177.1", "00000177.0.0.01", "127.0x0.0.1", "0", "0.0", "0x0", "localhost", "LOCALHOST",
    "a.localhost", "localhost.", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "①②⑦.0.0.1", "ⅼocalhost",
)  # fmt: skip
METADATA = (
    "169.254.169.254", "169.254.169.253", "169.254.170.2", "168.63.129.16", "192.0.0.192", "100.100.100.200",
    "169.254.0.23", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "0xa83f8110", "3221225664",
    "[fd00:ec2::254]", "[fd20:ce::254]", "[fe80::a9fe:a9fe]",
)  # fmt: skip
SIXTH = (
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[::8.8.8.8]",
    "[::ffff:0:127.0.0.1]", "[::ffff:0:8.8.8.8]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::8.8.8.8]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:a9fe:a9fe::]", "[2001:0:7f00:1::]", "[fe80::1%25eth0]",
    "[fec0::1]", "[feff::1]", "[fd12:3456::1]", "[ff02::1]", "[3fff::1]", "[5f00::1]", "[100::1]", "[2001:db8::1]",
    "[4000::1]", "[e000::1]", "[200::1]",
)  # fmt: skip


def _edges() -> list[str]:
    hosts = []
    for network in (*SPECIAL_IPV4, *SPECIAL_IPV6):
        middle = network.network_address + (network.num_addresses - 1) // 2
        edges = {network.network_address, middle, network.broadcast_address}
        hosts += [f"[{address}]" if isinstance(network, IPv6Network) else str(address) for address in edges]
    return sorted(hosts)


def _embedded() -> list[str]:
    addresses = [network.network_address + network.num_addresses // 3 for network in SPECIAL_IPV4]
    forms = []
    for address in addresses:
        number = int(address)
        forms += [str(number), hex(number), f"[::ffff:{address}]", f"[64:ff9b::{address}]"]
        forms.append(f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]")
    return forms


PRIVATE = tuple(dict.fromkeys((*LOOPBACK, *METADATA, *SIXTH, *_edges(), *_embedded())))
PUBLIC = (
    "8.8.8.8", "114.114.114.114", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.1", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
    "191.255.255.255", "192.0.1.1", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
    "203.0.112.255", "203.0.114.0", "223.255.255.255", "[2400:3200::1]", "[2001:4860:4860::8888]", "[2001:200::1]",
    "[2001:db9::1]", "[2620:4f:8001::1]", "[3ffe::1]", "[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]", "[2002:808:808::1]",
    "134744072", "0x08080808", "www.bjhd.gov.cn", "localhost.gov.cn", "10.gov.cn", "127.0.0.1.gov.cn", "0x7f.example",
)  # fmt: skip


def addresses(hosts: tuple[str, ...]) -> list[str]:
    """Return those of ``hosts`` that are an address as a DNS answer has it."""
    found = []
    for host in hosts:
        bare = host.strip("[]").replace("%25", "%")
        if ":" in bare or (bare.count(".") == 3 and bare.isascii() and _is_dotted(bare)):
            found.append(bare)
    return found


def _is_dotted(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True
