from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, HOT, URL, page, plain_list, sample_rows


def read(pager: str, url: str = URL) -> tuple[str, str | None]:
    listing = read_listing(
        page(plain_list(sample_rows(8)) + f"<div class='page'>{pager}</div>", side=HOT), url
    )
    return listing.family, listing.next_page.url if listing.next_page else None


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='index_2.html'>下一页</a>",
        "<a href='index_2.html'>下页</a>",
        "<a href='index_2.html'> 下 一 页 </a>",
        "<a href='index_2.html'>下一页&gt;</a>",
        "<a href='index_2.html'>Next</a>",
        "<a href='index_2.html' title='下一页'><i></i></a>",
        "<a href='index_2.html'><img src='n.gif' alt='下一页'></a>",
        "<a href='#' onclick=\"location.href=encodeURI('index_2.html')\">下一页</a>",
        "<a href=\"javascript:window.location='index_2.html'\">下一页</a>",
        "<a href=\"javascript:goPage('index_2.html')\">下一页</a>",
        "<a href='index.html'>1</a><a href='index_2.html'>2</a><a href='index_2.html'>&gt;</a><a href='index_7.html'>&gt;&gt;</a>",
        "<a href='index.html'>1</a><a href='index_2.html'>2</a><a href='index_2.html'>›</a><a href='index_7.html'>»</a>",
        "<a href='index.html'>1</a><a href='index_2.html'>2</a><a href='index_2.html'>»</a>",
    ],
)
def test_link_that_says_next_is_followed(pager: str) -> None:
    assert read(pager) == ("following", FOLDER + "index_2.html")


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='index_6.html'>下一页</a>",
        "<a href='#'>下一页</a>",
        "<a href='javascript:;'>下一页</a>",
        "<a>下一页</a>",
        "<a class='disabled' href='index_7.html'>下一页</a>",
        "<span class='disabled'><a href='index_7.html'>下一页</a></span>",
    ],
)
def test_disabled_or_idle_link_is_no_next_page(pager: str) -> None:
    """A link to the page itself is idle."""
    assert read(pager, FOLDER + "index_6.html") == ("following", None)


def test_index_of_a_folder_is_the_folder() -> None:
    assert read("<a href='index.html'>下一页</a>", FOLDER) == ("following", None)


def test_link_that_calls_a_function_is_unknown() -> None:
    assert read("<a href='javascript:void(0)' onclick='toPage(2)'>下一页</a>") == (
        "unknown: the next-page link runs a script",
        None,
    )


def test_link_without_a_fitting_number_is_followed() -> None:
    family, url = read("<a href='c8f2a7.html'>下一页</a>")
    assert url == FOLDER + "c8f2a7.html"
    assert family == "unknown: followed the next-page link"


def test_arrow_outside_a_pager_is_not_followed() -> None:
    """A next-page link to another host is not followed either."""
    assert read("<a href='/zwgk/'>&gt;</a>") == ("none", None)
    assert read("<a href='http://other.example/index_2.html'>下一页</a>") == ("following", None)


def test_next_article_is_not_the_next_page() -> None:
    assert read("<a href='t20260301_3.html'>下一篇</a>") == ("none", None)
