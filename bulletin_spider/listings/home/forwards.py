"""Find where a page without content of its own sends a browser: a refresh, a script, frames."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.links import absolute_url, same_page

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_FEW_LINKS = 5
"""A home page has dozens of links; a page that forwards has one or two, such as 'click here'."""
_REFRESH = re.compile(r"url\s*=\s*['\"]?\s*([^'\"\s;]{1,300})", re.IGNORECASE)
_LOCATION = re.compile(
    r"""(?:window\.|self\.|top\.|parent\.|document\.)?location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*['"]([^'"\s<>]{1,300})['"]"""
)
_LOADED = re.compile(r"""\.load\(\s*['"]([^'"\s<>]{1,300}\.s?html?)\b""")
_MAX_FRAMES = 4


def forwards(tree: PageTree) -> list[str]:
    """Return the addresses to which a page sends a browser; empty if it has links of its own and is no frameset."""
    sets = [
        url
        for frame in islice(tree.root.iter("frame"), _MAX_FRAMES)
        if (url := absolute_url(frame.get("src") or "", tree.base)) is not None
    ]
    if sets:
        return sets
    if len(tree.anchors) > _FEW_LINKS:
        return []
    found = [
        match[1]
        for meta in islice(tree.root.iter("meta"), 30)
        if (meta.get("http-equiv") or "").lower() == "refresh"
        and (match := _REFRESH.search(meta.get("content") or ""))
    ]
    found += [match[1] for match in _LOCATION.finditer(tree.text[:50_000])]
    targets = [
        url for href in found if (url := absolute_url(href, tree.base)) and not same_page(url, tree.url)
    ]
    return targets[:1] or inner_frames(tree)


def inner_frames(tree: PageTree) -> list[str]:
    """Return the addresses of the parts inside a page: ``iframe`` elements, and files that a script loads."""
    sources = [frame.get("src") or "" for frame in islice(tree.root.iter("iframe"), 10)]
    sources += [loaded[1] for loaded in islice(_LOADED.finditer(tree.text), 10)]
    frames = (absolute_url(source, tree.base) for source in sources)
    return [url for url in dict.fromkeys(frames) if url is not None][:_MAX_FRAMES]
