from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows


@pytest.mark.parametrize(
    ("script", "following"),
    [
        ("createPageHTML('page_div',12, 1,'list','shtml',118);", "list_2.shtml"),
        ("createPageHTML('page_div',12, 2,'list','shtml',118);", "list_3.shtml"),
        ('createPageHTML("page-div", 12, 12, "list", "shtml", 118);', None),
        ("createPageHTML('page_div',1, 1,'list','shtml',7);", None),
        ("createPageHTML('page_div','12','3','common_list','shtml','118');", "common_list_4.shtml"),
        ("createPageHTML('page_div', 2, 0, 'list', 'shtml', 20);", "list_2.shtml"),
    ],
)  # fmt: skip
def test_quoted_first_argument_counts_pages_from_one(script: str, following: str | None) -> None:
    listing = read_listing(page(plain_list(sample_rows(8)) + f"<script>{script}</script>"), URL)
    assert listing.family == "kaipu"
    assert (listing.next_page.url if listing.next_page else None) == (
        FOLDER + following if following else None
    )


def test_first_argument_distinguishes_kaipu_from_trs() -> None:
    found = {}
    for script in ("createPageHTML(12,1,'list','shtml')", "createPageHTML('p',12,1,'list','shtml',118)"):
        listing = read_listing(page(plain_list(sample_rows(8)) + f"<script>{script}</script>"), URL)
        found[listing.family] = listing.next_page.url if listing.next_page else None
    assert found == {"trs": FOLDER + "list_2.shtml", "kaipu": FOLDER + "list_2.shtml"}
    first = read_listing(
        page(plain_list(sample_rows(8)) + "<script>createPageHTML(12,0,'list','shtml')</script>"), URL
    )
    assert first.next_page is not None
    assert first.next_page.url == FOLDER + "list_1.shtml"
