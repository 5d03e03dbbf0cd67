from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.web.bulletins.rich_body import page_body, page_links
from bulletin_spider.web.comparisons.named_entries import compared_links
from tests.archive.exchanges import captures, exchange
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

TEXT = ["3月6日上午，区政府召开专题会议，研究部署绿化工作。", "详见公告和附表。"]
PAGE = f"""<html><body><h1>题</h1><div class=content><p>{TEXT[0]}</p><p><img src=/1.jpg alt=图说></p>
<p>详见<a href="/%s">公告</a>和<a href="javascript:x()">附表</a>。</p></div><script>x()</script></body></html>"""
URL = "http://demo.example/xw/1.html"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def version(layout: Layout, run: str, link: str, **fields: Any) -> dict[str, Any]:
    """Keep a page with a link, and return the version that was read from it."""
    identity = wording(1)["id"]
    writer = captures(layout.root, run)
    capture = writer.keep(exchange(url=URL, body=(PAGE % link).encode()), {"bulletin": identity})
    writer.close()
    picture = {"url": "http://demo.example/1.jpg", "caption": "图说"}
    return wording(1, **({"url": URL, "paragraphs": TEXT, "images": [picture], "capture": capture} | fields))


def test_body_is_safe_and_asks_nobody(layout: Layout) -> None:
    found = page_body(layout, version(layout, "20260928T000000Z", "a.html"), "zh")
    assert found
    assert TEXT[0] in found
    assert 'href="http://demo.example/a.html"' in found
    assert "[图：图说 http://demo.example/1.jpg]" in found
    assert "<img" not in found
    assert "script" not in found


def test_links_of_two_versions_are_compared(layout: Layout) -> None:
    pages = [version(layout, f"2026092{day}T000000Z", link) for day, link in ((8, "a.html"), (9, "b.html"))]
    old, new = (page_links(layout, one) for one in pages)
    assert old == [("http://demo.example/a.html", "公告")]
    assert new
    assert [(one["url"][-6:], one["state"]) for one in compared_links(old, new)] == [
        ("a.html", "removed"),
        ("b.html", "added"),
    ]


def test_other_words_of_a_link_are_an_edit() -> None:
    (found,) = compared_links([("http://x/", "公告")], [("http://x/", "公示")])
    assert found == {"url": "http://x/", "state": "edited", "old": "公告", "new": "公示"}
    assert list(compared_links([("http://x/", "公告")], [("http://x/", "公告")])) == []


def test_a_withdrawn_version_has_the_last_page(layout: Layout) -> None:
    first = version(layout, "20260928T000000Z", "a.html")
    gone = first | {"revision": 2, "change": "withdrawn", "capture": None, "previous": first["fingerprint"]}
    put(layout.root, first, gone)
    found = page_body(layout, gone, "en")
    assert found
    assert "[picture: 图说" in found


def test_version_without_page_has_no_body(layout: Layout) -> None:
    assert page_body(layout, wording(1, TEXT[0]), "zh") is None
    assert page_links(layout, wording(1, TEXT[0])) is None
    damaged = version(layout, "20260928T000000Z", "a.html")
    damaged["capture"] |= {"offset": 3}
    assert page_body(layout, damaged, "zh") is None
