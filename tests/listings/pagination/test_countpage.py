from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows

SPELLED_OUT = """
var currentPage = {current};//所在页从0开始
var prevPage = currentPage-1//上一页
var nextPage = currentPage+1//下一页
var countPage = {count}//共多少页
if(countPage>1&&currentPage!=(countPage-1))
  document.write("<a href=\\"{name}"+"_" + nextPage + "."+"{ending}\\">下一页</a>");
else document.write("下一页");
for(var i=0;i<countPage;i++) document.write("<a href=\\"{name}_"+i+".{ending}\\">"+i+"</a>");
"""


def next_of(script: str, url: str) -> str | None:
    listing = read_listing(page(plain_list(sample_rows(8)) + f"<script>{script}</script>"), url)
    assert listing.family == "countpage"
    return listing.next_page.url if listing.next_page else None


@pytest.mark.parametrize(("current", "following"), [(0, "index_1.shtml"), (3, "index_4.shtml"), (24, None)])
def test_script_names_the_next_page(current: int, following: str | None) -> None:
    script = SPELLED_OUT.format(current=current, count=25, name="index", ending="shtml")
    assert next_of(script, URL) == (FOLDER + following if following else None)


def test_address_names_the_page_without_script_strings() -> None:
    assert next_of("var countPage = 5//共多少页", FOLDER + "index_2.html") == FOLDER + "index_3.html"
    assert next_of("var countPage = 5", FOLDER + "index_4.html") is None
    assert next_of("var countPage = 5", FOLDER) == FOLDER + "index_1.html"
