"""A page without rows whose listing is in a frame of the same host: the frame is the page to fetch.

The request has the page as Referer, like that of a browser.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.listings.pagination.found import Found

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_LIST = re.compile(r"list|lb|column|channel|page|content|main|news|info", re.IGNORECASE)
_NO_LIST = re.compile(r"weather|tianqi|login|map|video|share|search|foot|head|top|menu|nav", re.IGNORECASE)


def find(tree: PageTree) -> Found | None:
    """Return the request for the frame most like a listing; None if there is no such frame of the same host."""
    frames: list[tuple[bool, int, str]] = []
    for frame in islice(tree.root.iter("iframe", "frame"), 20):
        url = absolute_url(frame.get("src") or "", tree.base)
        if url is None or same_page(url, tree.url) or urlsplit(url).hostname != urlsplit(tree.url).hostname:
            continue
        path = url.split("/", 3)[-1]
        if not _NO_LIST.search(path):
            frames.append((_LIST.search(path) is None, len(frames), url))
    if not frames:
        return None
    return Found("frame", NextPage(min(frames)[2], headers=(("Referer", tree.url),)))
