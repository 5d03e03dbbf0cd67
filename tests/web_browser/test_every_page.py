"""What holds for every page of the registry, in both languages, light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest

from bulletin_spider.web.pages import all_pages
from tests.web_browser.addresses import ADDRESSES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false, iframes: false})"""
SCHEMES: list[Any] = ["light", "dark"]
WIDTHS = (1280, 360)
PAGES = [page.path for page in all_pages()]


def violations(page: Page) -> list[str]:
    """Return the rules of accessibility that a page violates, each with the elements that do."""
    found = page.evaluate(RUN, RULES)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_every_page_has_an_address_here() -> None:
    assert set(ADDRESSES) == set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_in_four_settings(reader: Reader, kept: Kept, path: str) -> None:
    page = reader.page()
    page.add_init_script(path=AXE)
    for address in ADDRESSES[path](kept):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert (address, width, scheme, violations(page)) == (address, width, scheme, [])


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_in_english(reader: Reader, kept: Kept, path: str) -> None:
    page = reader.page()
    page.add_init_script(path=AXE)
    page.goto(f"/en{ADDRESSES[path](kept)[0]}")
    assert violations(page) == []
