"""Read the links of a home page that may lead to a list of the site, each with a name and a rank."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.data.json_text import inline_json, nested_values
from bulletin_spider.listings.home.headings import name_around
from bulletin_spider.listings.home.words import (
    channel_words,
    is_about_place,
    is_channel_name,
    is_more,
    is_office,
    is_picture_of_more,
    is_placeholder,
    is_service,
    may_be_channel_name,
)
from bulletin_spider.listings.page.links import absolute_url, clicked_url, is_document
from bulletin_spider.listings.page.tree import MAX_LINKS, link_text, texts_of
from bulletin_spider.normalization.addresses import canonical_url
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree

_MAX_NAME_CHARS = 20
"""A longer link text is a headline; channels with longer names are reached by the heading beside their 更多."""
_LONG_NAME_CHARS = 12
"""Most names of channels are shorter, most headlines are longer."""
# Points of a rank. A link is read if it has one at least; with a word of a channel it comes before links without.
_MORE, _HEADING, _WORD, _MAYBE_WORD, _FOLDER = 5, 3, 4, 2, 1
_ARTICLE, _LONG, _ABOUT_PLACE, _NUMBERED, _SERIAL, _DATED = -6, -2, -4, -2, -2, -8
_ARTICLE_ADDRESS = re.compile(
    r"/t?20\d{6}[_/-]?\w*\.|/20\d{2}[-/]?\d{2}[-/]|/20\d{2}/\d{2,4}/|content[_/-]?\d|art_\d+_\d|/(?:detail|show|view|article|info)s?/[\w/]*\d|"
    r"/(?:show|view|detail|read)\w*\.\w+\?|[?&](?:info|news|article|doc|content|a)_?id=",
    re.IGNORECASE,
)
_LIST_ADDRESS = re.compile(
    r"/$|/(?:index|list|default)[\w-]*\.\w+$|list|/col\d|channel|column|node|lanmu|categor|[?&](?:cat|class|col|c|t|type|channel|node|lm)_?(?:id)?=",
    re.IGNORECASE,
)
_SERIAL_ADDRESS = re.compile(r"/\d{5,}\.\w+$")
_DAY = re.compile(r"(?<!\d)\d{1,2}\s?[-/.月]\s?\d{1,2}(?!\d)")
_ROW_TAGS = frozenset({"li", "tr", "dd", "p"})
_ADDRESS_ATTRIBUTES = ("data-href", "data-url", "data-link", "lay-href")
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "legend", "caption"})
_HEADING_CLASS = re.compile(
    r"tit|(?:^|[\s_-])(?:hd|head|tab|tabs|bt|lm|column|cat)(?:$|[\s_\d-])", re.IGNORECASE
)
_MORE_CLASS = re.compile(r"(?:^|[\s_-])(?:more|gengduo)", re.IGNORECASE)
_HEADING_LEVELS = 4
_MAX_MORE = 200
"""Links to more whose heading is looked for; the largest saved portal page has sixty."""
_NEXT_PIECE = ("a", "li", "tr", "ul", "table")
_MAX_TABS = 10
"""Links of a heading's box; more are a list or a menu."""
_NAME_KEYS = re.compile(r"(?:.*(?:name|title|text|label))", re.IGNORECASE)
_MAX_PATH_CHARS = 500
"""Characters of an address that its rank is read from; the patterns take quadratic time."""
_MAX_SCRIPT_CHARS = 2_000
"""Characters of the script of a link that are read; it calls one function."""
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_ADDRESS_KEYS = re.compile(r"(?:.*(?:url|href|link|path))", re.IGNORECASE)


@dataclass(slots=True)
class Candidate:
    """A link that may lead to a list."""

    url: str
    name: str
    """The link's words, or those of the heading beside 更多; empty for a picture without words."""
    rank: int = 0
    why_not: str | None = None
    """Why the link is not followed, if its words say so."""
    office: bool = False
    """It leads to the list of a department."""
    own_words: bool = False
    """The name is that of the link, not of what is around it."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page: its address, its words, and whether they say more (更多)."""

    url: str
    words: str
    element: _Element | None
    more: bool = False


