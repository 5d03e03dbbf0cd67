"""The answer of a pagination family."""

from __future__ import annotations

from typing import NamedTuple

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.normalization.addresses import resolved


class Found(NamedTuple):
    """The name of the family and the next page; ``page`` is None if the family knows that this page is the last."""

    family: str
    page: NextPage | None


def numbered(family: str, base: str, name: str, number: int, ending: str) -> Found:
    """Return ``name_<number>.<ending>``, resolved against ``base``, as the next page."""
    try:
        return Found(family, NextPage(resolved(f"{name}_{number}.{ending}", base)))
    except ValueError:
        return Found(family, None)


def linked(family: str, href: str, base: str, own: str) -> Found:
    """Return the page behind ``href`` as found by ``family``.

    Its ``page`` is None if ``href`` is not an address, or is the page's ``own`` address, as on a last page.
    """
    url = absolute_url(href, base)
    if url is None or same_page(url, own):
        return Found(family, None)
    return Found(family, NextPage(url))
