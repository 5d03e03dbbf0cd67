from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.listings.page.menu import find_channel, read_menu

HOME = """<html><body><ul class="nav"><li><a href="/">首页</a></li><li><a href="./xw/yw/">【要 闻】</a></li>
<li><a href="javascript:;">通知公告</a></li><li><a href="/zwgk/gg/" title="通知公告">通知…</a></li>
<li><a href="/other/">今日白石 &gt;</a></li><li><a href="/late/">要闻</a></li></ul></body></html>"""
URL = "http://www.baishi.gov.cn/"


def find(*names: str, body: bytes = HOME.encode()) -> str | None:
    return find_channel(read_menu(body, URL), names)


def test_channel_is_found_despite_marks_around_its_name() -> None:
    assert find("要闻") == "http://www.baishi.gov.cn/xw/yw/"


def test_cut_name_is_found_in_the_title() -> None:
    """The link with the whole name runs a script, so it has no address."""
    assert find("通知公告") == "http://www.baishi.gov.cn/zwgk/gg/"


def test_names_are_tried_in_order() -> None:
    assert find("今日青澜", "今日白石", "要闻") == "http://www.baishi.gov.cn/other/"
    assert find("今日青澜") is None


def test_gb18030_home_page_without_charset_is_read() -> None:
    assert find("要闻", body=HOME.encode("gb18030")) == "http://www.baishi.gov.cn/xw/yw/"


def test_menu_behind_an_early_closing_tag_is_read() -> None:
    body = HOME.replace("<ul", "</body></html><div>白石区人民政府门户网站欢迎您</div><ul").encode()
    assert find("要闻", body=body) == "http://www.baishi.gov.cn/xw/yw/"


def test_comment_in_a_name_is_no_part_of_it() -> None:
    body = "<a href='/gg/'>通知<!-- 旧 -->公告</a>".encode()
    assert find("通知公告", body=body) == "http://www.baishi.gov.cn/gg/"


@given(st.binary(max_size=300))
def test_any_bytes_are_read(body: bytes) -> None:
    read_menu(body, URL)
