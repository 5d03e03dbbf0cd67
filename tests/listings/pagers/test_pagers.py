"""Each page of each list has one of three answers, and a walk over them ends as the list does."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from bulletin_spider.listings import read_listing
from bulletin_spider.listings.entries import NextPage, Walked
from tests.listings.pagers.cases import HOST, PagerCase, is_request, pager_cases

CASES = pytest.mark.parametrize(
    "case", pager_cases(), ids=lambda case: f"{case.folder.parent.name}-{case.name}"
)


@CASES
def test_each_page_has_the_right_answer(case: PagerCase) -> None:
    """Each page is read as a walk reads it, with the rows and the request of the pages before."""
    before, request = 0, None
    for page in case.pages:
        url = urljoin(HOST, page["path"])
        listing = read_listing(case.body(page), url, walked=Walked(before, request))
        following = listing.next_page
        if page["next"] is not None:
            assert following is not None, (page["file"], listing.family, listing.more, listing.last)
            assert is_request(following, page["next"]), (page["file"], following)
        else:
            assert following is None, (page["file"], listing.family, following)
        assert (listing.more is not None) == page["more"], (
            page["file"],
            listing.family,
            listing.more,
            listing.last,
        )
        assert (listing.last is not None) == (following is None and not page["more"]), (
            page["file"],
            listing.last,
        )
        before, request = before + len(listing.entries), following


@CASES
def test_a_page_alone_has_the_right_answer(case: PagerCase) -> None:
    """Without the pages before, only added rows cannot be continued."""
    for page in case.pages:
        listing = read_listing(case.body(page), urljoin(HOST, page["path"]))
        if listing.next_page is None or page["next"] is None:
            added = case.name.startswith("load_more") and page is not case.pages[0]
            assert added or (listing.next_page is None) == (page["next"] is None), (page["file"], listing)
            assert added or (listing.more is not None) == page["more"], (
                page["file"],
                listing.more,
                listing.last,
            )


def test_a_request_is_told_from_others() -> None:
    first = NextPage("http://x/l", "POST", b"page=2")
    assert first.key != NextPage("http://x/l", "POST", b"page=3").key != NextPage("http://x/l").key
