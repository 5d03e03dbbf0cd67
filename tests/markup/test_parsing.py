from __future__ import annotations

import pytest
from lxml import etree

from bulletin_spider.markup.parsing import MAX_CHARS, MAX_TAGS, parse, separate_items, shorten


@pytest.mark.parametrize("closing", ["</html>", "</body></html>", "</BODY >"])
def test_elements_behind_an_early_closing_tag_are_kept(closing: str) -> None:
    root = parse(f"<html><body><p>a</p>{closing}<p>b</p><div>{'c' * 40}</div></body></html>")
    assert root is not None
    assert [element.text for element in root.iter("p")] == ["a", "b"]


@pytest.mark.parametrize("page", ["", " \n ", "\0", "<!-- a -->"])
def test_page_without_an_element_has_no_tree(page: str) -> None:
    assert parse(page) is None


def test_long_page_loses_embedded_pictures_first() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * MAX_CHARS}'>"
    assert shorten(f"{picture}<p>a</p>") == "<img src='data:,'><p>a</p>"


def test_long_page_is_cut() -> None:
    assert len(shorten("a" * (MAX_CHARS + 1))) == MAX_CHARS


def test_crowded_page_keeps_a_bounded_number_of_tags() -> None:
    assert shorten("<b>" * (2 * MAX_TAGS)).count("<") <= MAX_TAGS


def test_unclosed_items_of_a_description_list_are_siblings() -> None:
    root = parse("<dl><dd>a<b>b</b>c<dd>d<dl><dt>e<dt>f</dl>g<dd>h</dl>i")
    assert root is not None
    separate_items(root)
    assert etree.tostring(root.find(".//dl"), encoding="unicode", with_tail=True) == (
        "<dl><dd>a<b>b</b>c</dd><dd>d<dl><dt>e</dt><dt>f</dt></dl>g</dd><dd>h</dd></dl>i"
    )
