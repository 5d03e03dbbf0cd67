"""Find the bulletin that a person names by its address, with or without a scheme, or by its id."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.lookup import versions_of, versions_of_host, versions_with_id
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.normalization.addresses import canonical_url, host_of
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout

_ID = re.compile(r"[0-9a-f]{16}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_MOST = 3
"""Addresses that are suggested."""
_HOSTS, _ALIKE = 20, 0.3
"""Hosts of the archive that are tried, and how alike they are: www.x.gov.cn and zyk.x.gov.cn are at 0.75."""
_WWW = "www."


def named_versions(layout: Layout, args: list[str], command: str) -> list[dict[str, Any]]:
    """Return every version of the one bulletin in ``args``, site by site, the oldest first.

    Raises ``UsageFault`` if it is not exactly one, or if the archive does not have it.
    """
    if len(args) != 1:
        raise UsageFault(
            f"name one bulletin by its address or id, like '{PROGRAM} {command} x.gov.cn/t20260926_1004.html'"
        )
    named = args[0].strip()
    if _ID.fullmatch(named.lower()):
        url, versions = "", versions_with_id(layout, named.lower())
    else:
        url = _address(named)
        versions = versions_of(layout, url)
    if not versions:
        select_archived_sites(layout, [])
        kind = "address" if url else "id"
        raise UsageFault(
            f"no bulletin with the {kind} {named} in the archive at {layout.root}{_hint(layout, url)}"
        )
    return versions


def _address(named: str) -> str:
    """Return the canonical address; its scheme decides nothing, as an id is the same for http and https."""
    try:
        url = canonical_url(named if _SCHEME.match(named) else f"http://{named}")
        if not urlsplit(url).hostname:
            raise UsageFault(f"'{named}' is not an address, as it has no host, and no id of 16 digits")
    except ValueError as error:
        raise UsageFault(f"'{named}' is not an address ({error})") from error
    return url


def _hint(layout: Layout, url: str) -> str:
    """Return which similar addresses the archive has: of another host, or without the query."""
    found = [
        version["url"] for near in _similar(layout, url) for version in versions_of_host(layout, near)[:1]
    ]
    near = list(dict.fromkeys(found))[:_MOST]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _similar(layout: Layout, url: str) -> Iterator[str]:
    if not url:
        return
    scheme, _, rest = url.partition("://")
    host, path = host_of(url), rest[len(host_of(url)) :]
    bare = path.partition("?")[0]
    plain = host.removeprefix(_WWW)
    others = [
        host,
        plain,
        f"{_WWW}{plain}",
        *get_close_matches(host, site_indexes(layout).all_hosts(), _HOSTS, _ALIKE),
    ]
    for other in dict.fromkeys(others):
        for one in dict.fromkeys((path, bare)):
            if (other, one) != (host, path):
                yield f"{scheme}://{other}{one}"
