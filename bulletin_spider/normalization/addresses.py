"""Give each address one spelling, so that a bulletin that is listed twice has one id."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from bulletin_spider.credentials import without_user

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(r"utm_\w+|spm|from_?source|share_?token|isappinstalled", re.IGNORECASE)
_HOME = re.compile(r"/*|/+(?:index|default)\.(?:s?html?|jhtml|jsp|aspx?|php)", re.IGNORECASE)

_MAX_HOST = 300
"""Characters of a host with its port; a name in the DNS has up to 253."""
_LONG_HOST = re.compile(
    rf"[\x00-\x20]*(?:[a-z][a-z0-9+.-]{{0,20}}:)?[/\\]{{2}}[^/\\?#]{{{_MAX_HOST}}}", re.IGNORECASE
)
_IGNORED = str.maketrans("", "", "\t\r\n")
"""What ``urlsplit`` removes from an address before it reads it."""


@lru_cache(1_000)  # of the same article, its row, its answer and its page ask within some tens of addresses
def canonical_url(url: str) -> str:
    """Return the address that identifies a bulletin.

    The host is in lower case, the query is sorted, escapes have one spelling (WHATWG URL, by w3lib). Default port,
    fragment and tracking parameters are removed. The scheme is kept. Raise ``ValueError`` if ``url`` is no address.
    """
    check_host(url)
    parts = urlsplit(canonicalize_url(safe_url_string(url.strip())))
    host = (parts.hostname or "").lower()
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    query = parts.query
    if query and _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def resolved(address: str, base: str) -> str:
    """Return ``address`` without a user, resolved against ``base``. Raise ``ValueError`` if it is no address."""
    check_host(address)
    return without_user(urljoin(base, address))


def check_host(address: str) -> None:
    """Raise ``ValueError`` if the host of an address is too long: ``urlsplit`` normalizes it in quadratic time."""
    if len(address) > _MAX_HOST and not address.isascii() and _LONG_HOST.match(address.translate(_IGNORED)):
        raise ValueError("the host has more characters than a host can have")


def bulletin_id(url: str) -> str:
    """Return the id of a canonical address: 16 hexadecimal digits, the same for http and https."""
    _, _, address = url.partition("://")
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def host_of(url: str) -> str:
    """Return the host of a canonical address, with its port if it has one; empty if there is none."""
    return url.partition("://")[2].partition("/")[0]


def within(url: str, domains: Iterable[str]) -> bool:
    """Return whether the host of ``url`` is one of ``domains`` or a subdomain of one, on any port."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def is_home(url: str) -> bool:
    """Return whether ``url`` is the home page of its host: "/" or an index file, without a query."""
    parts = urlsplit(url)
    return _HOME.fullmatch(parts.path) is not None and not parts.query


def site_name(url: str) -> str:
    """Return a name for the site of ``url`` that is a safe file name: ``www.x-y.gov.cn:81`` → ``x_y_gov_cn_81``."""
    netloc = urlsplit(url).netloc.rpartition("@")[2].lower()
    return re.sub(r"[^a-z0-9]+", "_", netloc.removeprefix("www.")).strip("_") or "site"
