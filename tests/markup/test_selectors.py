from __future__ import annotations

import pytest
from cssselect import HTMLTranslator

from bulletin_spider.markup.parsing import parse
from bulletin_spider.markup.selectors import check_selector, select_all


def texts(page: str, css: str) -> list[str | None]:
    root = parse(page)
    assert root is not None
    return [element.text for element in select_all(root, css)]


def test_elements_are_selected_in_page_order() -> None:
    assert texts("<div class='a b'><p>1</p><b>2</b></div><p>3</p>", "b, p") == ["1", "2", "3"]
    assert texts("<div class='a b'><p>1</p></div><p>3</p>", "DIV.b > p") == ["1"]


def test_root_itself_can_be_selected() -> None:
    root = parse("<ul><li>1</li></ul>")
    assert root is not None
    row = next(root.iter("li"))
    assert select_all(row, "li") == [row]
    assert select_all(row, "ul") == []


@pytest.mark.parametrize(
    "css",
    ["", "div..x[", "a::text", "svg|a", ":no-such", "a:not(div b)", "p, li:has(ul > b)"],
)
def test_invalid_selector_is_a_value_error(css: str) -> None:
    with pytest.raises(ValueError, match="is not a valid CSS selector"):
        check_selector(css)
    with pytest.raises(ValueError, match="is not a valid CSS selector"):
        texts("<p>", css)


@pytest.mark.parametrize(
    "css",
    [
        "li a", "ul > li > a", "li + li", "li ~ li", "h2 ~ ul li b", "ul.x li:nth-child(2) a", "li:has(b) > a, h2", "a, li, a",
        "body * b", "* > *", "li:not(.on) a", "div ul ~ p, h2 + ul > li", "ul li ~ li.on + li",
    ],
)  # fmt: skip
def test_combinators_select_what_xpath_selects(css: str) -> None:
    root = parse(
        "<div><h2>1</h2><ul class=x><li><a>2</a><li class=on><a>3<b>4</b></a><li><a>5</a></ul><p>6</p>"
        "<ul><li><ul><li><a>7</a><b>8</b><li>9</ul><li>10</ul></div><p>11</p>"
    )
    assert root is not None
    assert select_all(root, css) == root.xpath(HTMLTranslator().css_to_xpath(css))
    assert select_all(root, css)


@pytest.mark.parametrize("page", ["<div><a href=x>a</a></div>" * 10_001, "<div>" * 240 + "<a href=x>a</a>"])
def test_nothing_is_selected_from_a_too_large_page(page: str) -> None:
    assert texts(page, "a") == []
    assert texts(page[-1000:], "a") != []
