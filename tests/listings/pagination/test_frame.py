from __future__ import annotations

from bulletin_spider.listings import read_listing
from tests.listings.pages import URL, page, plain_list, sample_rows


def test_page_without_rows_leads_to_its_frame() -> None:
    frames = "<iframe src='/common/weather.html'></iframe><iframe src='/ywdt/bsyw/list.html'></iframe>"
    listing = read_listing(page(frames), URL)
    assert (listing.entries, listing.family) == ((), "frame")
    assert listing.next_page is not None
    assert listing.next_page.url == "http://www.baishi.example/ywdt/bsyw/list.html"
    assert listing.next_page.headers == (("Referer", URL),)


def test_other_frames_are_not_followed() -> None:
    """Other frames are those of other hosts and those beside rows."""
    assert read_listing(page("<iframe src='http://map.example/list.html'></iframe>"), URL).next_page is None
    assert (
        read_listing(page(plain_list(sample_rows(8)) + "<iframe src='/list.html'></iframe>"), URL).next_page
        is None
    )
