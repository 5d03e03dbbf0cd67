"""TRS WCM: ``createPageHTML(12, 0, "index", "html")``, counted from zero, so page 2 is ``index_1.html``.

The function is named alike in Kaipu's CMS, which counts from one; there the first argument is a quoted string.
A fifth argument (a string) is seen in Guangxi. Pages are known up to the count and never asked for beyond it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.records import NextPage

if TYPE_CHECKING:
    from bulletin_spider.listings.tree import PageTree

_CALL = re.compile(
    r"""createPageHTML\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*["']([^"'\s]{1,100})["']\s*,\s*["'](\w{1,10})["']"""
)


def find(tree: PageTree) -> Found | None:
    """Return the page after the current one, null on the last; None if the call is not on the page."""
    call = _CALL.search(tree.text)
    if call is None:
        return None
    count, current, name, ending = int(call[1]), int(call[2]), call[3], call[4]
    if current + 1 >= count:
        return Found("trs", None)
    return Found("trs", NextPage(urljoin(tree.base, f"{name}_{current + 1}.{ending}")))
