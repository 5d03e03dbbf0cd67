"""Tell whether a page that a home page leads to is a channel: a list of dated rows of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.normalization.addresses import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.listings.entries import Listing

_FEWEST_ROWS = 2
"""One dated row is more often a box of the page's frame than a list."""

_MOST_ROWS_OF_A_BOX = 10
"""Boxes of front pages show five to nine rows, lists without a pager up to twenty."""


def is_front_page(listing: Listing, more: int) -> bool:
    """Tell whether a page shows several lists, each with a heading or a link to more, and no pager.

    ``more`` is the number of pages that its links to more lead to. A box of a front page shows few rows.
    """
    if listing.next_page is not None:
        return False
    marked = [group for group in listing.groups if group.more or group.name]
    return len(marked) > 1 or (more > 1 and len(listing.entries) < _MOST_ROWS_OF_A_BOX)


def why_no_channel(listing: Listing, more: int, domains: Sequence[str]) -> str | None:
    """Return why a page is no channel of the site of ``domains``; None if it is one. ``more`` as above."""
    entries = listing.entries
    if not entries:
        return "it shows no list"
    if is_front_page(listing, more):
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
