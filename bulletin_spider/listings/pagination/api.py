"""JSON answers: the next page is the same address with the page parameter raised by one, until no rows are left."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from bulletin_spider.listings.data.json_rows import JsonFields, json_total
from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.pagination import jpaas
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.pagination.numbering import query_number, whole_number, with_query_number

if TYPE_CHECKING:
    from bulletin_spider.listings.entries import Entry

_SIZES = ("pagesize", "page_size", "rows", "size", "limit", "perpage", "pagerows")


def find(data: object, entries: list[Entry], url: str, fields: JsonFields) -> Found:
    """Return the request for the next page; None if no rows are left or the address has no page parameter."""
    unit = jpaas.after(url)
    if unit is not None:
        return Found(
            "jpaas", NextPage(unit) if entries else None, last=None if entries else "the answer has no rows"
        )
    if not entries:
        return Found("json", None, last="the answer has no rows")
    number = _number(url, fields)
    total, size = json_total(data, fields), _size(url, fields) or len(entries)
    if number is None:
        more = f"the answer counts {total} rows, and its address has no page parameter"
        more_or_none = more if total is not None and total > len(entries) else None
        last = None if more_or_none else "the answer has no pager"
        return Found("unknown: a JSON answer whose address has no page parameter", None, more_or_none, last)
    if total is not None and max(number, 1) * size >= total:
        return Found("json", None, last=f"the answer counts {total} rows")
    return Found("json", NextPage(_numbered(url, number + 1, fields), computed=total is None))


def _number(url: str, fields: JsonFields) -> int | None:
    if fields.page is None:
        return query_number(url)
    value = dict(parse_qsl(url.partition("?")[2], keep_blank_values=True)).get(fields.page, "1")
    number = whole_number(value)
    return 1 if number is None else number


def _size(url: str, fields: JsonFields) -> int | None:
    query = {name.lower(): value for name, value in parse_qsl(url.partition("?")[2])}
    names = (fields.size.lower(),) if fields.size else _SIZES
    sizes = (whole_number(query[name]) for name in names if name in query)
    return next((size for size in sizes if size is not None), None)


def _numbered(url: str, number: int, fields: JsonFields) -> str:
    if fields.page is None:
        return with_query_number(url, number)
    address, _, query = url.partition("?")
    return f"{address}?{urlencode({**dict(parse_qsl(query, keep_blank_values=True)), fields.page: number})}"
