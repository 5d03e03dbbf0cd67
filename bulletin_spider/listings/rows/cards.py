"""Rows with many links (picture, headline, keywords, comments): known by the one place that holds the headline."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import islice
from statistics import mean
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import links_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

_LINKS = 40
_HEADLINE_CHARS = 8
_OTHERS = 0.6


@dataclass(slots=True, eq=False)
class Row:
    """One repeated element and the links in it that may be its headline, in page order."""

    element: _Element
    links: list[Node]
    after: list[_Element] = field(default_factory=list)
    """Siblings up to the next row, where the row's day or summary stands in them."""


def card_rows(node: Node, plain: set[Node]) -> dict[Node, Row]:
    """Return the children of ``node`` that are cards of one shape; none if they are plain rows or no rows.

    A shape is known by a place (the tags from the child down to a link) that nine of ten children have exactly
    once, with words well longer than those of any other place.
    """
    tag, count = (
        Counter(child.element.tag for child in node.children).most_common(1)[0] if node.children else ("", 0)
    )
    cards = [child for child in node.children if child.element.tag == tag]
    if count < 3 or all(child in plain for child in cards):
        return {}
    places = [_places(child) for child in cards]
    if any(place is None for place in places):
        return {}
    headline = _headline_place([place for place in places if place is not None])
    if headline is None:
        return {}
    return {
        child: Row(child.element, place[headline])
        for child, place in zip(cards, places, strict=True)
        if place and headline in place
    }


def _places(child: Node) -> dict[str, list[Node]] | None:
    links = list(islice(links_of(child), _LINKS + 1))
    if len(links) > _LINKS:
        return None
    places: dict[str, list[Node]] = defaultdict(list)
    for link in links:
        places[_place(link, child)].append(link)
    return places


def _place(link: Node, child: Node) -> str:
    steps = []
    node: Node | None = link
    while node is not None and node is not child:
        step = str(node.element.tag)
        if step == "td":
            step += str(sum(1 for _ in islice(node.element.itersiblings("td", preceding=True), 20)))
        steps.append(step)
        node = node.parent
    return "<".join(steps)


def _headline_place(rows: list[dict[str, list[Node]]]) -> str | None:
    lengths: dict[str, list[int]] = defaultdict(list)
    once: Counter[str] = Counter()
    for row in rows:
        for place, links in row.items():
            lengths[place].extend(len(link.words) for link in links)
            once[place] += len(links) == 1
    means = {place: mean(found) for place, found in lengths.items()}
    best = max(means, key=lambda place: means[place])
    others = max((found for place, found in means.items() if place != best), default=0.0)
    sure = (
        once[best] >= 0.9 * len(rows) and means[best] >= _HEADLINE_CHARS and others <= _OTHERS * means[best]
    )
    return best if sure else None
