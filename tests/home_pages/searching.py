"""Search a fictional site without a network, and compare what is found with the truth."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.listings.home.search import ChannelSearch
from bulletin_spider.listings.page.links import same_page

if TYPE_CHECKING:
    from tests.home_pages.building import FictionalSite

TODAY = dt.date(2026, 10, 1)


class Score(NamedTuple):
    """Channels that are right, wrong (address) and missed, and names that are wrong."""

    right: list[str]
    wrong: list[str]
    missed: list[str]
    misnamed: list[tuple[str, str]]


def search_site(site: FictionalSite, *, offices: bool = False) -> ChannelSearch:
    search = ChannelSearch(site.home, offices)
    while (page := search.next_page()) is not None:
        answer = site.pages.get(page.request.url)
        if answer is None:
            search.fail(page, "gone: HTTP 404")
            continue
        url = answer[1].get("Location") or page.request.url  # type: ignore[index]
        _, headers, body = site.pages[url]  # type: ignore[misc]
        charset = "utf-8" if "utf-8" in headers["Content-Type"] else None
        search.read(page, url, body, charset, TODAY)
    return search


def score(site: FictionalSite, found: dict[str, str], *, offices: bool = False) -> Score:
    """Compare channels (address → name) with the truth; the index page of a folder is the folder."""
    truth = site.channels | (site.departments if offices else {})
    true_of = {url: next((true for true in truth if same_page(url, true)), None) for url in found}
    right = [true for true in true_of.values() if true]
    wrong = [url for url, true in true_of.items() if true is None and url not in site.optional]
    misnamed = [(url, found[url]) for url, true in true_of.items() if true and found[url] not in truth[true]]
    return Score(right, wrong, [true for true in truth if true not in right], misnamed)
