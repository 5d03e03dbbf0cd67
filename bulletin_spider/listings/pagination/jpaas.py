"""Hanweb JPaaS: a script has the address and the query of a unit; each page of the unit is one JSON answer.

``<script src="…unitbuild.js" url="/api-gateway/…/page/build/unit" querydata="{'parseType':'bulidstatic', …}">``.
The answer has the rows as markup in ``data.html``. ``paramJson`` ``{"pageNo": 2, "pageSize": 15}`` selects the page.
Source: ministries and Zhejiang and Shandong cities, 2026.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.pagination.numbering import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree

_PAGE_SIZE = 15
_LIST = re.compile(r"列表|信息|list|info", re.IGNORECASE)


def find(tree: PageTree) -> Found | None:
    """Return the request for the unit's first page, whose rows the column page lacks; None without such a script."""
    units = [unit for script in tree.root.iter("script") if (unit := _unit(script, tree.base))]
    if not units:
        return None
    units.sort(key=lambda unit: _LIST.search(unit[1].get("tagId", "")) is None)
    address, query = units[0]
    return Found("jpaas", NextPage(unit_page(address, query, 1)))


def unit_page(address: str, query: dict[str, str], number: int) -> str:
    """Return the address of page ``number`` of a unit, with the other settings in ``paramJson`` kept."""
    settings = _settings(query.get("paramJson", ""))
    settings = {"pageSize": _PAGE_SIZE, **settings, "pageNo": number}
    ordered = {"pageNo": settings.pop("pageNo"), **settings}
    text = json.dumps(ordered, separators=(",", ":"), ensure_ascii=False)
    return f"{address}?{urlencode({**query, 'paramJson': text})}"


def after(url: str) -> str | None:
    """Return the address of the page after the unit page ``url``; None if ``url`` is no unit page."""
    address, _, query = url.partition("?")
    fields = dict(parse_qsl(query, keep_blank_values=True))
    if "paramJson" not in fields or "tagId" not in fields:
        return None
    number = whole_number(str(_settings(fields["paramJson"]).get("pageNo", 1)))
    return unit_page(address, fields, number + 1) if number is not None else None


def _unit(script: _Element, base: str) -> tuple[str, dict[str, str]] | None:
    data, address = script.get("querydata"), absolute_url(script.get("url") or "", base)
    if not data or address is None:
        return None
    query = _settings(data.replace("'", '"'))
    return (address, {str(name): str(value) for name, value in query.items()}) if query else None


def _settings(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
