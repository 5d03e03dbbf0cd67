"""Find the pagination family of a page: first by the marks of content systems, then by the links of a pager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination import (
    clicked,
    countpage,
    easysite,
    encoded,
    ending,
    following,
    frame,
    jpaas,
    jpage,
    kaipu,
    pager,
    query,
    script_settings,
    select,
    static,
    trs,
)
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.pagination.pager_block import PagerBlock, find_pager
from bulletin_spider.listings.scripts.evaluation import Script

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree

_Find = Callable[["PageTree"], Found | None]
_FindByScript = Callable[["PageTree", PagerBlock, Script], Found | None]
_SURE: tuple[_Find, ...] = (
    jpaas.find,
    jpage.find,
    kaipu.find,
    trs.find,
    pager.find,
    countpage.find,
    easysite.find,
)
_BY_LINKS: tuple[_Find, ...] = (encoded.find, following.find, select.find, static.find)
_BY_SCRIPTS: tuple[_FindByScript, ...] = (
    clicked.find,
    lambda tree, _, script: script_settings.find(tree, script),
    lambda tree, *_: query.find(tree),
)
_UNKNOWN = "unknown: "


def find_next(tree: PageTree, rows: Sequence[_Element], count: int, before: int = 0) -> Found:
    """Return the next page, or why there is more that cannot be reached, or what says that this page is the last.

    ``rows`` are the elements of the rows, ``count`` is the number of entries, ``before`` that of the pages before. The
    mark of a content system decides at once, then the first family that finds a next page. Without entries only a mark
    or a frame counts. The family is ``none`` if the page has no pager.
    """
    for find in _SURE:
        found = find(tree)
        if found is not None:
            return _linked(_with_reason(found), tree)
    if not count:
        return frame.find(tree) or _spent(tree)
    answers = []
    for find in _BY_LINKS:
        found = find(tree)
        if found is not None and found.page is not None:
            return found
        answers += [found] if found is not None else []
    block, script = find_pager(tree, rows), Script(tree.url, tree.base, tree.root)
    for find_by_script in _BY_SCRIPTS:
        found = find_by_script(tree, block, script)
        if found is not None and (found.page is not None or found.last is not None):
            return found
        answers += [found] if found is not None else []
    return _ended(tree, block, answers, count, before)


def _ended(tree: PageTree, block: PagerBlock, answers: list[Found], count: int, before: int) -> Found:
    first = next(iter(answers), Found("none", None))
    reached = ending.judge(tree, block, count, before)
    more = next((found.more for found in answers if found.more), None)
    if more is not None:
        return first._replace(more=more, last=None)
    return first._replace(more=reached.more, last=reached.last)


def _with_reason(found: Found) -> Found:
    """Return the answer of a content system, in words if it has no next page."""
    if found.page is not None or found.more is not None:
        return found
    if found.family.startswith(_UNKNOWN):
        return found._replace(more=found.family.removeprefix(_UNKNOWN))
    return found._replace(last=f"the pager of the content system ({found.family}) has no further page")


def _linked(found: Found, tree: PageTree) -> Found:
    """Return the answer of a content system; a link to a next page beside its script says that there is one."""
    if found.page is None or not found.page.computed:
        return found
    link = following.find(tree)
    if link is None or link.page is None:
        return found
    return found._replace(page=replace(found.page, computed=False))


def _spent(tree: PageTree) -> Found:
    """Return whether a page without rows is the end of a pager: it says so, or its pager leads only back."""
    if ending.says_empty(tree.text):
        return Found("none", None, last="the page says that it has no rows")
    block = find_pager(tree, ())
    if not block.controls:
        return Found("none", None)
    reached = ending.judge(tree, block, 0, 1)
    onward = following.find(tree) or static.find(tree)
    if reached.more or (onward is not None and onward.page is not None):
        return Found("none", None, more=reached.more)
    return Found("none", None, last=f"the page has a pager and no rows: {reached.last}")
