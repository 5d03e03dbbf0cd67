"""A link that says 下一页 (or >, », next) and leads somewhere else than the page itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.blocks import link_text
from bulletin_spider.listings.links import same_page
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.records import NextPage

if TYPE_CHECKING:
    from bulletin_spider.listings.tree import PageTree

_NEXT = re.compile(
    r"[\[(（【]?\s*(?:下\s*[一1]?\s*页|next(?: page)?)\s*[>»›→]*\s*[\])）】]?|[>›→»]", re.IGNORECASE
)


def find(tree: PageTree) -> Found | None:
    """Return the page behind the next-page link; None if there is no such link."""
    for link in tree.links:
        if not _NEXT.fullmatch(link_text(link.element)):
            continue
        if link.url and not same_page(link.url, tree.url):
            return Found("following", NextPage(link.url))
    return None
