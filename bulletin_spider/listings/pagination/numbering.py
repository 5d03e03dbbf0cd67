"""Page numbers in addresses: ``index_3.html``, ``list-3.html``, ``/3.html``, ``?page=3``."""

from __future__ import annotations

import re
from urllib.parse import unquote

_STATIC = re.compile(r"(?:[_-]|/)(\d{1,4})\.[a-z]{3,5}$", re.IGNORECASE)
_PARAMETER = re.compile(
    r"(?:^|[?&;])((?:[a-z]{0,12}[_.-]?)?(?:page(?:no|num|number|index|id)?|currpage|curpage|cur_page|nowpage|currentpage|pn|p|pi)"
    r")=(\d{1,6})(?=$|[&#;])",
    re.IGNORECASE,
)


MAX_DIGITS = 9
"""Digits of a number that is read; Python refuses to convert more than 4,300 (``sys.set_int_max_str_digits``)."""


def whole_number(text: str) -> int | None:
    """Return the number that ``text`` is written as; None if it is no number, or one with too many digits."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def static_number(url: str) -> int | None:
    """Return the number at the end of the path of ``url``; None for a first page without one."""
    found = _STATIC.search(url.partition("?")[0].partition("#")[0])
    return int(found[1]) if found else None


def query_number(url: str) -> int | None:
    """Return the value of the page parameter in the query of ``url``; None if it has none."""
    found = _PARAMETER.search(unquote(url.partition("?")[2]))
    return int(found[2]) if found else None


def with_query_number(url: str, number: int) -> str:
    """Return ``url`` with its page parameter set to ``number``; unchanged if it has none."""
    path, mark, query = url.partition("?")
    return (
        path + mark + _PARAMETER.sub(lambda m: m[0][: m.start(2) - m.start()] + str(number), query, count=1)
    )


def pattern(url: str) -> tuple[str, int | None]:
    """Return ``url`` without its page number, and the number; all pages of one list have the same first value."""
    number = query_number(url)
    if number is not None:
        return _PARAMETER.sub(lambda found: f"&{found[1]}=", url), number
    path = url.partition("?")[0]
    found = _STATIC.search(path)
    if found is None:
        return url, None
    return path[: found.start()] + path[found.end(1) :], int(found[1])


def comes_after(url: str, own: str) -> bool | None:
    """Tell by its number whether ``url`` is the page after ``own``; None if the numbers do not show it."""
    (name, number), (own_name, own_number) = pattern(url), pattern(own)
    if number is None:
        return None
    if own_number is None:
        return number in {1, 2}
    return number == own_number + 1 if name == own_name else None
