"""Pagers of script libraries: settings with the counts, and the address pattern as a text or as a function.

``laypage({pages: 9, curr: 1, jump: function(obj) {location.href = '?p=' + obj.curr}})``, ``createPage``, ``kkpager``,
``$('#p').pagination(135, {current_page: 0, callback: …})``, ``pager({pageCount: 9, urlTemplate: 'list_{page}.html'})``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.clicked import HERE, reached
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.pagination.numbering import query_number, static_number
from bulletin_spider.listings.scripts.definitions import Function
from bulletin_spider.listings.scripts.page_objects import PageNumber
from bulletin_spider.listings.scripts.syntax import Node, SyntaxUnread, parse_expression

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree
    from bulletin_spider.listings.scripts.evaluation import Script

_BRACE = re.compile(r"[(,]\s*\{")
_CALL = re.compile(
    r"(?<![\w$])(?P<name>[A-Za-z]\w{2,40})\s*\(\s*(?:(?P<total>\d{1,7})\s*,\s*|(?:['\"#\w$.()\[\] -]{1,60},\s*){1,2})?$"
)
_MAX_BRACES = 400
_LOOK_BACK = 120
"""Characters before settings in which the call begins."""
_MAX_SETTINGS_CHARS = 6_000
_NAMES = re.compile(r"pag|laypage|createPage|fenye|fanye|render|init|generPageHtml|Page", re.IGNORECASE)
_PAGES = (
    "pagecount",
    "totalpages",
    "totalpage",
    "pages",
    "pagetotal",
    "num",
    "maxpage",
    "allpage",
    "countpage",
    "total",
    "totalnum",
)
_CURRENT = (
    "current", "curr", "currentpage", "curpage", "currpage", "pno", "startnum", "pageindex", "current_page", "pageno",
    "nowpage", "startpage", "page", "pagenumber", "index",
)  # fmt: skip
_TOTALS = (
    "count",
    "totalcount",
    "totalrecord",
    "totalrecords",
    "recordcount",
    "totaldata",
    "datacount",
    "total",
)
_SIZES = ("limit", "pagesize", "items_per_page", "perpage", "showdata", "size", "rows", "pagenum")
_CALLBACKS = (
    "jump", "callback", "backfn", "onpageclick", "onpagechange", "onpagechanged", "onpageclicked", "getlink",
    "onselectpage", "click", "change", "onchange", "pagechange", "selectpage", "linkto", "pageurl", "onclick", "gopage",
)  # fmt: skip
_PLACE = re.compile(
    r"\{\{?\s*(?:page|p|n|num|number|i|0|pageno|pagenum|pageindex|current|curr|pn)\s*\}?\}|\[page\]|#page#|__page__|"
    r"__id__|\(:num\)|\{#\}|\$page\$|@page@|%page%|%d|\*page\*",
    re.IGNORECASE,
)
_NUMBER_NAME = re.compile(r"page|num|index|curr|^n$|^p$|^i$|^no$", re.IGNORECASE)
_EVENT_NAME = re.compile(r"^(?:e|ev|evt|event|original\w*|type|jq|first|el|dom)$", re.IGNORECASE)


def find(tree: PageTree, script: Script) -> Found | None:
    """Return the page after the current one by a library's settings; None if no settings name an address pattern."""
    text = script.text
    for brace in islice(_BRACE.finditer(text), _MAX_BRACES):
        call = _CALL.search(text, max(0, brace.start() - _LOOK_BACK), brace.end() - 1)
        if call is None or not (_NAMES.search(call["name"]) or call["total"] is not None):
            continue
        try:
            node = parse_expression(text[brace.end() - 1 : brace.end() + _MAX_SETTINGS_CHARS])
        except SyntaxUnread:
            continue
        if node.kind == "object":
            found = _from_settings(node, int(call["total"]) if call["total"] else None, tree, script)
            if found is not None:
                return found
    return None


def _from_settings(node: Node, first: int | None, tree: PageTree, script: Script) -> Found | None:
    settings = {name.lower(): value for name, value in node.parts}
    values = {name: script.evaluated(value) for name, value in settings.items()}
    size = _whole(values, _SIZES)
    total = first if first is not None else _whole(values, _TOTALS)
    pages = -(-total // size) if total is not None and size else _whole(values, _PAGES)
    if pages is None:
        return None
    current = _whole(values, _CURRENT)
    from_zero = first is not None or current == 0 or "current_page" in values
    if current is None:
        known = query_number(tree.url) or static_number(tree.url)
        current = known if known is not None else (0 if from_zero else 1)
    pattern = next((one for one in values.values() if isinstance(one, str) and _PLACE.search(one)), None)
    functions = [values[name] for name in _CALLBACKS if isinstance(values.get(name), Function)]
    if pattern is None and not functions:
        return None
    if current + (1 if from_zero else 0) >= pages:
        return Found("script settings", None, last=f"the pager's script counts {pages} pages")
    if pattern is not None:
        return _computed(
            reached(script.click(f"location.href={_PLACE.sub(str(current + 1), pattern)!r}", tree.root), tree)
        )
    for function in functions:
        assert isinstance(function, Function)
        found = reached(
            script.call(function, _arguments(function, current + 1), values_by_name(node, script)), tree
        )
        if found is not None:
            return _computed(found)
    return None


def values_by_name(node: Node, script: Script) -> dict[str, object]:
    """Return the values of settings by their names as written; a function of a library reads them from ``this``."""
    return {name: script.evaluated(value) for name, value in node.parts}


def _arguments(function: Function, number: int) -> list[object]:
    """Return the page number in the place of the parameter that is named like one, or of an object that holds it."""
    names = function.names
    holder = PageNumber(number)
    if len(names) == 1:
        return [holder]
    likely = [
        at for at, name in enumerate(names) if _NUMBER_NAME.search(name) and not _EVENT_NAME.match(name)
    ]
    at = likely[0] if likely else 0
    return [holder if index == at else False for index in range(len(names))]


def _whole(values: dict[str, object], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _computed(found: Found | None) -> Found | None:
    if found is None or found.page is None:
        return None if found is HERE else found
    return found._replace(family="script settings", page=replace(found.page, computed=True))
