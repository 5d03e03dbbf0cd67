from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, page, plain_list, sample_rows


def read(pager: str, name: str) -> tuple[str, str | None]:
    listing = read_listing(
        page(plain_list(sample_rows(8)) + f"<div class='page'>{pager}</div>"), FOLDER + name
    )
    return listing.family, listing.next_page.url if listing.next_page else None


@pytest.mark.parametrize(
    "parameter", ["page", "pageNo", "pageNum", "PageIndex", "currPage", "curPage", "cur_page", "currentPage"]
)
def test_page_parameter_is_raised_up_to_the_count(parameter: str) -> None:
    assert read("共12页", f"list.jsp?cid=5&{parameter}=3") == (
        "query",
        f"{FOLDER}list.jsp?cid=5&{parameter}=4",
    )
    assert read("共<b>12</b>页", f"list.jsp?{parameter}=12&cid=5") == ("query", None)


def test_script_that_builds_the_address_names_page_two() -> None:
    script = (
        "<script>var totalPages = 7; function go(n){location.href = 'list.do?cid=5&pageNo=' + n;}</script>"
    )
    assert read(script, "list.do?cid=5") == ("query", f"{FOLDER}list.do?cid=5&pageNo=2")
    assert read(script.replace("= 7", "= 1"), "list.do?cid=5") == ("query", None)


def test_page_without_a_count_has_no_pager() -> None:
    assert read("", "list.jsp?page=3") == ("none", None)
