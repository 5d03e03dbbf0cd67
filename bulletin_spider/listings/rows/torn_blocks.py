"""Join blocks of rows that are one list, torn to several depths by end tags too many behind each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.listings.rows.dates import shows_day
from bulletin_spider.listings.rows.row_block import ListingRow, RowBlock
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

_Form = list[tuple[str, str | None]]
"""Tag and class of each element from a row's first link up to the row."""
_MAX_STEPS = 6
"""Elements from a row's link up to the row; a link in a table in a cell of a table has six."""
_MAX_ROW_TEXTS = 40


def join_torn(blocks: list[RowBlock]) -> list[RowBlock]:
    """Return ``blocks``, in page order of their rows, with torn lists joined.

    A stray ``</table></td></tr>`` behind a row closes the elements around the list. The next row is then higher up in
    the tree, and looks like the first one of another list. Two blocks are one list if the first is inside the parent
    of the second, no link is between them, and their rows have the same tags and classes and show a day.
    """
    joined: list[RowBlock] = []
    forms: list[_Form | None] = []
    for block in sorted(blocks, key=lambda block: block.rows[0].links[0].anchor_index):
        form = _form(block.rows[0])
        if joined and form is not None and _is_torn(joined[-1], block):
            above = joined[-1]
            # The rows of a list that is already joined have this form.
            rows = above.rows if forms[-1] == form else _rows_of_form(above.rows, form)
            if rows:
                rows.extend(block.rows)
                joined[-1], forms[-1] = RowBlock(block.parent, rows), form
                continue
        joined.append(RowBlock(block.parent, [*block.rows]))
        forms.append(None)
    return joined


def _is_torn(above: RowBlock, block: RowBlock) -> bool:
    """Tell whether ``block`` can go on with the list ``above``: it follows at once, higher up, and shows a day."""
    last, first = above.rows[-1].links[-1], block.rows[0].links[0]
    return (
        first.anchor_index - last.anchor_index == 1
        and _is_inside(above.parent, block.parent)
        and _shows_day(block.rows[0].element)
    )


def _is_inside(node: Node, outer: Node) -> bool:
    return any(element is outer.element for element in node.element.iterancestors())


def _form(row: ListingRow) -> _Form | None:
    """Return the form of a row; None if its link is too deep in it."""
    form: _Form = []
    element: _Element | None = row.links[0].element
    while element is not None and len(form) < _MAX_STEPS:
        form.append((str(element.tag), element.get("class")))
        if element is row.element:
            return form
        element = element.getparent()
    return None


def _rows_of_form(rows: list[ListingRow], form: _Form) -> list[ListingRow]:
    """Return ``rows`` with elements of the tags and classes of ``form``; empty if one has others, or shows no day."""
    found = []
    for row in rows:
        element: _Element | None = row.links[0].element
        top = None
        for tag, name in form:
            if element is None or element.tag != tag or element.get("class") != name:
                return []
            top, element = element, element.getparent()
        if top is None or not _shows_day(top):
            return []
        found.append(ListingRow(top, row.links))
    return found


def _shows_day(element: _Element) -> bool:
    return any(shows_day(clean(text)) for text in texts_of(element, _MAX_ROW_TEXTS))
