"""TRS WCM: ``createPageHTML(12, 0, "index", "html")``, counted from zero, so page 2 is ``index_1.html``.

Kaipu's CMS has a function of the same name that counts from one; its first argument is a quoted string. In Guangxi
there is a fifth argument; elsewhere the name is ``createPage``. Source: pages of Beijing districts and departments,
2020 to 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.found import Found, numbered
from bulletin_spider.listings.pagination.scripts import calls

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree


def find(tree: PageTree) -> Found | None:
    """Return the page after the current one; None if the page has no such call.

    ``page`` of the result is None on the last page.
    """
    for call in calls(tree.text, "createPageHTML", "createPage"):
        match call:
            case (int(count), int(current), str(name), str(ending), *_):
                if current + 1 >= count:
                    return Found("trs", None)
                return numbered("trs", tree.base, name, current + 1, ending.lstrip("."))
    return None
