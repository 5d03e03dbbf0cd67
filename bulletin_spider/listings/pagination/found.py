"""The answer of a pagination family."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.normalization.addresses import resolved, within


class Found(NamedTuple):
    """The name of the family and the next page; ``page`` is None if the family knows that this page is the last."""

    family: str
    page: NextPage | None
    more: str | None = None
    """Why there is a next page that cannot be reached; None if there is none, or if it can be reached."""
    last: str | None = None
    """What says that this is the last page; None if it is not, or if the family has nothing to add."""


def numbered(family: str, base: str, name: str, number: int, ending: str) -> Found:
    """Return ``name_<number>.<ending>``, resolved against ``base``, as the next page."""
    try:
        return Found(family, NextPage(resolved(f"{name}_{number}.{ending}", base), computed=True))
    except ValueError:
        return Found(family, None, more="the address of the next page is invalid")


def linked(family: str, href: str, base: str, own: str) -> Found:
    """Return the page behind ``href`` as found by ``family``.

    Its ``page`` is None if ``href`` is not an address, or is the page's ``own`` address, as on a last page.
    """
    url = absolute_url(href, base)
    if url is None or same_page(url, own):
        return Found(family, None)
    return Found(family, NextPage(url))


def is_followed(url: str, own: str, domains: tuple[str, ...] = ()) -> bool:
    """Tell whether a listing at ``own`` may go on at ``url``: on its host and port, or in the site's ``domains``."""
    return _host(url) == _host(own) or within(url, domains)


def elsewhere(family: str, url: str) -> Found:
    """Return that the next page is on another host or port, which is not followed."""
    return Found(family, None, more=f"the next page is on another host: {url[:200]}")


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
