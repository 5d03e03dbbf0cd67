from __future__ import annotations

import base64
from urllib.parse import quote

from bulletin_spider.listings import read_listing
from tests.listings.pages import URL, page, plain_list, sample_rows


def test_base64_pager_is_decoded() -> None:
    markup = "<a class='a1'>88条</a> <span>1</span> <a href='/ywdt/bsyw/2.html'>2</a> <a href='/ywdt/bsyw/2.html'>下一页</a>"
    coded = base64.b64encode(quote(markup).encode()).decode()
    listing = read_listing(page(plain_list(sample_rows(8)) + f"<div id='pages'>{coded}</div>"), URL)
    assert listing.family == "encoded"
    assert listing.next_page is not None
    assert listing.next_page.url == "http://www.baishi.example/ywdt/bsyw/2.html"


def test_other_base64_is_ignored() -> None:
    coded = base64.b64encode(b"\x89PNG" + bytes(range(200))).decode()
    assert read_listing(page(plain_list(sample_rows(8)) + f"<div>{coded}</div>"), URL).family == "none"
