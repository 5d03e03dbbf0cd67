"""Numbers as links (1 2 3 …, or a last page) without a next link: ``index_3.html``, ``list-3.html``, ``?page=3``.

The current page is the number that links to the page itself, the number that is no link, or the one in the address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.links import same_page
from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.listings.pagination.following import next_address
from bulletin_spider.listings.pagination.found import Found, elsewhere, is_followed, linked
from bulletin_spider.listings.pagination.numbering import pattern, query_number

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree

_TEXTS = 100
_MAX_LABEL_CHARS = 20
_NUMBER = re.compile(
    r"(?:第|页面|页码|页|跳转到|转到|page|[\s\[(【])*(\d{1,4})(?:\s|页|[\])】])*", re.IGNORECASE
)
"""A page number, perhaps with words around it that only screen readers show."""


def find(tree: PageTree) -> Found | None:
    """Return the link whose number follows that of the current page; None without such links.

    ``page`` of the result is None on the last page.
    """
    links = _numbers(tree)
    if not links:
        return None
    current = _current(tree, links)
    for number, anchor in links:
        if number == current + 1:
            url = next_address(anchor, tree.base)
            if url is not None and not is_followed(url, tree.url, tree.domains):
                return elsewhere("static numbers", url)
            return linked("static numbers", next_address(anchor, tree.base) or "", tree.base, tree.url)
    return Found("static numbers", None)


def _numbers(tree: PageTree) -> list[tuple[int, _Element]]:
    """Return the numbered links that are side by side and differ only in their number."""
    runs: dict[tuple[_Element | None, str], list[tuple[int, _Element]]] = {}
    for anchor, text in zip(tree.anchors, tree.labels, strict=True):
        label = _NUMBER.fullmatch(text) if len(text) <= _MAX_LABEL_CHARS else None
        url = next_address(anchor, tree.base) if label else None
        if label and url:
            runs.setdefault((_box(anchor), pattern(url)[0]), []).append((int(label[1]), anchor))
    boxes: dict[_Element | None, list[tuple[int, _Element]]] = {}
    for (box, _), run in runs.items():
        boxes.setdefault(box, []).extend(run)
    sure = [run for run in boxes.values() if _is_run(run, tree)]
    return max(sure, key=len, default=[])


def _box(anchor: _Element) -> _Element | None:
    parent = anchor.getparent()
    return parent.getparent() if parent is not None and parent.tag in {"li", "span", "td"} else parent


def _is_run(run: list[tuple[int, _Element]], tree: PageTree) -> bool:
    names = {pattern(next_address(anchor, tree.base) or "")[0] for number, anchor in run if number > 1}
    numbers = [number for number, _ in run]
    return len(names) == 1 and numbers == sorted(set(numbers)) and max(numbers) > 1


def _current(tree: PageTree, links: list[tuple[int, _Element]]) -> int:
    own = [number for number, anchor in links if same_page(next_address(anchor, tree.base) or "", tree.url)]
    if own:
        return own[0]
    box = _box(links[0][1])
    linked_numbers = {number for number, _ in links}
    for text in texts_of(box, _TEXTS) if box is not None else ():
        label = _NUMBER.fullmatch(text.strip())
        if label and int(label[1]) not in linked_numbers:
            return int(label[1])
    return query_number(tree.url) or 1
