from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows


def read(pager: str, url: str = URL) -> tuple[str, str | None]:
    listing = read_listing(page(plain_list(sample_rows(8)) + f"<div class='page'>{pager}</div>"), url)
    return listing.family, listing.next_page.url if listing.next_page else None


@pytest.mark.parametrize(
    ("pager", "url", "following"),
    [
        ("<a href='index.html'>1</a><a href='index_1.html'>2</a><a href='index_2.html'>3</a>", "index.html", "index_1.html"),
        ("<span>1</span><a href='list-2.html'>2</a><a href='list-3.html'>3</a>", "list-1.html", "list-2.html"),
        ("<a href='1.html'>1</a><b>2</b><a href='3.html'>3</a>", "2.html", "3.html"),
        ("<ul><li><a href='?page=1'>1</a></li><li>2</li><li><a href='?page=3'>3</a></li></ul>", "list.jsp?page=2", "list.jsp?page=3"),
        ("<a href='index.html'>[1]</a> <a href='index_1.html'>[2]</a>", "index_1.html", None),
        ("<a href='1.html'>1</a><a href='2.html'>2</a><strong>3</strong>", "3.html", None),
    ],
)  # fmt: skip
def test_number_after_the_current_one_is_next(pager: str, url: str, following: str | None) -> None:
    assert read(pager, FOLDER + url) == ("static numbers", FOLDER + following if following else None)


def test_numbers_with_unlike_addresses_are_no_pager() -> None:
    assert read("<a href='/zt/hd/'>1</a><a href='/zt/lh/'>2</a><a href='/zt/dj/'>3</a>") == ("none", None)
