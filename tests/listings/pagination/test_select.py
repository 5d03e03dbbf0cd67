from __future__ import annotations

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows

BOX = (
    "<select onchange='location.href=this.value'><option value='index.html'>第1页</option>"
    "<option value='index_1.html'>第2页</option><option value='index_2.html' selected>第3页</option></select>"
)


def read(box: str, url: str) -> tuple[str, str | None]:
    listing = read_listing(page(plain_list(sample_rows(8)) + box), url)
    return listing.family, listing.next_page.url if listing.next_page else None


def test_option_after_the_current_page_is_next() -> None:
    assert read(BOX, URL) == ("select", FOLDER + "index_1.html")
    assert read(BOX, FOLDER + "index_1.html") == ("select", FOLDER + "index_2.html")


def test_last_option_is_the_last_page() -> None:
    assert read(BOX, FOLDER + "index_2.html") == ("select", None)


def test_drop_down_of_other_sites_is_no_pager() -> None:
    box = "<select><option value='http://www.one.example/'>区教委</option><option value='http://www.two.example/'>区卫健委</option></select>"
    assert read(box, URL) == ("none", None)
