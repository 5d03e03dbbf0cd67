"""Which pagination family a page belongs to: the sure marks first, following 下一页 last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination import (
    countpage,
    easysite,
    encoded,
    following,
    jpaas,
    jpage,
    kaipu,
    pager,
    query,
    select,
    static,
    trs,
)
from bulletin_spider.listings.pagination.found import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.listings.tree import PageTree

_FAMILIES: tuple[Callable[[PageTree], Found | None], ...] = (
    jpaas.find,
    jpage.find,
    kaipu.find,
    trs.find,
    pager.find,
    countpage.find,
    easysite.find,
    encoded.find,
    following.find,
    select.find,
    static.find,
    query.find,
)


def find_next(tree: PageTree) -> Found:
    """Return what the first family says that knows a next page, else the first that knows this is the last.

    The family is ``none`` if nothing on the page turns pages.
    """
    last = None
    for find in _FAMILIES:
        found = find(tree)
        if found is not None and found.page is not None:
            return found
        last = last or found
        if last is not None and find is easysite.find:
            return last
    return last or Found("none", None)
