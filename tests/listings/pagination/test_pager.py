from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows


@pytest.mark.parametrize(
    ("settings", "following"),
    [
        ("{size:16, current:0, prefix:'index',suffix:'html',visible:5}", "index_1.html"),
        ("{prefix:'list', suffix:'shtml', current:7, size:9}", "list_8.shtml"),
        ("{size:16, current:15, prefix:'index', suffix:'html'}", None),
    ],
)
def test_settings_name_the_next_page(settings: str, following: str | None) -> None:
    defined = "<script>function Pager(settings){var cfg={size:1, current:0, prefix:'', suffix:''};}</script>"
    listing = read_listing(
        page(f"{defined}{plain_list(sample_rows(8))}<script>Pager({settings});</script>"), URL
    )
    assert listing.family == "pager"
    assert (listing.next_page.url if listing.next_page else None) == (
        FOLDER + following if following else None
    )
