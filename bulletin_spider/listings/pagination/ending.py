"""Tell whether a page whose next page is not known is the last one, or why the list goes on out of reach.

A sign counts only in the pager beside the rows, or in a script that draws a pager.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.listings.pagination.counts import Counts, counts_in_scripts, counts_of
from bulletin_spider.listings.pagination.found import is_followed
from bulletin_spider.listings.pagination.numbering import query_number, static_number
from bulletin_spider.listings.pagination.pager_block import is_hidden

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree
    from bulletin_spider.listings.pagination.pager_block import Control, PagerBlock

_NO_MORE = re.compile(
    r"没有更多|暂无更多|已经?(?:到|是)?(?:最后|底|末)(?!.{0,2}页)|已加载全部|已全部加载|全部加载完|加载完毕|到底(?:了|啦)|没有了$|no\s*more",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:暂无|暂时没有|没有(?:找到|查到|查询到)?(?:相关|符合条件的)?|无(?:相关)?|未(?:找到|查询到|检索到)(?:相关)?)"
    r"(?:数据|信息|内容|记录|结果|文章|新闻|资讯)|no\s*(?:data|records?|results?)",
    re.IGNORECASE,
)
_SCROLLS = re.compile(
    r"\.scroll\s*\(|onscroll|IntersectionObserver|reachBottom|dropload|infiniteScroll", re.IGNORECASE
)
_COUNTS_UP = re.compile(
    r"\b\w{0,20}page\w{0,10}\s*(?:\+\+|\+=\s*1|=\s*\w{0,20}page\w{0,10}\s*\+\s*1)|\+\+\s*\w{0,20}page",
    re.IGNORECASE,
)
_ADDS = re.compile(r"ajax|\.get|\.post|fetch|load|append|request", re.IGNORECASE)


class Ending(NamedTuple):
    """Why there is more out of reach, or what says that this is the last page; exactly one is set."""

    more: str | None = None
    last: str | None = None


class _Position(NamedTuple):
    """Whether the page is the first one, whether pages before it were read, and the number in its address."""

    first: bool
    before: bool
    number: int | None


def judge(tree: PageTree, pager: PagerBlock, rows: int, before: int) -> Ending:
    """Return whether the list goes on; ``rows`` are on this page, ``before`` on the pages before it."""
    if _NO_MORE.search(pager.text) and not any(one.is_more and not one.is_off for one in pager.controls):
        return Ending(last="the page says that there are no more rows")
    shown = counts_of(pager)
    first = not before and not pager.leads_back(tree.base, tree.url) and (_number(tree) or 1) <= 1
    counts = (
        shown
        if shown.pages is not None or shown.total is not None
        else shown.or_else(counts_in_scripts(tree.root))
    )
    position = _Position(first, before > 0, _number(tree))
    ended = _by_counts(counts, pager, before + rows, position)
    return ended or _by_controls(tree, pager, first=first) or _by_scroll(tree) or Ending(last=_no_sign(pager))


def _number(tree: PageTree) -> int | None:
    return query_number(tree.url) or static_number(tree.url)


def _by_counts(counts: Counts, pager: PagerBlock, read: int, position: _Position) -> Ending | None:  # noqa: PLR0911 - one return for each sign
    first, before, number = position
    if counts.total is not None and counts.total <= read and (first or before):
        return Ending(last=f"the pager counts {counts.total} rows, and all are read")
    current = counts.current or pager.current or (1 if first else None)
    if counts.pages is not None and current is not None:
        if current < counts.pages:
            return Ending(
                more=f"this is page {current} of {counts.pages}, and the address of the next one is not known"
            )
        return Ending(last=f"this is page {current} of {counts.pages}")
    if counts.pages is not None and number is not None and number >= counts.pages:
        return Ending(last=f"this is page {number} of {counts.pages}")
    highest = pager.highest_number
    if current is not None and highest > current:
        return Ending(
            more=f"the pager shows page {highest}, and the address of page {current + 1} is not known"
        )
    if counts.total is not None and first and _switched_off(pager) is None:
        return Ending(more=f"the pager counts {counts.total} rows, and {read} are read")
    if (
        current is not None
        and 0 < highest <= current
        and len([c for c in pager.controls if c.number is not None]) > 1
    ):
        return Ending(last=f"page {highest} is the highest number of the pager")
    if counts.total is not None and first:
        return Ending(more=f"the pager counts {counts.total} rows, and {read} are read")
    return None


def _by_controls(tree: PageTree, pager: PagerBlock, *, first: bool) -> Ending | None:
    for control in pager.controls:
        if control.is_off or not (control.is_next or control.is_last or control.is_more):
            continue
        url = absolute_url(control.element.get("href") or "", tree.base)
        if url is not None and not is_followed(url, tree.url, tree.domains):
            return Ending(more=f"the next page is on another host: {url[:200]}")
        if url is not None and same_page(url, tree.url) and "#" not in (control.element.get("href") or ""):
            continue
        if _runs(control) or control.is_more or (first and not pager.highest_number):
            label = control.label or "the control of the next page"
            return Ending(more=f"'{label[:30]}' runs a script whose address is not known")
    off = _switched_off(pager)
    if off is not None:
        return Ending(last=f"'{off.label[:30]}' cannot be clicked")
    if 0 < pager.highest_number <= (pager.current or 1):
        return Ending(last=f"page {pager.highest_number} is the highest number of the pager")
    return None


def _runs(control: Control) -> bool:
    code = (control.element.get("onclick") or "") + (control.element.get("href") or "")
    return re.search(r"\w\s*\([^)]|\w\s*\(\s*\)|^#\w", re.sub(r"void\s*\(?0?\)?", "", code)) is not None


def _switched_off(pager: PagerBlock) -> Control | None:
    return next(
        (
            one
            for one in pager.controls
            if (one.is_next or one.is_last) and one.is_off and not is_hidden(one.element)
        ),
        None,
    )


def _by_scroll(tree: PageTree) -> Ending | None:
    for script in tree.root.iter("script"):
        text = (script.text or "")[:20_000]
        if _SCROLLS.search(text) and _COUNTS_UP.search(text) and _ADDS.search(text):
            return Ending(more="a script adds rows when the page is scrolled")
    return None


def _no_sign(pager: PagerBlock) -> str:
    return "no pager" if not pager.controls else "the pager shows no further page"


def says_empty(text: str) -> bool:
    """Tell whether a page says that it has nothing to show."""
    return _EMPTY.search(text) is not None
