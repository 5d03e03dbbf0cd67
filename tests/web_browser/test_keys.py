"""The keys, each as a person presses it, and what they leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.web.texts import text
from tests.web_browser.addresses import ADDRESSES, LONG_ONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

LIST = "/changes?rows=4"
FOCUS = "() => document.activeElement.id || document.activeElement.getAttribute('href')"
OUTLINE = "() => getComputedStyle(document.activeElement).outlineStyle"


def focus(page: Page) -> str:
    """Return the id of what has the focus, or where its link leads."""
    return str(page.evaluate(FOCUS))


def first_links(page: Page) -> list[str | None]:
    return [one.locator("a").first.get_attribute("href") for one in page.locator(".row").all()]


def test_slash_goes_to_the_search(reader: Reader) -> None:
    page = reader.open("/")
    page.keyboard.press("/")
    assert focus(page) == "words"
    page.keyboard.type("n/?j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("#words").input_value() == "n/?j"


def test_j_and_k_go_from_row_to_row(reader: Reader) -> None:
    page = reader.open(LIST)
    links = first_links(page)
    assert len(links) == 4
    seen = []
    for key in "jjjjjkk":
        page.keyboard.press(key)
        seen.append(focus(page))
    assert seen == [links[at] for at in (0, 1, 2, 3, 3, 2, 1)]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{links[1]}")


def test_n_and_p_turn_pages(reader: Reader) -> None:
    page = reader.open(LIST)
    first = first_links(page)
    page.keyboard.press("n")
    page.wait_for_url("**after=*")
    assert not {*first} & {*first_links(page)}
    page.keyboard.press("p")
    page.wait_for_url(lambda url: "after=" not in url)
    assert first_links(page) == first


def test_n_and_p_go_from_comparison_to_comparison(reader: Reader, kept: Kept) -> None:
    found = kept.one(change="restored")
    page = reader.open(f"/b/demo/{found['id']}/1..2")
    page.keyboard.press("n")
    page.wait_for_url("**/2..3")
    page.keyboard.press("p")
    page.wait_for_url("**/1..2")


def test_n_and_p_go_through_the_changes_first(reader: Reader) -> None:
    page = reader.open(f"{LONG_ONE}/1..2")
    many = page.locator("[data-change]").count()
    assert many > 1
    seen = []
    for key in "nnp":
        page.keyboard.press(key)
        seen.append(
            page.evaluate("[...document.querySelectorAll('[data-change]')].indexOf(document.activeElement)")
        )
    assert seen == [0, 1, 0]
    assert page.evaluate(OUTLINE) != "none"


def test_question_mark_shows_the_keys(reader: Reader) -> None:
    page = reader.open("/")
    page.keyboard.press("?")
    assert page.locator("dialog kbd").all_inner_texts() == ["/", "j", "k", "n", "p", "?"]
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()


def test_keys_stay_off_once_switched_off(reader: Reader) -> None:
    page = reader.open(LIST)
    page.get_by_role("button", name=text("zh", "frame.keys")).click()
    page.get_by_label(text("zh", "frame.keys_off")).check()
    page.get_by_role("button", name=text("zh", "frame.close")).click()
    page.goto(f"/en{LIST}")
    page.locator("main").focus()
    for key in "j/n?":
        page.keyboard.press(key)
    assert focus(page) == "content"
    assert not page.locator("dialog").is_visible()
    page.get_by_role("button", name=text("en", "frame.keys")).click()
    page.get_by_label(text("en", "frame.keys_off")).uncheck()
    page.get_by_role("button", name=text("en", "frame.close")).click()
    page.keyboard.press("j")
    assert focus(page) == first_links(page)[0]


@pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
def test_keys_of_the_browser_are_left_alone(reader: Reader, held: str) -> None:
    page = reader.open(LIST)
    page.locator("main").focus()
    for key in "jk":
        page.keyboard.press(f"{held}+{key}")
    assert focus(page) == "content"


def test_first_tab_skips_to_the_content(reader: Reader) -> None:
    page = reader.open("/")
    page.keyboard.press("Tab")
    assert focus(page) == "#content"
    assert page.get_by_role("link", name=text("zh", "frame.to_content")).bounding_box()["width"] > 20  # type: ignore[index]
    page.keyboard.press("Enter")
    assert focus(page) == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("path", ["/search", "/b/{site}/{id}", "/s/{site}"])
def test_tab_shows_where_it_is(reader: Reader, kept: Kept, path: str) -> None:
    page = reader.open(ADDRESSES[path](kept)[0])
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) != "none", page.evaluate("document.activeElement.outerHTML")