def read_candidates(tree: PageTree, articles: set[str]) -> list[Candidate]:
    """Return the candidates of a page, each address once, in page order.

    ``articles`` are the addresses of the rows of the page's own lists.
    """
    by_address: dict[str, Candidate] = {}
    named = 0
    for link in (*page_links(tree), *_links_in_data(tree)):
        if is_document(link.url) or (link.url in articles and not link.more):
            continue
        named += link.more
        one = _candidate(link) if named <= _MAX_MORE or not link.more else None
        if one is None:
            continue
        known = by_address.setdefault(address_key(one.url), one)
        if known is not one:
            _merge(known, one)
    return list(by_address.values())


def _candidate(link: PageLink) -> Candidate | None:
    if link.more:
        assert link.element is not None
        own = channel_words(link.words)
        name = own if is_channel_name(own) else name_around(link.element) or own
        rank = _MORE
    else:
        name = channel_words(link.words)
        if len(name) > _MAX_NAME_CHARS or (link.words and not name):
            return None
        rank = _rank_of_place(link.element) if link.element is not None else 0
    office = is_office(name)
    why_not = f"its name says a service: {name}" if is_service(name) and not office else None
    rank += _rank_of_name(name) + _rank_of_address(link.url)
    if not name and not link.more:
        rank += 1  # a picture without words may be the heading of a list
    return Candidate(link.url, name, rank, why_not, office, own_words=bool(name) and not link.more)


def _rank_of_name(name: str) -> int:
    rank = _WORD if is_channel_name(name) else _MAYBE_WORD if may_be_channel_name(name) else 0
    rank += _ABOUT_PLACE if is_about_place(name) else 0
    rank += _LONG if len(name) > _LONG_NAME_CHARS else 0
    return rank + (_NUMBERED if re.search(r"\d{2}|[，。！？“”《]", name) else 0)


def _rank_of_address(url: str) -> int:
    path = url.partition("://")[2].partition("/")[2][:_MAX_PATH_CHARS]
    if _ARTICLE_ADDRESS.search(f"/{path}"):
        return _ARTICLE
    if _SERIAL_ADDRESS.search(f"/{path}"):
        return _SERIAL
    return _FOLDER if _LIST_ADDRESS.search(f"/{path}") else 0


def _rank_of_place(element: _Element) -> int:
    return _DATED if _is_in_dated_row(element) else _HEADING if _is_heading(element) else 0


def _is_in_dated_row(element: _Element) -> bool:
    """Tell whether a link is in a row that shows a day, beside at most one other link."""
    row: _Element | None = element
    for _ in range(_HEADING_LEVELS):
        if row is None:
            return False
        if row.tag in _ROW_TAGS:
            links = sum(1 for _ in islice(row.iter("a"), 3))
            return links < 3 and _DAY.search("".join(texts_of(row, 12))[:200]) is not None
        row = row.getparent()
    return False


def _merge(known: Candidate, other: Candidate) -> None:
    """Add what another link to the same address says; a link's own words name it better than those around 更多."""
    known.url = min(known.url, other.url, key=len)
    known.rank = max(known.rank, other.rank) + (1 if known.name == other.name else 0)
    if other.name and (not known.name or (other.own_words and not known.own_words)):
        known.name, known.own_words, known.office = other.name, other.own_words, other.office
        known.why_not = other.why_not


def page_links(tree: PageTree) -> Iterator[PageLink]:
    """Yield the links of a page that have an address."""
    for element in (*tree.anchors, *_clickable(tree)):
        href = element.get("href") or ""
        url = absolute_url(href, tree.base) if not is_placeholder(href) else None
        url = url or clicked_url(element.get("onclick") or "", tree.base) or _target(element, tree.base)
        if url is None:
            continue
        text = _own_text(element)
        words = text or element.get("alt") or ""
        title = element.get("title") or element.get("aria-label") or ""
        pictures = list(islice(element.iter("img"), 3))
        if not text and pictures:
            words = next((alt for one in pictures if (alt := one.get("alt") or one.get("title"))), "")
        words = words or title
        more = is_more(words) or (not text and _looks_like_more(element, pictures))
        if more:
            words = max(words, title, key=lambda one: len(channel_words(one)))
        yield PageLink(url, title if _is_cut(words, title) else words, element, more)


