"""A pager that is base64 of URL-encoded markup in an element; a script decodes it with ``atob``.

Source: PHPCMS lists of provincial departments.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from bulletin_spider.listings.page.tree import read_tree
from bulletin_spider.listings.pagination import following, static
from bulletin_spider.listings.pagination.found import Found

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_CODED = re.compile(r">\s*([A-Za-z0-9+/]{80,30000}={0,2})\s*<")


def find(tree: PageTree) -> Found | None:
    """Return the next page of the decoded pager; None if no text on the page decodes to links."""
    for coded in _CODED.finditer(tree.text):
        try:
            markup = unquote_plus(base64.b64decode(coded[1]).decode("utf-8"))
        except ValueError:
            continue
        if "<a" in markup:
            inner = read_tree(markup, tree.url)
            found = following.find(inner) or static.find(inner)
            return Found("encoded", found.page) if found else None
    return None
