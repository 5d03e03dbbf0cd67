"""Tell whether a page that a home page leads to is a channel: a list of dated rows of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.home.candidates import address_key, page_links
from bulletin_spider.listings.home.words import channel_words
from bulletin_spider.normalization.addresses import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.listings.entries import Listing
    from bulletin_spider.listings.page.tree import PageTree

_FEWEST_ROWS = 2
"""One dated row is more often a box of the page's frame than a list."""

_MOST_ROWS_OF_A_BOX = 10
"""Boxes of front pages show five to nine rows, lists without a pager up to twenty."""

_LINKS_OF_A_HEAD = 2
"""Links between the beginning of a box and its first row: a heading and 更多."""


def is_front_page(listing: Listing, tree: PageTree) -> bool:
    """Tell whether a page shows several lists: boxes with a link to more or with a heading that is a link, no pager.

    Where only one box is read as a list, it shows few rows, and 更多 is right before them.
    """
    if listing.next_page is not None:
        return False
    here, links = address_key(tree.url), list(page_links(tree))
    elsewhere = [link for link in links if address_key(link.url) != here]
    words = {channel_words(link.words) for link in elsewhere} - {""}
    if sum(bool(group.more) or channel_words(group.name) in words for group in listing.groups) > 1:
        return True
    rows = {entry.url for entry in listing.entries}
    first = next((at for at, link in enumerate(links) if link.url in rows), 0)
    head = links[max(first - _LINKS_OF_A_HEAD, 0) : first]
    targets = {address_key(link.url) for link in elsewhere if link.more}
    return len(rows) < _MOST_ROWS_OF_A_BOX and len(targets) > 1 and any(link.more for link in head)


def why_no_channel(listing: Listing, tree: PageTree, domains: Sequence[str]) -> str | None:
    """Return why a page is no channel of the site of ``domains``; None if it is one."""
    entries = listing.entries
    if not entries:
        return "it shows no list"
    if is_front_page(listing, tree):
        return "it shows several lists, not one"
    if len(entries) < _FEWEST_ROWS:
        return "it shows only one row"
    if sum(entry.date is not None for entry in entries) * 2 <= len(entries):
        return "most of its rows show no day"
    away = [entry for entry in entries if not _inside(entry.url, domains)]
    if len(away) * 2 > len(entries):
        return f"most of its rows lead to other sites, like {away[0].url}"
    return None


def _inside(url: str, domains: Sequence[str]) -> bool:
    try:
        return urlsplit(url).hostname is not None and within(url, domains)
    except ValueError:
        return False


def shows_same_rows(one: Listing, other: Listing) -> bool:
    """Tell whether two listings show the same rows."""
    return [entry.url for entry in one.entries] == [entry.url for entry in other.entries]
