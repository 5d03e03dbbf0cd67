from __future__ import annotations

import pytest

from bulletin_spider.listings.reader import read_listing
from tests.listings.pages import FOLDER, lines, page, plain


def read(pager: str, name: str) -> tuple[str, str | None]:
    listing = read_listing(page(plain(lines(8)) + f"<div class='page'>{pager}</div>"), FOLDER + name)
    return listing.family, listing.next_page.url if listing.next_page else None


@pytest.mark.parametrize(
    "parameter", ["page", "pageNo", "pageNum", "PageIndex", "currPage", "curPage", "cur_page", "currentPage"]
)
def test_the_page_parameter_of_the_address_is_raised_up_to_the_count(parameter: str) -> None:
    assert read("共12页", f"list.jsp?cid=5&{parameter}=3") == (
        "query",
        f"{FOLDER}list.jsp?cid=5&{parameter}=4",
    )
    assert read("共<b>12</b>页", f"list.jsp?{parameter}=12&cid=5") == ("query", None)


def test_a_script_that_puts_the_address_together_names_page_two() -> None:
    script = (
        "<script>var totalPages = 7; function go(n){location.href = 'list.do?cid=5&pageNo=' + n;}</script>"
    )
    assert read(script, "list.do?cid=5") == ("query", f"{FOLDER}list.do?cid=5&pageNo=2")
    assert read(script.replace("= 7", "= 1"), "list.do?cid=5") == ("query", None)


def test_without_a_count_nothing_is_guessed() -> None:
    assert read("", "list.jsp?page=3") == ("none", None)
