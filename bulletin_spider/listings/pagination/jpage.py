"""Hanweb jpage: the page has the first group of records; a data proxy returns the next groups as XML.

``$('#123').jpage({totalRecord: 1418, perPage: 25, groupSize: 3, proxyUrl: '…/dataproxy.jsp', ajaxParam: {…}})``; a
group is ``perPage * groupSize`` records. The request has ``startrecord``, ``endrecord``, ``perpage`` and the
``ajaxParam``, all in the address, so that the next request follows from an answer alone. A ``nextgroup`` element is
followed only if no record number is known, because some hosts encrypt it. Source: city sites of Jiangsu and Zhejiang.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.pagination.numbering import query_number, whole_number, with_query_number
from bulletin_spider.listings.pagination.scripts import number_of, string_of

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_CALL = re.compile(r"\.jpage\(\s*\{")
_PARAMETERS = re.compile(r"ajaxParam['\"]?\s*:\s*(?:\{([^{}]{1,1500})\}|['\"]([^'\"]{1,1500})['\"])")
_PAIR = re.compile(r"""['"]?(\w{1,30})['"]?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^,'"{}\s]+))""")
_NEXT_GROUP = re.compile(r"<nextgroup>.{0,40}?href=(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.DOTALL)
_RECORD = re.compile(r"<record>", re.IGNORECASE)


def find(tree: PageTree) -> Found | None:
    """Return the request for the next group of records; None if this is no jpage list.

    ``page`` of the result is None after the last group.
    """
    call = _CALL.search(tree.text)
    if call is not None and "dataproxy" in tree.text:
        return _from_call(tree, tree.text[call.start() : call.start() + 4000])
    if "<datastore" not in tree.text:
        return None
    return _from_answer(tree)


def _from_call(tree: PageTree, call: str) -> Found:
    total, size = number_of(call, "totalRecord"), number_of(call, "perPage")
    proxy = absolute_url(string_of(call, "proxyUrl") or "", tree.base)
    if total is None or not size or proxy is None:
        return Found("unknown: a jpage list without its settings", None)
    here = len(_RECORD.findall(tree.text)) or size * (number_of(call, "groupSize") or 1)
    if here >= total:
        return Found("jpage", None)
    group = size * (number_of(call, "groupSize") or 1)
    records = {"startrecord": here + 1, "endrecord": min(here + group, total), "perpage": size}
    return Found("jpage", NextPage(f"{proxy}?{urlencode({**records, **_parameters(call)})}"))


def _parameters(call: str) -> dict[str, str]:
    found = _PARAMETERS.search(call)
    if found is None:
        return {}
    if found[2]:
        return dict(parse_qsl(unescape(found[2]), keep_blank_values=True))
    return {pair[1]: pair[2] or pair[3] or pair[4] or "" for pair in _PAIR.finditer(found[1])}


def _from_answer(tree: PageTree) -> Found:
    address, _, query = tree.url.partition("?")
    fields = dict(parse_qsl(query, keep_blank_values=True))
    start, end = whole_number(fields.get("startrecord", "")), whole_number(fields.get("endrecord", ""))
    total = re.search(r"<totalrecord>\s*(\d{1,9})", tree.text)
    if start is not None and end is not None:
        done = total is not None and end >= int(total[1])
        if done or not _RECORD.search(tree.text):
            return Found("jpage", None)
        group = end - start + 1
        records = {"startrecord": end + 1, "endrecord": end + group}
        return Found("jpage", NextPage(f"{address}?{urlencode({**fields, **records})}"))
    return _next_group(tree)


def _next_group(tree: PageTree) -> Found:
    group = _NEXT_GROUP.search(tree.text)
    url = absolute_url(unescape(group[1] or group[2]), tree.base) if group else None
    if url is None or not _RECORD.search(tree.text):
        return Found("jpage", None)
    if same_page(url, tree.url):
        number = query_number(url)
        url = with_query_number(url, number + 1) if number is not None else None
    return (
        Found("jpage", NextPage(url))
        if url
        else Found("jpage", None, more="the next group of records has no number")
    )
