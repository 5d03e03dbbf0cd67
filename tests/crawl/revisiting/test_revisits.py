from __future__ import annotations

import pytest

from bulletin_spider.crawl.revisiting.revisits import visited_address

ADDRESS = "http://www.x.gov.cn/xw/t1.html"


def test_a_bulletin_that_moved_to_https_is_visited_there() -> None:
    assert visited_address(ADDRESS, ADDRESS.replace("http:", "https:")) == ADDRESS.replace("http:", "https:")


@pytest.mark.parametrize(
    "answered", [ADDRESS, "https://www.x.gov.cn/xw/t2.html", "https://x.gov.cn/xw/t1.html"]
)
def test_another_address_is_no_place_to_visit(answered: str) -> None:
    assert visited_address(ADDRESS, answered) == ADDRESS
