"""Both languages of a page, the languages of its texts, its title, and the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bulletin_spider.web.pages import all_pages
from tests.web_browser.addresses import ADDRESSES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

PATHS = [page.path for page in all_pages()]
IN_ANOTHER = """() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.data, place = walker.currentNode.parentElement;
        const count = (letters) => (text.match(letters) ?? []).length;
        if (count(/[\\u4e00-\\u9fff]/g) > count(/[a-z]/gi) && !place.closest("script")
            && !place.closest("[lang]").lang.startsWith("zh"))
            found.push(text.trim().slice(0, 60));
    }
    return found;
}"""
"""Chinese texts that are not marked as Chinese: they are read out wrongly, and may get glyphs of another language. A
Chinese word within an English sentence is none."""


def parts(address: str) -> tuple[str, dict[str, list[str]]]:
    """Return path and parameters of an address, however they are encoded."""
    split = urlsplit(address)
    return unquote(split.path), parse_qs(split.query)


def link(page: Page, language: str) -> str:
    found = page.locator(f"head link[hreflang={language}]").get_attribute("href")
    assert found
    return found


@pytest.mark.parametrize("path", PATHS)
def test_languages_of_a_page_lead_to_each_other(reader: Reader, kept: Kept, path: str) -> None:
    page, address = reader.page(), ADDRESSES[path](kept)[-1]
    page.goto(address)
    chinese = page.evaluate("() => location.pathname + location.search")
    assert page.evaluate("() => document.documentElement.lang") == "zh-CN"
    page.locator("header a[hreflang=en]").click()
    page.wait_for_url("**/en/**")
    assert page.evaluate("() => document.documentElement.lang") == "en"
    for language, wanted in (("zh", chinese), ("en", f"/en{chinese}")):
        assert parts(link(page, language)) == parts(wanted)


@pytest.mark.parametrize("path", PATHS)
def test_chinese_texts_are_marked_as_chinese(reader: Reader, kept: Kept, path: str) -> None:
    page = reader.page()
    for address in ADDRESSES[path](kept):
        page.goto(f"/en{address}")
        assert (address, page.evaluate(IN_ANOTHER)) == (address, [])


def test_title_of_each_page_is_its_own(reader: Reader, kept: Kept) -> None:
    """But for the two that show by another address what a page shows."""
    page, titles = reader.page(), dict[str, str]()
    for path in {*PATHS} - {"/c/{site}/{record}", "/b/{site}/{id}/compare"}:
        page.goto(ADDRESSES[path](kept)[0])
        titles[path] = page.title()
    assert all(titles.values())
    assert len({*titles.values()}) == len(titles)


def test_page_without_style_is_read_in_order(reader: Reader, kept: Kept) -> None:
    found: dict[str, Any] = kept.one(change="restored")
    page = reader.page()
    page.route("**/*.css*", lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto(f"/b/demo/{found['id']}")
    assert page.evaluate("() => document.styleSheets[0].cssRules.length") == 0
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    text = page.evaluate("() => document.body.innerText")
    texts = (
        found["title"],
        found["paragraphs"][0],
        found["paragraphs"][-1],
        found["evidence"]["title"]["text"],
    )
    places = [text.rindex(one) if at == 3 else text.index(one) for at, one in enumerate(texts)]
    assert places == sorted(places)
