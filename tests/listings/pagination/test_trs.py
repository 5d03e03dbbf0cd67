from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows


def next_of(script: str, url: str = URL) -> tuple[str, str | None]:
    listing = read_listing(page(plain_list(sample_rows(8)) + f"<script>{script}</script>"), url)
    return listing.family, listing.next_page.url if listing.next_page else None


@pytest.mark.parametrize(
    ("script", "following"),
    [
        ('createPageHTML(12, 0, "index", "html");', "index_1.html"),
        ('createPageHTML(12, 1, "index", "html");', "index_2.html"),
        ("createPageHTML(12,10,'index','shtml');", "index_11.shtml"),
        ('createPageHTML(12, 11, "index", "html");', None),
        ('createPageHTML(1, 0, "index", "html");', None),
        ('createPageHTML(3,1,"index_bm","shtml","50");', "index_bm_2.shtml"),
        ('createPage(4, 0, "index", "htm");', "index_1.htm"),
        ('//createPageHTML(12, 0, "index", "html");\ncreatePageHTML(9, 8, "index", "html");', None),
        ('function createPageHTML(_nPageCount, _nCurrIndex, _sName, _sExt){}\ncreatePageHTML(2, 0, "index", "html");', "index_1.html"),
    ],
)  # fmt: skip
def test_pages_are_counted_from_zero(script: str, following: str | None) -> None:
    assert next_of(script) == ("trs", FOLDER + following if following else None)


def test_pager_call_precedes_a_next_link() -> None:
    content = (
        plain_list(sample_rows(8))
        + "<script>createPageHTML(3,0,'index','html')</script><a href='/other/index_9.html'>下一页</a>"
    )
    listing = read_listing(page(content), URL)
    assert listing.next_page is not None
    assert listing.next_page.url == FOLDER + "index_1.html"


@pytest.mark.parametrize(
    ("link", "computed"), [("", True), ("<a href='list_2.shtml'>下一页</a>", False), ("<a>下一页</a>", True)]
)
def test_link_beside_the_script_proves_a_next_page(link: str, computed: bool) -> None:
    """A page 2 that only a script names may not exist; one that is linked is missing if it answers 404."""
    script = "<script>createPageHTML(9, 0, 'index', 'html');</script>"
    following = read_listing(page(f"{plain_list(sample_rows(8))}<div>{link}{script}</div>"), URL).next_page
    assert following is not None
    assert following.computed is computed
