"""List the addresses that are not public, so that the answer does not depend on the version of Python.

Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (iana-ipv4-special-registry,
iana-ipv6-special-registry, as of 2025-10), of multicast addresses and of the IPv6 address space, and the documentation
of the clouds for addresses that answer only inside them.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private use
            "100.64.0.0/10",  # carrier-grade NAT; 100.100.100.200 is the metadata service of Alibaba Cloud
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's host
            "169.254.0.0/16",  # link-local; 169.254.169.254 is the metadata service of most clouds
            "172.16.0.0/12",  # private use
            "192.0.0.0/24",  # IETF protocols; 192.0.0.192 is the metadata service of Oracle Cloud
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relay anycast, deprecated
            "192.168.0.0/16",  # private use
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, with 255.255.255.255
        ),
    )
)
SPECIAL_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "::/96",  # unspecified, loopback, IPv4-compatible addresses (deprecated)
            "::ffff:0:0:0/96",  # IPv4-translated addresses (RFC 2765)
            "64:ff9b:1::/48",  # NAT64 of a local network
            "100::/64",  # discard only
            "100:0:0:1::/64",  # dummy prefix
            "2001::/23",  # IETF protocols, with Teredo, ORCHID and benchmarks
            "2001:db8::/32",  # documentation
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
            "5f00::/16",  # segment routing
            "fc00::/7",  # unique local; fd00:ec2::254 and fd20:ce::254 are metadata services of clouds
            "fe80::/10",  # link-local
            "fec0::/10",  # site-local, deprecated
            "ff00::/8",  # multicast
        ),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""The only part of the IPv6 address space that is assigned to public hosts."""
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")


def is_special(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is not public. An IPv4 address in an IPv6 address decides for both."""
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is None:
            return address not in _GLOBAL_UNICAST or any(address in network for network in SPECIAL_IPV6)
        address = inner
    return any(address in network for network in SPECIAL_IPV4)


def is_private(address: str) -> bool:
    """Return whether an address is not public; False if ``address`` is not an IP address."""
    try:
        return is_special(ip_address(address.partition("%")[0]))
    except ValueError:
        return False


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that packets to a mapped, NAT64 or 6to4 address reach; None for other addresses."""
    number = int(address)
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(number & 0xFFFFFFFF)
    return IPv4Address(number >> 80 & 0xFFFFFFFF) if address in _SIX_TO_FOUR else None
