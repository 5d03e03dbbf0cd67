"""No page is wider than a phone, whatever the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.web.pages import all_pages
from tests.web_browser.addresses import ADDRESSES

if TYPE_CHECKING:
    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

NARROWEST = 320
"""CSS pixels: WCAG 1.4.10."""
WIDER = """() => {
    const most = window.innerWidth, found = [];
    if (document.scrollingElement.scrollWidth > most)
        for (const one of document.querySelectorAll("body *"))
            if (one.getBoundingClientRect().right > most + 1 && !one.closest(".wide, pre, .hidden"))
                found.push(one.outerHTML.slice(0, 120));
    return [document.scrollingElement.scrollWidth > most, found];
}"""


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", [page.path for page in all_pages()])
def test_page_is_no_wider_than_the_screen(reader: Reader, kept: Kept, path: str, language: str) -> None:
    """Also where texts are twice as large (WCAG 1.4.4), and with everything opened that can be."""
    page = reader.page(width=NARROWEST)
    for address in ADDRESSES[path](kept):
        page.goto(language + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for zoom in (100, 200):
            page.evaluate(f"document.documentElement.style.fontSize = '{zoom}%'")
            assert (address, zoom, page.evaluate(WIDER)) == (address, zoom, [False, []])
