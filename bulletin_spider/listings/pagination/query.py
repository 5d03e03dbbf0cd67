"""Addresses with a page parameter (``page=``, ``pageNo=``, ``pageNum=``, ``PageIndex=``, ``currPage=`` …).

There are two forms. A script builds the address (``'?page=' + n``) and has the number of pages. Or the page's own
address has the page number and its text has the number of pages (共12页, 3/12).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.found import Found, linked
from bulletin_spider.listings.pagination.numbering import query_number, with_query_number
from bulletin_spider.listings.pagination.scripts import number_of

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_BUILT = re.compile(
    r"""["']([^"'\s<>]{0,300}[?&](?:page(?:No|Num|Index|Number)?|currPage|curPage|cur_page|currentPage|p|pn)=)["']\s*\+""",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"共\s{0,9}(?:<[^>]{1,80}>)?\s{0,9}(\d{1,5})\s{0,9}(?:</\w{1,9}>)?\s{0,9}页|(?:第|页次[:：]?)\s{0,9}\d{1,5}\s{0,9}/\s{0,9}(\d{1,5})"
)
_COUNTERS = ("pageCount", "totalPages", "totalPage", "pages", "countPage", "pageTotal")


def find(tree: PageTree) -> Found | None:
    """Return the page after the one in the address; None if number or count is not known.

    ``page`` of the result is None on the last page.
    """
    count = _count(tree.text)
    if count is None:
        return None
    current = query_number(tree.url)
    built = _BUILT.search(tree.text)
    if current is None and built is None:
        return None
    if (current or 1) >= count:
        return Found("query", None)
    if current is not None:
        return linked("query", with_query_number(tree.url, current + 1), tree.base, tree.url)
    found = linked("query", f"{built[1]}2" if built else "", tree.base, tree.url)
    computed = _COUNT.search(tree.text) is None
    return found._replace(page=replace(found.page, computed=computed)) if found.page else found


def _count(text: str) -> int | None:
    found = _COUNT.search(text)
    if found:
        return int(found[1] or found[2])
    return next((count for name in _COUNTERS if (count := number_of(text, name)) is not None), None)
