"""Which blocks of a page are its listing: told from menus, friend links, hot lists and related links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.choice.headings import heading_of, more_of
from bulletin_spider.listings.page.link_texts import is_aside, is_footing
from bulletin_spider.listings.rows.blocks import ROW_TAGS
from bulletin_spider.listings.rows.parsing import row_texts

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.entries import Entry
    from bulletin_spider.listings.page.tree import Node
    from bulletin_spider.listings.rows.blocks import Block
    from bulletin_spider.listings.rows.parsing import Reading

_ARTICLE = re.compile(
    r"\d{4,}[^/]*$|[0-9a-f]{16,}|\d{4,}/(?:index|content)\.s?html?$|[?&]\w*id=\w+|/\d+\.s?html?$",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"nav", "footer", "header", "aside"})
_COMPACT = 400
_TITLE_CHARS = 30
_DATED_MEAN, _SHORT_MEAN, _UNDATED_MEAN, _SENTENCE_MEAN = 4, 6, 8, 13
_SHORT = 2
_NEAR = 14
_BOXES = 5


@dataclass(slots=True, eq=False)
class Candidate:
    """A block, read, with what tells a listing from other links."""

    block: Block
    entries: list[Entry]
    shown: int
    heading: str
    more: str | None
    weight: float = 0.0

    @property
    def dated(self) -> bool:
        """Whether most rows show a day."""
        return self.shown * 2 > len(self.entries)


def weigh(block: Block, reading: Reading, url: str, headings: dict[_Element, str | None]) -> Candidate:
    """Return the candidate with its weight; 0 means it cannot be a listing.

    The weight is the length of the headlines: three times for dated rows, four times for rows under the
    page's own folder (unless that is the whole site), less for links to other hosts, a tenth for what stands aside.
    """
    candidate = Candidate(block, reading.entries, reading.shown, heading_of(block, headings), more_of(block))
    weight = _factor(candidate, url) * sum(min(len(entry.title), _TITLE_CHARS) for entry in reading.entries)
    folder = url.partition("?")[0].rpartition("/")[0] + "/"
    inside = sum(entry.url.startswith(folder) for entry in reading.entries) * 2 > len(reading.entries)
    if inside and urlsplit(folder).path != "/":
        weight *= 4
    if is_aside(candidate.heading) or _in_section(block.parent.element):
        weight *= 0.1
    candidate.weight = weight
    return candidate


def _factor(candidate: Candidate, url: str) -> float:
    entries = candidate.entries
    if sum(is_footing(entry.title) for entry in entries) * 2 >= len(entries):
        return 0.0
    mean = sum(min(len(entry.title), _TITLE_CHARS) for entry in entries) / len(entries)
    articles = sum(_ARTICLE.search(entry.url) is not None for entry in entries) * 2 >= len(entries)
    away = sum(urlsplit(entry.url).hostname != urlsplit(url).hostname for entry in entries) > 0.8 * len(
        entries
    )
    if candidate.dated:
        listing = mean >= _DATED_MEAN and (
            len(entries) > _SHORT or _is_short_list(candidate, mean, articles=articles)
        )
    else:
        fewest = _SHORT if candidate.block.rows[0].element.tag in ROW_TAGS else _SHORT + 1
        homes = sum(urlsplit(entry.url).path in {"", "/"} for entry in entries) * 2 > len(entries)
        long = mean >= (_UNDATED_MEAN if articles else _SENTENCE_MEAN)
        listing = long and not homes and len(entries) >= fewest
    return (3.0 if candidate.dated else 1.0) * (0.7 if away else 1.0) if listing else 0.0


def _is_short_list(candidate: Candidate, mean: float, *, articles: bool) -> bool:
    """Tell whether one or two dated rows are a listing: compact rows, all dated, that lead to articles."""
    compact = all(sum(map(len, row_texts(row))) < _COMPACT for row in candidate.block.rows)
    return mean >= _SHORT_MEAN and articles and candidate.shown == len(candidate.entries) and compact


def _in_section(element: _Element | None) -> bool:
    for _ in range(12):
        if element is None:
            return False
        if element.tag in _SECTIONS:
            return True
        element = element.getparent()
    return False


def choose(candidates: list[Candidate], pager: int | None, *, home: bool) -> list[Candidate]:
    """Return the candidates that are the page's listing, in page order: one, or several on a portal page.

    The block right before the pager (``pager`` is the number of the link at which it stands) counts five times.
    Several are taken if they and the weightiest one each have a 更多 link, or are built alike; of a ``home`` page, all
    that show days like the weightiest.
    """
    able = [candidate for candidate in candidates if candidate.weight > 0]
    if not able:
        return []
    before = [
        one for one in able if pager is not None and 0 <= pager - one.block.rows[-1].links[-1].at <= _NEAR
    ]
    if before:
        before[-1].weight *= 5
    best = max(able, key=lambda candidate: candidate.weight)
    return [one for one in able if one is best or _belongs(one, best, home=home)]


def _belongs(one: Candidate, best: Candidate, *, home: bool) -> bool:
    if is_aside(one.heading):
        return False
    if (one.more and best.more) or (home and one.dated == best.dated):
        return True
    return one.dated == best.dated and _built_alike(one.block, best.block)


def _built_alike(one: Block, other: Block) -> bool:
    """Tell whether two blocks have rows of one kind in boxes of one kind, up to the element that holds both."""
    if one.rows[0].element.tag != other.rows[0].element.tag:
        return False
    node, twin = one.parent, other.parent
    for _ in range(_BOXES):
        if node is twin:
            return True
        if node.element.tag != twin.element.tag or not _alike(_classes(node), _classes(twin)):
            return False
        if node.parent is None or twin.parent is None:
            return False
        node, twin = node.parent, twin.parent
    return False


def _classes(node: Node) -> set[str]:
    return set((node.element.get("class") or "").split())


def _alike(one: set[str], other: set[str]) -> bool:
    """Tell whether two sets of classes are one, or differ by a mark like ``on`` or ``active`` that only one has."""
    return bool(one) == bool(other) and (one <= other or other <= one)
