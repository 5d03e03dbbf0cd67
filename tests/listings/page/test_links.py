from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.listings.page.links import absolute_url, clicked_url, is_document, same_page

BASE = "http://www.baishi.example/ywdt/bsyw/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./202603/t1.html", "http://www.baishi.example/ywdt/bsyw/202603/t1.html"),
        ("../zt/", "http://www.baishi.example/ywdt/zt/"),
        ("//other.example/a", "http://other.example/a"),
        ("\t /a\n.html ", "http://www.baishi.example/a%20.html"),
        ("/a.html#top", "http://www.baishi.example/a.html"),
        ("\\zw\\a.html", "http://www.baishi.example/zw/a.html"),
        ("?page=2", "http://www.baishi.example/ywdt/bsyw/index.html?page=2"),
        ("JavaScript:void(0)", None), ("mailto:a@b.example", None), ("tel:12345", None), ("#", None), ("", None), ("  ", None),
        ("http://", None), ("http://[bad", None), ("data:text/html,x", None),
    ],
)  # fmt: skip
def test_links_are_resolved_or_rejected(href: str, url: str | None) -> None:
    assert absolute_url(href, BASE) == url


@given(st.text(max_size=60))
def test_any_text_resolves_only_to_web_addresses(href: str) -> None:
    url = absolute_url(href, BASE)
    assert url is None or url.lower().startswith(("http://", "https://"))


def test_files_are_known_by_the_path_ending() -> None:
    assert is_document("http://x.example/P0.PDF")
    assert is_document("http://x.example/a.docx?download=1")
    assert not is_document("http://x.example/show?file=a.pdf")
    assert not is_document("http://x.example/pdf/")


def test_folder_and_its_index_are_one_page() -> None:
    assert same_page("http://x.example/a/", "https://x.example/a/index.shtml#top")
    assert not same_page("http://x.example/a/index_1.html", "http://x.example/a/")
    assert not same_page("http://x.example/a?p=1", "http://x.example/a?p=2")


def test_click_script_names_a_page_in_quotes() -> None:
    assert clicked_url("show('./a/12.htm','xw')", BASE) == "http://www.baishi.example/ywdt/bsyw/a/12.htm"
    assert clicked_url("go(2)", BASE) is None
    assert clicked_url("open('t' + id + '.html')", BASE) is None
