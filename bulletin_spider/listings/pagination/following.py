"""A link that says 下一页 (or next, >, ›, ») to another page; on the last page it is disabled or leads nowhere.

The address is in ``href``, or in the script that the link runs (``location.href='index_2.html'``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.link_texts import is_arrow, is_next
from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.listings.pagination.found import Found, elsewhere, is_followed
from bulletin_spider.listings.pagination.numbering import comes_after, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree

_ASSIGNED = re.compile(r"""location[^'"]{0,40}['"]([^'"]{1,300})['"]\s*(?!\s*[+'"])""")
_QUOTED = re.compile(r"""['"](?=[^'"\s]*['"])([^'"\s]*[/.?][^'"\s]*)['"]\s*(?![+'"])""")
_ONLY_ARGUMENT = re.compile(
    r"""\s*(?:javascript:\s*)?[\w$.]{1,60}\(\s*['"][^'"]*['"]\s*\)[\s;]*(?:(?:return\s+false|void\(?0\)?)[\s;]*)?"""
)
_SCRIPT = "unknown: the next-page link runs a script"
_OFF = re.compile(r"disabled|\bdis\b|no-?drop|not-allowed", re.IGNORECASE)
_NEIGHBOURS = 8


def find(tree: PageTree) -> Found | None:
    """Return the page behind the next-page link; None without a link.

    ``page`` of the result is None if the link is disabled or leads nowhere.
    """
    last = None
    for anchor in _next_links(tree):
        url = None if is_disabled(anchor) else next_address(anchor, tree.base)
        if url is not None and not same_page(url, tree.url):
            if not is_followed(url, tree.url, tree.domains):
                last = last or elsewhere("following", url)
                continue
            known = comes_after(url, tree.url)
            name = "following" if known else "unknown: followed the next-page link"
            return Found(name, NextPage(url))
        if last is None or last.more is None:
            last = Found(_SCRIPT if runs_script(anchor) else "following", None)
    return last


def next_address(anchor: _Element, base: str) -> str | None:
    """Return the absolute address in ``href``, else the one quoted in the script that a click runs."""
    url = absolute_url(anchor.get("href") or "", base)
    if url is not None:
        return url
    for script in (anchor.get("onclick") or "", anchor.get("href") or ""):
        if not script:
            continue
        assigned = _ASSIGNED.search(script)
        if assigned:
            return absolute_url(assigned[1], base)
        quoted = _QUOTED.search(script)
        url = absolute_url(quoted[1], base) if quoted else None
        # An address beside other arguments may be that of all pages.
        if url is not None and (_ONLY_ARGUMENT.fullmatch(script) or pattern(url)[1] is not None):
            return url
    return None


def _next_links(tree: PageTree) -> Iterator[_Element]:
    arrows = []
    for at, (anchor, words) in enumerate(zip(tree.anchors, tree.labels, strict=True)):
        labels = [words, *(anchor.get(name) or "" for name in ("title", "aria-label"))]
        labels.extend(picture.get("alt") or "" for picture in anchor.iter("img"))
        if (anchor.get("rel") or "").lower() == "next" or any(is_next(label) for label in labels):
            yield anchor
        elif is_arrow(words) and _in_pager(tree.labels, at):
            arrows.append((len(words), at, anchor))
    yield from (anchor for _, _, anchor in sorted(arrows, key=lambda arrow: arrow[:2]))


def _in_pager(labels: list[str], at: int) -> bool:
    return any(label.strip("[] ").isdecimal() for label in labels[max(0, at - _NEIGHBOURS) : at])


def is_disabled(anchor: _Element) -> bool:
    """Tell whether a link, or the element around it, is marked as disabled."""
    parent = anchor.getparent()
    marks = [anchor.get("class") or "", parent.get("class") or "" if parent is not None else ""]
    return anchor.get("disabled") is not None or any(_OFF.search(mark) for mark in marks)


def runs_script(anchor: _Element) -> bool:
    """Tell whether a click on a link calls a function with a page number, or marks a place (``#next``) for a script."""
    script = (anchor.get("onclick") or "") + (anchor.get("href") or "")
    return re.search(r"\w\s*\(\s*['\"]?\d|^#\w", script) is not None
