"""EasySite (eportal): the link titled 下一页 has the address in ``tagname``; ``[NEXTPAGE]`` means the last page.

Source: district portals of Beijing on EasySite 7.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.page.link_texts import is_next
from bulletin_spider.listings.page.tree import link_text
from bulletin_spider.listings.pagination.found import Found, linked

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree


def find(tree: PageTree) -> Found | None:
    """Return the page in ``tagname``; None if the page has no such link.

    ``page`` of the result is None on the last page.
    """
    for anchor in tree.anchors:
        address = anchor.get("tagname")
        if address is None:
            continue
        labels = (anchor.get("title") or "", link_text(anchor))
        if any(is_next(label) for label in labels) or "next" in (anchor.get("class") or "").split():
            if address.startswith("["):
                return Found("easysite", None)
            return linked("easysite", address, tree.base, tree.url)
    return None
