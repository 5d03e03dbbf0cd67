"""Read the counts of a pager: the page, the number of pages and of rows, from its words, attributes and scripts."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.listings.page.tree import link_text
from bulletin_spider.listings.pagination.scripts import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from bulletin_spider.listings.pagination.pager_block import PagerBlock

# Texts have no blanks; "|" stands between two blocks.
_FRACTION = re.compile(
    r"(?:第|页次[:：]?|当前[:：]?|(?<![\d/.:：-])(?<!时间)(?<!日期))([1-9]\d{0,3})页?[/／](?:共)?([1-9]\d{0,3})(?![\d/.-])"
)
_OF = re.compile(r"page(\d{1,4})of(\d{1,4})", re.IGNORECASE)
_PAGES = (
    re.compile(r"(?:共(?:有|计)?|总计|合计)(\d{1,4})页"),
    re.compile(r"(?:总页数|页数|总页码|总页)[:：]?(\d{1,4})"),
    re.compile(r"(?<!每)(?<!第)(?<![\d每第])[/／](\d{1,4})页"),
)
_CURRENT = (
    re.compile(r"(?:当前|目前|现在)(?:是|为|在)?(?:第|页码?|页次)?[:：]?第?(\d{1,4})"),
    re.compile(r"(?<!共)第(\d{1,4})页"),
)
_TOTAL = (
    re.compile(r"共(?:有|计|收录|查到|找到|搜索到)?(\d{1,7})(?:条|个|篇|项|则|件|记录|信息)"),
    re.compile(
        r"(?:记录总数|总记录数?|总条数|总数|总计|合计|共计|信息总数|total)[:：]?(\d{1,7})(?!页|\d)",
        re.IGNORECASE,
    ),
    re.compile(r"页(\d{1,7})(?:条|篇|项)"),
)
_PAGE_NAMES = (
    "pageCount", "totalPages", "totalPage", "countPage", "pageTotal", "pagecount", "total_page", "totalpage",
    "page_count",
    "allPage", "maxPage", "pageSum", "pages",
)  # fmt: skip
_TOTAL_NAMES = (
    "totalCount", "totalRecord", "totalRecords", "recordCount", "totalNum", "total", "totalSize", "totalRows",
    "totalcount", "count", "dataCount", "totalElements", "allCount",
)  # fmt: skip
_SIZE_NAMES = (
    "pageSize",
    "pagesize",
    "page_size",
    "perPage",
    "perpage",
    "items_per_page",
    "limit",
    "pageRows",
    "showData",
    "rows",
)
_CURRENT_NAMES = (
    "currentPage", "curPage", "currPage", "current_page", "currentpage", "curpage", "pageIndex", "pageNo", "pageNum",
    "nowPage", "current", "curr", "pno", "page_index", "startPage", "startnum", "pageindex",
)  # fmt: skip
_COUNTING = re.compile("|".join((*_PAGE_NAMES, *_TOTAL_NAMES)))
_NO_LIST = re.compile(r"slide|swiper|carousel|banner|marquee|focus|weather|visitor", re.IGNORECASE)
"""Words of scripts that count pictures or visitors, not rows."""
_ATTRIBUTES = (
    ("pages", re.compile(r":?(?:data-)?(?:pages|page-?count|total-?pages?|pagecount|max-?page)")),
    (
        "total",
        re.compile(r":?(?:data-)?(?:total|total-?count|record-?count|count|total-?records?)"),
    ),
    ("current", re.compile(r":?(?:data-)?(?:current-?page|cur-?page|current|page-?index|page-?no)")),
)
_MAX_SCRIPTS = 40
_MAX_SCRIPT_CHARS = 20_000


class Counts(NamedTuple):
    """The page's number, the number of pages and of all rows; None for what is not stated."""

    current: int | None = None
    pages: int | None = None
    total: int | None = None

    def or_else(self, other: Counts) -> Counts:
        """Return these counts, and those of ``other`` for what is missing."""
        return Counts(*(one if one is not None else two for one, two in zip(self, other, strict=True)))


def counts_of(pager: PagerBlock) -> Counts:
    """Return the counts that the pager shows as words or keeps in attributes."""
    return _in_words(pager.text).or_else(_in_attributes(pager.elements))


def _in_words(text: str) -> Counts:
    fraction = _FRACTION.search(text) or _OF.search(text)
    current = int(fraction[1]) if fraction else _only(_CURRENT, text)
    pages = int(fraction[2]) if fraction else _first(_PAGES, text)
    if current is not None and pages is not None and current > max(pages, 1):
        current = pages = None
    return Counts(current, pages, _first(_TOTAL, text))


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> int | None:
    return next((int(found[1]) for pattern in patterns if (found := pattern.search(text))), None)


def _only(patterns: Iterable[re.Pattern[str]], text: str) -> int | None:
    """Return the number that the first matching pattern finds; None if it finds several, as in 第1页 第2页 第3页."""
    found = next((numbers for pattern in patterns if (numbers := {*pattern.findall(text)})), set())
    return int(found.pop()) if len(found) == 1 else None


def _in_attributes(elements: Iterable[_Element]) -> Counts:
    found: dict[str, int] = {}
    for block in elements:
        for element in islice(block.iter(), 100):
            for name, value in element.items():
                kind = next((kind for kind, pattern in _ATTRIBUTES if pattern.fullmatch(str(name))), None)
                if kind and str(value).strip().isdecimal() and len(str(value)) < 8:
                    found.setdefault(kind, int(value))
            if element.get("title") in {"总数", "总记录数"} and (
                digits := re.search(r"\d{1,7}", link_text(element))
            ):
                found.setdefault("total", int(digits[0]))
    return Counts(found.get("current"), found.get("pages"), found.get("total"))


def counts_in_scripts(root: _Element) -> Counts:
    """Return the counts of the first script that draws a pager: it knows a count, and a page or a page size."""
    for script in islice(root.iter("script"), _MAX_SCRIPTS):
        text = (script.text or "")[:_MAX_SCRIPT_CHARS]
        if not _COUNTING.search(text) or _NO_LIST.search(text):
            continue
        pages, total = _number(text, _PAGE_NAMES), _number(text, _TOTAL_NAMES)
        size, current = _number(text, _SIZE_NAMES), _number(text, _CURRENT_NAMES)
        if (pages is None or (size is None and current is None)) and (total is None or size is None):
            continue
        if pages is None and total is not None and size:
            pages = -(-total // size)
        # Libraries that count from zero say so on the first page; later pages are not reached through a script.
        return Counts(max(current, 1) if current is not None else None, pages, total)
    return Counts()


def _number(text: str, names: Iterable[str]) -> int | None:
    return next((number for name in names if (number := number_of(text, name)) is not None), None)
