"""A settings object: ``Pager({size: 16, current: 0, prefix: 'index', suffix: 'html'})``, counted from zero.

``size`` is the number of pages. Source: TRS lists of Jilin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.found import Found, numbered
from bulletin_spider.listings.pagination.scripts import number_of, string_of

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_CALL = re.compile(r"(?<![\w.$])Pager\(\s*(\{[^{}]{1,1000}\})\s*\)")


def find(tree: PageTree) -> Found | None:
    """Return the page after the current one; None if the page has no such call.

    ``page`` of the result is None on the last page.
    """
    if "Pager(" not in tree.text:
        return None
    for call in _CALL.finditer(tree.text):
        count, current = number_of(call[1], "size"), number_of(call[1], "current")
        prefix, suffix = string_of(call[1], "prefix"), string_of(call[1], "suffix")
        if count is None or current is None or not prefix or not suffix:
            continue
        if current + 1 >= count:
            return Found("pager", None)
        return numbered("pager", tree.base, prefix, current + 1, suffix.lstrip("."))
    return None
