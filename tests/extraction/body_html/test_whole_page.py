from __future__ import annotations

import html5lib

from bulletin_spider.extraction.body_html.whole_page import whole_page
from bulletin_spider.extraction.body_html.without_requests import without_requests
from tests.extraction.body_html.test_attacks import ADDRESS, SMALL_ATTACKS, faults

PAGE = """<html><head><title>题</title><base href="/sub/"></head><body><h1>标题</h1><nav><a href="a.html">栏目</a></nav>
<p>正文<img src="1.jpg" alt="图说"></p><a href="javascript:x()">坏</a><script>x()</script></body></html>"""


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
        assert faults(found) == [], attack
        assert asking(without_requests(found, "图：")) == [], attack


def test_page_without_elements_shows_nothing() -> None:
    assert whole_page("", ADDRESS) == ""
    assert whole_page(" \n", ADDRESS) == ""
