"""Where a link leads: absolute addresses, files, and whether two addresses are one page."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_STRAY = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_QUOTED = re.compile(
    r"""['"]([^'"\s<>+]{1,300}\.(?:s?html?|jhtml|jsp|aspx?|php|do|pdf)(?:\?[^'"\s<>]{0,300})?)['"]"""
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|ceb|rtf|zip|rar|7z)$", re.IGNORECASE)


def absolute(href: str, base: str) -> str | None:
    """Return ``href`` resolved against ``base`` without fragment; None for script, mail and in-page links."""
    href = _STRAY.sub(" ", href).strip().replace("\\", "/")
    href = href.partition("#")[0].strip().replace(" ", "%20")
    if not href or (_SCHEME.match(href) and not _WEB.match(href)):
        return None
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    return url if _WEB.match(url) else None


def clicked(script: str, base: str) -> str | None:
    """Return the absolute address of the page that a click's script names in quotes; None if it names none."""
    quoted = _QUOTED.search(script)
    return absolute(quoted[1], base) if quoted else None


def is_document(url: str) -> bool:
    """Tell whether ``url`` names a file rather than a page, by the ending of its path."""
    return _FILE.search(url.partition("?")[0]) is not None


def same_page(url: str, other: str) -> bool:
    """Tell whether two absolute addresses ask for the same page: a folder is its index page."""
    return _plain(url) == _plain(other)


def is_home(url: str) -> bool:
    """Tell whether an absolute address is a site's home page."""
    return _plain(url).rstrip("/").count("/") == 0


_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jhtml|jsp|aspx?|php)$", re.IGNORECASE)


def _plain(url: str) -> str:
    path, _, query = url.partition("#")[0].partition("?")
    return _INDEX.sub("/", path.partition("://")[2]) + ("?" + query if query else "")
