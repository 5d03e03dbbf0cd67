"""TRS templates with the pager in the page's own script: ``var currentPage = 0; var countPage = 25``, from zero.

Name and ending are read from the strings that the script joins (``"index" + "_" + nextPage + "." + "html"``), else from
the page's own address. Source: zyk.bjhd.gov.cn and other TRS lists.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.pagination.found import Found, numbered
from bulletin_spider.listings.pagination.numbering import static_number
from bulletin_spider.listings.pagination.scripts import number_of

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_NAME = re.compile(
    r"""([\w./-]{1,60}?)_?\\?["']\s*\+\s*(?:\\?["']_\\?["']\s*\+\s*)?"""
    r"""\(?\s*(?:nextPage|currentPage\s*\+|countPage\s*-|i\b)"""
)
_ENDING = re.compile(r"""\.\\?["']?\s*(?:\+\s*["'])?(s?html?|jhtml|jsp|aspx?)\b""")
_OWN = re.compile(r"/([\w-]+?)(?:_\d+)?\.(\w+)$")


def find(tree: PageTree) -> Found | None:
    """Return the page after the current one; None if no script sets a page count.

    ``page`` of the result is None on the last page.
    """
    count = number_of(tree.text, "countPage")
    if count is None:
        return None
    current = number_of(tree.text, "currentPage")
    if current is None:
        current = static_number(tree.url) or 0
    if current + 1 >= count:
        return Found("countpage", None)
    return numbered("countpage", tree.base, *_name(tree, current + 1))


def _name(tree: PageTree, number: int) -> tuple[str, int, str]:
    at = tree.text.find("countPage")
    start = max(tree.text.rfind("<script", 0, at), at - 3000, 0)
    script = tree.text[start : at + 4000].partition("</script")[0]
    own = _OWN.search(tree.url.partition("?")[0])
    name = _NAME.search(script)
    ending = _ENDING.search(script)
    return (
        name[1] if name else own[1] if own else "index",
        number,
        ending[1] if ending else own[2] if own else "html",
    )
