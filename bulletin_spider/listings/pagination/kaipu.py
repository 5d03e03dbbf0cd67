"""Kaipu (UCAP): ``createPageHTML('page_div', 12, 1, 'list', 'shtml', 118)``, counted from one.

Page 2 is ``list_2.shtml``. The arguments are the element's id, pages, current page, name, ending, records.
The TRS function of the same name counts from zero and has a number as first argument, not a quoted string. Source:
provincial and city sites of Hainan, Hunan and Jiangsu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.found import Found, numbered
from bulletin_spider.listings.pagination.numbering import whole_number
from bulletin_spider.listings.pagination.scripts import calls

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree


def find(tree: PageTree) -> Found | None:
    """Return the page after the current one; None if the page has no such call.

    ``page`` of the result is None on the last page.
    """
    for call in calls(tree.text, "createPageHTML"):
        match call:
            case (str(), int() | str() as count, int() | str() as current, str(name), str(ending), *_):
                pages, page = whole_number(str(count)), whole_number(str(current))
                if pages is None or page is None:
                    continue
                following = max(page, 1) + 1
                if following > pages:
                    return Found("kaipu", None)
                return numbered("kaipu", tree.base, name, following, ending.lstrip("."))
    return None
