"""Which pagination family a page belongs to: the sure marks first, following 下一页 last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination import following, trs
from bulletin_spider.listings.pagination.found import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.listings.tree import PageTree

_FAMILIES: tuple[Callable[[PageTree], Found | None], ...] = (trs.find, following.find)


def find_next(tree: PageTree) -> Found:
    """Return the first family that knows the page; ``none`` if there is no pager at all."""
    for find in _FAMILIES:
        found = find(tree)
        if found is not None:
            return found
    return Found("none", None)
