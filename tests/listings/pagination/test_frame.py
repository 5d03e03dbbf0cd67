from __future__ import annotations

from bulletin_spider.listings.reader import read_listing
from tests.listings.pages import URL, lines, page, plain


def test_a_page_without_rows_leads_to_the_frame_that_holds_them() -> None:
    frames = "<iframe src='/common/weather.html'></iframe><iframe src='/ywdt/bsyw/list.html'></iframe>"
    listing = read_listing(page(frames), URL)
    assert (listing.entries, listing.family) == ((), "frame")
    assert listing.next_page is not None
    assert listing.next_page.url == "http://www.baishi.example/ywdt/bsyw/list.html"
    assert listing.next_page.headers == (("Referer", URL),)


def test_frames_of_other_hosts_and_frames_beside_rows_are_left_alone() -> None:
    assert read_listing(page("<iframe src='http://map.example/list.html'></iframe>"), URL).next_page is None
    assert read_listing(page(plain(lines(8)) + "<iframe src='/list.html'></iframe>"), URL).next_page is None
