"""What a pagination family answers."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url, same_page


class Found(NamedTuple):
    """The family's name and the next page; a null page is the family's word that this is the last one."""

    family: str
    page: NextPage | None


def numbered(family: str, base: str, name: str, number: int, ending: str) -> Found:
    """Return ``name_<number>.<ending>`` beside ``base`` as the next page."""
    try:
        return Found(family, NextPage(urljoin(base, f"{name}_{number}.{ending}")))
    except ValueError:
        return Found(family, None)


def linked(family: str, href: str, base: str, own: str) -> Found:
    """Return the page behind ``href``; the page's ``own`` address is the last page's way to link nowhere."""
    url = absolute_url(href, base)
    if url is None or same_page(url, own):
        return Found(family, None)
    return Found(family, NextPage(url))