def _looks_like_more(element: _Element, pictures: list[_Element]) -> bool:
    """Tell whether a link without words is a picture of more, by the file's name or by its class."""
    files = any(is_picture_of_more(one.get("src") or "") for one in pictures)
    return files or _MORE_CLASS.search(element.get("class") or "") is not None


def _clickable(tree: PageTree) -> list[_Element]:
    """Return elements that are no links, but lead somewhere when they are clicked."""
    found = tree.root.iterfind(".//*[@onclick]")
    return [
        one for one in islice(found, MAX_LINKS) if one.tag not in {"a", "area", "input", "button", "body"}
    ]


def _own_text(element: _Element) -> str:
    """Return the text of a link; one that is never closed ends where the next link or row begins."""
    if next(element.iterdescendants(*_NEXT_PIECE), None) is None:
        return link_text(element)
    texts = [element.text or ""]
    for child in element:
        if child.tag in _NEXT_PIECE or next(child.iterdescendants(*_NEXT_PIECE), None) is not None:
            break
        texts += [*texts_of(child, 10), child.tail or ""]
    return clean("".join(texts))


def _is_cut(words: str, title: str) -> bool:
    start = words.rstrip(".…")
    return start != words and title.startswith(start)


def _target(element: _Element, base: str) -> str | None:
    """Return the address in an attribute for scripts, or in the script behind a link, such as ``open('/list/3/')``."""
    for name in _ADDRESS_ATTRIBUTES:
        if url := absolute_url(element.get(name) or "", base):
            return url
    script = element.get("onclick") or element.get("href") or ""
    found = re.search(
        r"""(?:open|href\s*=|assign|replace|go\w*)\s*\(?\s*['"]((?:https?:/|\.{0,2})/[^'"\s<>{}]{1,300})['"]""",
        script[:_MAX_SCRIPT_CHARS],
    )
    return absolute_url(found[1], base) if found else None


def _links_in_data(tree: PageTree) -> Iterator[PageLink]:
    """Yield the links that scripts hold as objects with a name and an address, such as the menu of a Vue page."""
    seen: Counter[str] = Counter()
    for value in nested_values(inline_json(tree.text)):
        if not isinstance(value, dict):
            continue
        names = [text for key, text in value.items() if isinstance(text, str) and _NAME_KEYS.fullmatch(key)]
        addresses = [
            text for key, text in value.items() if isinstance(text, str) and _ADDRESS_KEYS.fullmatch(key)
        ]
        url = (
            absolute_url(addresses[0], tree.base) if addresses and not is_placeholder(addresses[0]) else None
        )
        if names and url and not seen[url]:
            seen[url] += 1
            yield PageLink(url, names[0], None)


def _is_heading(element: _Element) -> bool:
    """Tell whether a link is a heading or the head of a tab: its box says so, and holds few links."""
    box: _Element | None = element
    for _ in range(_HEADING_LEVELS):
        if box is None or box.tag == "body":
            return False
        if box.tag in _HEADING_TAGS or _HEADING_CLASS.search(box.get("class") or ""):
            links = sum(1 for _ in islice(box.iter("a"), _MAX_TABS + 1))
            return links <= _MAX_TABS and len("".join(texts_of(box, 40))) < 200
        box = box.getparent()
    return False


def address_key(url: str) -> str:
    """Return what the addresses of one page have in common: all but scheme, ``www``, session, index page."""
    try:
        url = canonical_url(url)
    except ValueError:
        return url
    path, _, query = url.partition("://")[2].removeprefix("www.").partition("?")
    folder, _, page = _SESSION.sub("", path).rpartition("/")
    path = f"{folder}/" if page.partition(".")[0] in {"index", "default"} else f"{folder}/{page}"
    return f"{path}?{query}" if query else path
