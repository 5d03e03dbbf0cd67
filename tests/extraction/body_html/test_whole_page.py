from __future__ import annotations

import re
import time

import html5lib
import pytest

from bulletin_spider.extraction import Content
from bulletin_spider.extraction.body_html.fragment import body_fragment
from bulletin_spider.extraction.body_html.whole_page import whole_page
from bulletin_spider.extraction.body_html.without_requests import without_requests
from tests.extraction.body_html.test_attacks import ADDRESS, FIRST, LAST, SMALL_ATTACKS, faults

PAGE = """<html><head><title>题</title><base href="/sub/"></head><body><h1>标题</h1><nav><a href="a.html">栏目</a></nav>
<p>正文<img src="1.jpg" alt="图说"></p><a href="javascript:x()">坏</a><script>x()</script></body></html>"""


BLOCKS = {"element div", "element pre"}
"""Kept of a whole page, and not of a body."""


def asking(markup: str) -> list[str]:
    """Return the elements that make a browser ask for something without a click."""
    tree = html5lib.parse(f"<!doctype html><body>{markup}", namespaceHTMLElements=False)
    passive = {"html", "head", "body", "a"}
    return [
        str(one.tag)
        for one in tree.iter()
        if one.tag not in passive
        and {"src", "srcset", "href", "data", "poster", "background"} & one.attrib.keys()
    ]


def test_whole_page_keeps_text_and_links() -> None:
    found = whole_page(PAGE, "http://x.gov.cn/xw/1.html")
    assert "标题" in found
    assert 'href="http://x.gov.cn/sub/a.html"' in found
    assert "题</title>" not in found
    assert "javascript" not in found


def test_pictures_are_words_and_headings_are_blocks() -> None:
    found = without_requests(whole_page(PAGE, "http://x.gov.cn/xw/1.html"), "图：")
    assert "[图：图说 http://x.gov.cn/sub/1.jpg]" in found
    assert '<div class="heading"><strong>标题</strong></div>' in found
    assert asking(found) == []


def test_no_attack_asks_or_runs() -> None:
    for attack in SMALL_ATTACKS:
        found = whole_page(f"<html><body><p>甲</p>{attack}<p>乙</p></body></html>", ADDRESS)
        assert [fault for fault in faults(found) if fault not in BLOCKS] == [], attack
        assert asking(without_requests(found, "图：")) == [], attack


def test_page_without_elements_shows_nothing() -> None:
    assert whole_page("", ADDRESS) == ""
    assert whole_page(" \n", ADDRESS) == ""


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>x" * 2_000,
        "<div>" * 100_000 + "x",
        "<p>a<b>" * 20_000,
        "<a href=/x>" * 5_000,
        "<table><tr><td>x" * 500,
    ],
    ids=lambda markup: markup[:8],
)
def test_time_grows_with_the_length_only(markup: str) -> None:
    begun = time.process_time()
    whole_page(markup, ADDRESS)
    assert time.process_time() - begun < 5  # 0.2 s at most; 25 s when blocks were moved one by one


def test_body_that_takes_too_long_is_not_made() -> None:
    lists = "<ul><li>x" * 300
    page = f"<html><body><div><p>{FIRST}</p>{lists}{'</li></ul>' * 300}<p>{LAST}</p></div></body></html>"
    content = Content(paragraphs=[FIRST, LAST])
    assert body_fragment(page, ADDRESS, content, 1_000) == ""
    assert FIRST in body_fragment(f"<div><p>{FIRST}</p><p>{LAST}</p></div>", ADDRESS, content, 1_000)


@pytest.mark.parametrize(
    "address", ["http:x.html", "HTTP:x.html", "http:/x.html", "http:\\x.html", "https:x.html"]
)
def test_addresses_without_a_host_lead_to_the_site(address: str) -> None:
    """A browser takes them for addresses of the server that shows the page."""
    found = whole_page(f'<body><a href="{address}">文</a>', "http://x.gov.cn/xw/1.html")
    assert not re.search(r'href="(?!http://x\.gov\.cn/)', found)


@pytest.mark.parametrize("sign", ["&amp;", "&#60;", "&nbsp;"])
def test_text_of_references_only_is_not_shown(sign: str) -> None:
    """To clean it takes time that grows with the square of its length."""
    assert whole_page(f"<body><p>{sign * 2_000}文</p>", "http://x.gov.cn/") != ""
    started = time.process_time()
    assert whole_page(f"<body><p>{sign * 300_000}</p>", "http://x.gov.cn/") == ""
    assert time.process_time() - started < 5
