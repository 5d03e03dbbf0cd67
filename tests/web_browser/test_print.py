"""A printed page shows addresses, digests and evidence, and what only a screen needs is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.web.pages import all_pages
from tests.web_browser.addresses import ADDRESSES, LONG_ONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

HIDDEN = "header.frame nav, header.frame form, .skip, main form, #keys-button"
AFTER = "one => getComputedStyle(one, '::after').content"


def printed(reader: Reader, address: str) -> Page:
    page = reader.open(address)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("path", [page.path for page in all_pages()])
def test_print_leaves_the_navigation_out(reader: Reader, kept: Kept, path: str) -> None:
    page = printed(reader, ADDRESSES[path](kept)[0])
    assert [one for one in page.locator(HIDDEN).all() if one.is_visible()] == []
    assert page.locator("h1").is_visible()


def test_print_shows_addresses_digests_and_evidence(reader: Reader, kept: Kept) -> None:
    found = kept.one(change="revised", site="demo")
    page = printed(reader, f"/b/demo/{found['id']}/{found['revision']}")
    text = page.locator("main").inner_text()
    assert found["url"] in text
    assert found["capture"]["digest"] in text
    assert found["fingerprint"] in text
    assert found["evidence"]["title"]["text"] in text
    evidence = page.locator("dl.evidence dd").first.bounding_box()
    assert evidence
    assert evidence["height"] > 0
    outside = page.locator("main a[href^=http]").first
    assert outside.evaluate(AFTER) != "none" or outside.inner_text() == found["url"]


def test_print_is_dark_on_white(reader: Reader, kept: Kept) -> None:
    page = reader.open(ADDRESSES["/b/{site}/{id}"](kept)[0], scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_long_texts_fit_on_paper(reader: Reader) -> None:
    page = printed(reader, LONG_ONE)
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
