"""Which blocks of a page are its listing: told from menus, friend links, hot lists and related links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.listings.blocks import ROW_TAGS
from bulletin_spider.listings.rows import row_texts
from bulletin_spider.listings.surroundings import heading_of, more_of
from bulletin_spider.listings.words import is_aside, is_footing

if TYPE_CHECKING:
    from bulletin_spider.listings.blocks import Block
    from bulletin_spider.listings.records import Entry
    from bulletin_spider.listings.rows import Reading

_ARTICLE = re.compile(r"\d{4,}[^/]*$|[0-9a-f]{16,}|\d{4,}/(?:index|content)\.s?html?$|[?&]\w*id=\w+|/\d+\.s?html?$", re.IGNORECASE)
_COMPACT = 400
_SECTIONS = frozenset({"nav", "footer", "header", "aside"})


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


def weigh(block: Block, reading: Reading, url: str, pager: int | None) -> Candidate:
    """Return the candidate with its weight; 0 means it cannot be a listing."""
    candidate = Candidate(block, reading.entries, reading.shown, heading_of(block), more_of(block))
    candidate.weight = _weight(candidate, url)
    if candidate.weight and pager is not None and 0 <= pager - block.rows[-1].links[-1].at <= 3:
        candidate.weight *= 3
    return candidate


def _weight(candidate: Candidate, url: str) -> float:
    entries = candidate.entries
    mean = sum(min(len(entry.title), 40) for entry in entries) / len(entries)
    tag = candidate.block.rows[0].element.tag
    host = urlsplit(url).hostname
    away = sum(urlsplit(entry.url).hostname != host for entry in entries) / len(entries)
    articles = sum(_ARTICLE.search(entry.url) is not None for entry in entries) / len(entries)
    if sum(is_footing(entry.title) for entry in entries) * 2 >= len(entries):
        return 0.0
    if candidate.dated:
        factor = 3.0 if mean >= 4 and (len(entries) > 2 or _is_short_list(candidate, mean, articles)) else 0.0
    elif mean < 8 or articles < 0.5 or len(entries) < (2 if tag in ROW_TAGS else 3):
        factor = 0.0
    else:
        factor = 1.0
    if away > 0.8:
        factor *= 0.7
    if is_aside(candidate.heading) or _in_section(candidate.block.parent.element):
        factor *= 0.1
    return factor * sum(min(len(entry.title), 30) for entry in entries)


def _is_short_list(candidate: Candidate, mean: float, articles: float) -> bool:
    """Tell whether one or two dated rows are a listing: compact rows, all dated, that lead to articles."""
    compact = all(sum(map(len, row_texts(row))) < _COMPACT for row in candidate.block.rows)
    return mean >= 6 and articles > 0.5 and candidate.shown == len(candidate.entries) and compact


def _in_section(element: Any) -> bool:
    for _ in range(12):
        if element is None:
            return False
        if element.tag in _SECTIONS:
            return True
        element = element.getparent()
    return False


def choose(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates that are the page's listing, in page order: one, or several on a portal page."""
    able = [candidate for candidate in candidates if candidate.weight > 0]
    if not able:
        return []
    best = max(able, key=lambda candidate: candidate.weight)
    return [one for one in able if one is best or _belongs(one, best)]


def _belongs(one: Candidate, best: Candidate) -> bool:
    if is_aside(one.heading) or one.dated != best.dated:
        return False
    if one.more and best.more:
        return True
    return _shape(one.block) == _shape(best.block)


def _shape(block: Block) -> tuple[object, ...]:
    row = block.rows[0].element
    parent = block.parent.element
    return (row.tag, parent.tag, parent.get("class"), row.get("class"), tuple(child.tag for child in row)[:6])
