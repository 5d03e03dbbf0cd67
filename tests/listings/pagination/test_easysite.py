from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import URL, page, plain_list, sample_rows


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a title='下一页' tagname='/ywdt/bsyw/index_2.html' href='javascript:void(0)'>&gt;</a>", "http://www.baishi.example/ywdt/bsyw/index_2.html"),
        ("<a class='next' tagname='/eportal/ui?pageId=5&amp;currentPage=2&amp;moduleId=9' href='#'></a>", "http://www.baishi.example/eportal/ui?pageId=5&currentPage=2&moduleId=9"),
        ("<a tagname='/ywdt/bsyw/index_3.html'>下一页</a><a tagname='/ywdt/bsyw/index_9.html'>尾页</a>", "http://www.baishi.example/ywdt/bsyw/index_3.html"),
        ("<a title='下一页' tagname='[NEXTPAGE]' href='javascript:void(0)'>下一页</a>", None),
    ],
)  # fmt: skip
def test_next_link_has_the_address_in_tagname(pager: str, following: str | None) -> None:
    listing = read_listing(page(plain_list(sample_rows(8)) + f"<div class='page'>{pager}</div>"), URL)
    assert listing.family == "easysite"
    assert (listing.next_page.url if listing.next_page else None) == following
