"""The next page behind the link that a site's own rule selects."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import same_page
from bulletin_spider.listings.pagination.following import is_disabled, next_address, runs_script
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.markup.selectors import select_all

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree

_FAMILY = "site rule"
_MAX_ELEMENTS = 20
"""Elements that are tried: a page has a pager above and one below its rows, with a dozen links each."""


def find(tree: PageTree, css: str) -> Found | None:
    """Return the page behind the first link that ``css`` selects; None if it selects no element.

    ``page`` of the result is None if no link leads to another page, as on the last page.
    """
    links = [_clicked(element) for element in islice(select_all(tree.root, css), _MAX_ELEMENTS)]
    if not links:
        return None
    enabled = [link for link in links if not is_disabled(link)]
    for link in enabled:
        url = next_address(link, tree.base)
        if url is not None and not same_page(url, tree.url):
            return Found(_FAMILY, NextPage(url))
    if any(runs_script(link) for link in enabled):
        why = "the next-page link runs a script"
        return Found(f"unknown: {why}", None, more=why)
    return Found(_FAMILY, None, last="the link that the site's rule selects leads to no other page")


def _clicked(element: _Element) -> _Element:
    """Return what a click on ``element`` follows: itself, else the first link inside it, else the link around it."""
    inside = (below for below in element.iter() if below.get("href") or below.get("onclick"))
    return next(chain(inside, element.iterancestors("a")), element)
