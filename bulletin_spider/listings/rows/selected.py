"""Find what a site's own rules select: the rows of a listing, and the headline and day of a row."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import MAX_LINKS, nodes_in_page_order, texts_of
from bulletin_spider.listings.rows.dates import row_day
from bulletin_spider.listings.rows.row_block import ListingRow, RowBlock
from bulletin_spider.listings.rows.titles import headline_link
from bulletin_spider.markup.selectors import select_all
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node, PageTree
    from bulletin_spider.listings.rules import ListingRules

_MAX_DAY_TEXTS = 10
"""Texts that are read of an element with the day: it may have a label, and year, month and day of their own."""


def selected_block(tree: PageTree, css: str) -> RowBlock:
    """Return the rows that ``css`` selects as one block, without elements inside another row or without a link."""
    links = {node.element: node for node in nodes_in_page_order(tree.top) if node.url}
    block = RowBlock(tree.top)
    outer: set[_Element] = set()
    for element in islice(select_all(tree.root, css), MAX_LINKS):
        if outer.isdisjoint(element.iterancestors()):
            outer.add(element)
            row_links = list(_links_at(element, links))
            if row_links:
                block.rows.append(ListingRow(element, row_links))
    return block


def selected_headline(row: ListingRow, css: str | None) -> tuple[_Element, Node] | None:
    """Return the element with the headline, and its link or else that of the row.

    None if ``css`` selects no element with text in the row.
    """
    for element in select_all(row.element, css) if css is not None else ():
        if element.get("title") or any(text.strip() for text in element.itertext()):
            own = next(_links_at(element, {link.element: link for link in row.links}), None)
            return element, own or headline_link(row.links)
    return None


def selected_day(row: ListingRow, css: str | None, url: str, reference: dt.date | None) -> dt.date | None:
    """Return the day in the elements that ``css`` selects in the row; None if they show none."""
    if css is None:
        return None
    texts = (
        clean(text) for element in select_all(row.element, css) for text in texts_of(element, _MAX_DAY_TEXTS)
    )
    return row_day([text for text in texts if text], url, reference)


def _links_at(element: _Element, links: dict[_Element, Node]) -> Iterator[Node]:
    """Yield the links at and below ``element``; if there are none, the link around it."""
    found = False
    for below in element.iter("a", "area"):
        if below in links:
            found = True
            yield links[below]
    if not found:
        yield from islice((links[above] for above in element.iterancestors("a") if above in links), 1)


def fields_without_result(
    rows: Iterable[ListingRow], rules: ListingRules, reference: dt.date | None
) -> list[str]:
    """Return which of the rules for title and date find nothing in any of ``rows``; neither if there are no rows."""
    rows = list(rows)
    missing = []
    if rows and rules.title is not None and not any(selected_headline(row, rules.title) for row in rows):
        missing.append("title")
    if (
        rows
        and rules.date is not None
        and not any(selected_day(row, rules.date, row.links[0].url or "", reference) for row in rows)
    ):
        missing.append("date")
    return missing
