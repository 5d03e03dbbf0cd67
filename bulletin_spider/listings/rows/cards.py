"""Find cards: rows with many links (picture, headline, keywords, comments), of which one place is the headline."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice
from statistics import mean
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import links_of
from bulletin_spider.listings.rows.row_block import ListingRow

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import Node

_MAX_CARD_LINKS = 40
_MIN_HEADLINE_CHARS = 8
# Texts of another place are at most this share of the headlines' length; longer ones may be headlines, too.
_MAX_OTHER_SHARE = 0.6


def card_rows(node: Node, plain_rows: set[Node]) -> dict[Node, ListingRow]:
    """Return the children of ``node`` that are cards of one shape; empty if they are plain rows or no rows.

    The headline of a card is at the same place (the tags from the child down to a link) in nine of ten children, once
    in each. Its texts are much longer than those at any other place.
    """
    tag, count = (
        Counter(child.element.tag for child in node.children).most_common(1)[0] if node.children else ("", 0)
    )
    cards = [child for child in node.children if child.element.tag == tag]
    # Two cards are too few to know a shape by.
    if count < 3 or all(child in plain_rows for child in cards):
        return {}
    places = [_places(child) for child in cards]
    if any(place is None for place in places):
        return {}
    headline = _headline_place([place for place in places if place is not None])
    if headline is None:
        return {}
    return {
        child: ListingRow(child.element, place[headline])
        for child, place in zip(cards, places, strict=True)
        if place and headline in place
    }


def _places(child: Node) -> dict[str, list[Node]] | None:
    links = list(islice(links_of(child), _MAX_CARD_LINKS + 1))
    if len(links) > _MAX_CARD_LINKS:
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
            lengths[place].extend(len(link.text) for link in links)
            once[place] += len(links) == 1
    means = {place: mean(found) for place, found in lengths.items()}
    best = max(means, key=lambda place: means[place])
    others = max((found for place, found in means.items() if place != best), default=0.0)
    sure = (
        once[best] >= 0.9 * len(rows)
        and means[best] >= _MIN_HEADLINE_CHARS
        and others <= _MAX_OTHER_SHARE * means[best]
    )
    return best if sure else None
