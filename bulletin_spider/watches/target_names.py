"""Name a target in messages without its secrets."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOSTS_ARE_PUBLIC = {"http", "https", "json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos"}
"""Schemes whose host names a server. In other addresses of Apprise, such as ``slack://``, it is a secret."""

_SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]{0,30})://.")


def target_name(target: str, *, is_feed: bool = False) -> str:
    """Return the scheme of an address, and its host if that is no secret: ``mailto://example.org``."""
    if is_feed:
        return target
    scheme = scheme_of(target)
    if scheme not in _HOSTS_ARE_PUBLIC:
        return f"{scheme or '?'}://…"
    try:
        host = urlsplit(f"http{target[len(scheme) :]}").hostname
    except ValueError:
        host = None
    return f"{scheme}://{host or '…'}"


def scheme_of(target: str) -> str:
    """Return the scheme of an address in lower case; empty if it has none."""
    found = _SCHEME.match(target)
    return found[1].lower() if found else ""
