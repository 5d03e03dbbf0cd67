"""Find the pagination family of a page: first by the marks of content systems, then by the links of a pager."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination import (
    countpage,
    easysite,
    encoded,
    following,
    frame,
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
    from bulletin_spider.listings.page.tree import PageTree

_Find = Callable[["PageTree"], Found | None]
_SURE: tuple[_Find, ...] = (
    jpaas.find,
    jpage.find,
    kaipu.find,
    trs.find,
    pager.find,
    countpage.find,
    easysite.find,
)
_BY_LINKS: tuple[_Find, ...] = (encoded.find, following.find, select.find, static.find, query.find)


def find_next(tree: PageTree, *, rows: bool) -> Found:
    """Return the answer of the first family that finds a next page, else of the first that finds this is the last page.

    The mark of a content system decides at once. ``rows`` tells whether the page has rows; without rows only such a
    mark or a frame counts. The family is ``none`` if the page has no pager.
    """
    for find in _SURE:
        found = find(tree)
        if found is not None:
            return found
    if not rows:
        return frame.find(tree) or Found("none", None)
    answers = [found for find in _BY_LINKS if (found := find(tree)) is not None]
    onward = next((found for found in answers if found.page is not None), None)
    return onward or next(iter(answers), Found("none", None))
