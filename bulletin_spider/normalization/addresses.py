"""Give each address one spelling, so that a bulletin that is listed twice has one id."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(r"utm_\w+|spm|from_?source|share_?token|isappinstalled", re.IGNORECASE)
_HOME = re.compile(r"/*|/+(?:index|default)\.(?:s?html?|jhtml|jsp|aspx?|php)", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """Return the address that identifies a bulletin.

    The host is in lower case, the query is sorted, escapes have one spelling (WHATWG URL, by w3lib). Default port,
    fragment and tracking parameters are removed. The scheme is kept.
    """
    parts = urlsplit(canonicalize_url(safe_url_string(url.strip())))
    host = (parts.hostname or "").lower()
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    query = parts.query
    if query and _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def bulletin_id(url: str) -> str:
    """Return the id of a canonical address: 16 hexadecimal digits, the same for http and https."""
    _, _, address = url.partition("://")
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
