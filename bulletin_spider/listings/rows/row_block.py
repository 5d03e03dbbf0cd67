"""A block of listing rows: what the rows of one list are made of, before they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

ROW_TAGS = frozenset({"li", "tr"})


@dataclass(slots=True, eq=False)
class ListingRow:
    """One repeated element and its links that may be the headline, in page order."""

    element: _Element
    links: list[Node]
    after: list[_Element] = field(default_factory=list)
    """Siblings between this row and the next, if they hold the day or the teaser of this row."""


@dataclass(slots=True, eq=False)
class RowBlock:
    """The rows below ``parent`` that form one list."""

    parent: Node
    rows: list[ListingRow] = field(default_factory=list)
