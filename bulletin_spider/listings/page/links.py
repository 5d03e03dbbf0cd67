"""Read where a link leads: its absolute address, page or file, and whether two addresses are the same page."""

from __future__ import annotations

import re

from bulletin_spider.normalization.addresses import resolved

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_WEB_ADDRESS = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_QUOTED_PAGE = re.compile(
    r"""['"]([^'"\s<>+]{1,300}\.(?:s?html?|jhtml|jsp|aspx?|php|do|pdf)(?:\?[^'"\s<>]{0,300})?)['"]"""
)
_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|ceb|rtf|zip|rar|7z)$", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|jhtml|jsp|aspx?|php)$", re.IGNORECASE)


def absolute_url(href: str, base: str) -> str | None:
    """Return ``href`` resolved against ``base``, without fragment; None for script, mail and in-page links."""
    if " " in href or not href.isprintable():
        href = _BLANKS.sub(" ", href).strip()
    href = href.replace("\\", "/").partition("#")[0].strip().replace(" ", "%20")
    if not href or (_SCHEME.match(href) and not _WEB_ADDRESS.match(href)):
        return None
    try:
        url = resolved(href, base)
    except ValueError:
        return None
    return url if _WEB_ADDRESS.match(url) else None


def clicked_url(script: str, base: str) -> str | None:
    """Return the absolute address of the page that an ``onclick`` script names in quotes; None if it names none."""
    quoted = _QUOTED_PAGE.search(script)
    return absolute_url(quoted[1], base) if quoted else None


def is_document(url: str) -> bool:
    """Tell whether the ending of the path of ``url`` is that of a file, not of a page."""
    return _FILE_ENDING.search(url.partition("?")[0]) is not None


def same_page(url: str, other: str) -> bool:
    """Tell whether two absolute addresses are the same page; a folder and its index page are the same."""
    return _without_index_page(url) == _without_index_page(other)


def _without_index_page(url: str) -> str:
    path, _, query = url.partition("#")[0].partition("?")
    return _INDEX_PAGE.sub("/", path.partition("://")[2]) + ("?" + query if query else "")
