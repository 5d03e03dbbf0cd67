"""Count up the address of answers that add rows to a list, until an answer has none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.pagination.numbering import (
    pattern,
    query_number,
    static_number,
    with_query_number,
)

if TYPE_CHECKING:
    from bulletin_spider.listings.entries import NextPage

_FAMILY = "load more"


def after(request: NextPage, *, rows: bool) -> Found:
    """Return the request that adds the rows after those that ``request`` brought."""
    if not rows:
        return Found(_FAMILY, None, last="the answer has no rows")
    if request.method != "GET":
        body = (request.body or b"").decode("latin-1")
        number = query_number(f"?{body}")
        if number is not None:
            counted = with_query_number(f"?{body}", number + 1).removeprefix("?").encode("latin-1")
            return Found(_FAMILY, replace(request, body=counted, computed=True))
    elif (number := query_number(request.url)) is not None:
        return Found(_FAMILY, replace(request, url=with_query_number(request.url, number + 1), computed=True))
    elif (number := static_number(request.url)) is not None:
        start, _, end = request.url.rpartition(str(number))
        if pattern(f"{start}{number + 1}{end}")[0] == pattern(request.url)[0]:
            return Found(_FAMILY, replace(request, url=f"{start}{number + 1}{end}", computed=True))
    return Found(_FAMILY, None, more="the address of the added rows has no number to count up")
