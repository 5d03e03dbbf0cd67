"""Choose the blocks of a page that are its listing; menus, friend links, hot lists and related links are not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.choice.headings import heading_above, more_url
from bulletin_spider.listings.page.link_texts import is_footer_link, is_side_list_heading
from bulletin_spider.listings.rows.parsing import row_texts
from bulletin_spider.listings.rows.row_block import ROW_TAGS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.entries import Entry
    from bulletin_spider.listings.page.tree import Node
    from bulletin_spider.listings.rows.parsing import BlockEntries
    from bulletin_spider.listings.rows.row_block import RowBlock

_ARTICLE_URL = re.compile(
    r"[0-9a-f]{16}|\d{4}/(?:index|content)\.s?html?$|[?&]\w*id=\w+|/\d+\.s?html?$",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"\d{4}")
_PAGE_SECTIONS = frozenset({"nav", "footer", "header", "aside"})
# One or two dated rows are a listing only if each is short: a longer one is a box of mixed content.
_MAX_COMPACT_ROW_CHARS = 400
# Longer headlines count as this long, so that a few of them do not outweigh a list.
_MAX_COUNTED_TITLE_CHARS = 30
# Fewest characters of the average headline: the less else says that the rows are a listing, the more it takes.
_MIN_MEAN_DATED = 4
_MIN_MEAN_SHORT_LIST = 6
_MIN_MEAN_ARTICLE_URLS = 8
_MIN_MEAN_OTHER_URLS = 13
_SHORT_LIST_ROWS = 2
# Links between the last row and the mark of a pager: 首页, 上一页 and page numbers.
_MAX_LINKS_BEFORE_PAGER = 14
# Boxes to compare around two lists, up to the element that holds both.
_MAX_BOXES = 5


@dataclass(slots=True, eq=False)
class ListingCandidate:
    """A block with its entries and with what tells a listing from other links."""

    block: RowBlock
    entries: list[Entry]
    dated_rows: int
    heading: str
    more: str | None
    score: float = 0.0

    @property
    def is_dated(self) -> bool:
        """Whether most rows show a day."""
        return self.dated_rows * 2 > len(self.entries)


def score_block(
    block: RowBlock, block_entries: BlockEntries, url: str, headings: dict[_Element, str | None]
) -> ListingCandidate:
    """Return the candidate with its score; a block with score 0 cannot be a listing.

    The score is the length of the headlines. It is multiplied by 3 for dated rows, by 4 for rows in the page's own
    folder (unless that folder is the whole site), by 0.7 for links to other hosts, and by 0.1 for a side list.
    """
    entries = block_entries.entries
    candidate = ListingCandidate(
        block, entries, block_entries.dated_rows, heading_above(block, headings), more_url(block)
    )
    score = _score_factor(candidate, url) * sum(
        min(len(entry.title), _MAX_COUNTED_TITLE_CHARS) for entry in entries
    )
    folder = url.partition("?")[0].rpartition("/")[0] + "/"
    inside = sum(entry.url.startswith(folder) for entry in entries) * 2 > len(entries)
    if inside and urlsplit(folder).path != "/":
        score *= 4
    if is_side_list_heading(candidate.heading) or _is_in_page_section(block.parent.element):
        score *= 0.1
    candidate.score = score
    return candidate


def _score_factor(candidate: ListingCandidate, url: str) -> float:
    entries = candidate.entries
    if sum(is_footer_link(entry.title) for entry in entries) * 2 >= len(entries):
        return 0.0
    mean = sum(min(len(entry.title), _MAX_COUNTED_TITLE_CHARS) for entry in entries) / len(entries)
    articles = sum(_is_article_url(entry.url) for entry in entries) * 2 >= len(entries)
    away = sum(urlsplit(entry.url).hostname != urlsplit(url).hostname for entry in entries) > 0.8 * len(
        entries
    )
    if candidate.is_dated:
        listing = mean >= _MIN_MEAN_DATED and (
            len(entries) > _SHORT_LIST_ROWS or _is_short_list(candidate, mean, articles=articles)
        )
    else:
        fewest = _SHORT_LIST_ROWS if candidate.block.rows[0].element.tag in ROW_TAGS else _SHORT_LIST_ROWS + 1
        homes = sum(urlsplit(entry.url).path in {"", "/"} for entry in entries) * 2 > len(entries)
        long = mean >= (_MIN_MEAN_ARTICLE_URLS if articles else _MIN_MEAN_OTHER_URLS)
        listing = long and not homes and len(entries) >= fewest
    return (3.0 if candidate.is_dated else 1.0) * (0.7 if away else 1.0) if listing else 0.0


def _is_article_url(url: str) -> bool:
    return _FOUR_DIGITS.search(url, url.rfind("/") + 1) is not None or _ARTICLE_URL.search(url) is not None


def _is_short_list(candidate: ListingCandidate, mean: float, *, articles: bool) -> bool:
    """Tell whether one or two dated rows are a listing: short rows that lead to articles."""
    compact = all(sum(map(len, row_texts(row))) < _MAX_COMPACT_ROW_CHARS for row in candidate.block.rows)
    return mean >= _MIN_MEAN_SHORT_LIST and articles and compact


def _is_in_page_section(element: _Element | None) -> bool:
    for _ in range(12):
        if element is None:
            return False
        if element.tag in _PAGE_SECTIONS:
            return True
        element = element.getparent()
    return False


def choose_listing(
    candidates: list[ListingCandidate], pager_index: int | None, *, home: bool
) -> list[ListingCandidate]:
    """Return the candidates that are the page's listing, in page order: one, or several on a portal page.

    The score of the block right before the pager is multiplied by 5; ``pager_index`` is the number of links before the
    pager. A candidate is added to the best one if both have a 更多 link. It is also added if both or neither are dated,
    and the page is the ``home`` page or both have the same structure.
    """
    possible = [candidate for candidate in candidates if candidate.score > 0]
    if not possible:
        return []
    before_pager = [
        one
        for one in possible
        if pager_index is not None
        and 0 <= pager_index - one.block.rows[-1].links[-1].anchor_index <= _MAX_LINKS_BEFORE_PAGER
    ]
    if before_pager:
        before_pager[-1].score *= 5
    best = max(possible, key=lambda candidate: candidate.score)
    return [one for one in possible if one is best or _belongs_beside(one, best, home=home)]


def _belongs_beside(one: ListingCandidate, best: ListingCandidate, *, home: bool) -> bool:
    if is_side_list_heading(one.heading):
        return False
    if (one.more and best.more) or (home and one.is_dated == best.is_dated):
        return True
    return one.is_dated == best.is_dated and _has_same_structure(one.block, best.block)


def _has_same_structure(one: RowBlock, other: RowBlock) -> bool:
    """Tell whether two blocks have the same row tag, and the same boxes up to the element that holds both."""
    if one.rows[0].element.tag != other.rows[0].element.tag:
        return False
    node, twin = one.parent, other.parent
    for _ in range(_MAX_BOXES):
        if node is twin:
            return True
        if node.element.tag != twin.element.tag or not _match(_classes(node), _classes(twin)):
            return False
        if node.parent is None or twin.parent is None:
            return False
        node, twin = node.parent, twin.parent
    return False


def _classes(node: Node) -> set[str]:
    return set((node.element.get("class") or "").split())


def _match(one: set[str], other: set[str]) -> bool:
    """Tell whether two sets of classes are equal, or one only adds classes, such as ``on`` or ``active``."""
    return bool(one) == bool(other) and (one <= other or other <= one)
