from __future__ import annotations

import pytest

from bulletin_spider.listings.home.candidates import Candidate, read_candidates
from bulletin_spider.listings.home.forwards import forwards, inner_frames
from bulletin_spider.listings.home.names import distinct_names
from bulletin_spider.listings.home.words import channel_words, is_more, is_office, is_service
from bulletin_spider.listings.page.tree import read_tree

URL = "http://www.baishi.example/"
ROWS = "".join(
    f"<li><a href='/tz/{n}.html'>关于第{n}期社区开放日有关安排的说明</a><span>09-{n:02}</span></li>"
    for n in range(10, 18)
)


def candidates(body: str) -> dict[str, Candidate]:
    found = read_candidates(read_tree(f"<html><body>{body}</body></html>", URL), set())
    return {one.url.removeprefix(URL): one for one in found}


@pytest.mark.parametrize(
    "body",
    [
        f"<div><h2><span><a href=/tz/>更多>></a></span>通知公告</h2><ul>{ROWS}</ul></div>",
        f"<table><tr><td>通知公告</td><td><a href=/tz/>更多</a></td></tr></table><table><tr><td><ul>{ROWS}</ul></td></tr></table>",
        f"<div><h3>通知公告</h3><p><a href=/tz/>>>更多</a></p><ul>{ROWS}</ul></div>",
        f"<div><h3>通知公告</h3><ul>{ROWS}</ul><p><a href=/tz/>查看更多 →</a></p></div>",
        f"<div><h3><a href=/tz/>通知公告</a></h3><ul>{ROWS}</ul></div>",
        f"<div class=slideTxtBox><div class=hd><ul><li><a href=/tz/>通知公告</a></li></ul></div><div class=bd><ul>{ROWS}</ul></div></div>",
        f"<table><tr><td><img src=a.gif alt=通知公告></td><td><a href=/tz/><img src=/images/more.gif></a></td></tr><tr><td><ul>{ROWS}</ul></td></tr></table>",
        f"<div><a href=/tz/><img src=tz.gif alt=通知公告></a><ul>{ROWS}</ul></div>",
        f"<div><a href=/tz/ title=更多><i class=icon></i></a><h4>通知公告</h4><ul>{ROWS}</ul></div>",
        f"<div><h4>通知公告<small>NOTICE</small><a href=/tz/>MORE+</a></h4><ul>{ROWS}</ul></div>",
        f"<div><b>通知公告&amp;nbsp;</b><a href=/tz/>更多&amp;gt;&amp;gt;</a><ul>{ROWS}</ul></div>",
        f"<div><h4>通知公告</h4><a href=/tz/ class=more></a><ul>{ROWS}</ul></div>",
        f"<div><h4>滚动</h4><a href=/tz/ title=更多通知公告>更多</a><ul>{ROWS}</ul></div>",
        "<ul><li><a href=/zw/>政务</a><ul><li><a href=/tz/>通 知 公 告</a></li></ul></li></ul>",
        "<img usemap=#m><map name=m><area href=/tz/ alt=通知公告></map>",
        "<div onclick=\"location.href='/tz/'\">通知公告</div>",
        "<a href=javascript:; data-href=/tz/>通知公告</a>",
        '<script>var menu = [{"title": "通知公告", "link": "/tz/"}];</script>',
        "<script>document.write('<a href=\"/tz/\">通知公告</a>');</script>",
    ],
    ids=[
        "more before the words", "row above the table", "more in a paragraph", "more below", "heading is the link", "tab head",
        "pictures", "picture is the link", "icon with title", "two languages", "entities", "more in the style", "name in the title", "sub-menu", "image map", "onclick",
        "data-href", "menu as data", "written by a script",
    ],
)  # fmt: skip
def test_link_to_a_list_has_its_name(body: str) -> None:
    if "document.write" in body:
        from bulletin_spider.listings.data.script_rows import with_script_rows  # noqa: PLC0415

        body = with_script_rows(body)
    found = candidates(body)
    assert found["tz/"].name == "通知公告"
    assert found["tz/"].rank >= 4


def test_more_in_a_pane_has_the_name_of_its_tab() -> None:
    panes = "".join(f"<div><ul>{ROWS}</ul><p><a href=/{n}/>更多</a></p></div>" for n in range(3))
    found = candidates(
        f"<div class=t><ul><li>要闻</li><li>公告</li><li>政策</li></ul><div>{panes}</div></div>"
    )
    assert [found[f"{n}/"].name for n in range(3)] == ["要闻", "公告", "政策"]


def test_rows_with_a_day_are_no_candidates_to_read() -> None:
    found = candidates("<ul><li><a href=/a/12.html>社区活动通知</a><i>09-28</i></li></ul>")
    assert found["a/12.html"].rank < 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("通知公告", "通知公告"), ("通知公告(12)", "通知公告"), ("【通知公告】更多>>", "通知公告"), ("通　知\n公告", "通知公告"), ("&nbsp;要闻&amp;gt;", "要闻"), ("政策（区级）", "政策（区级）"),
        ("更多>>", ""), ("标题", ""), ("序号 标题 发布日期", ""), ("{{item.name}}", ""), ("·政务公开：", "政务公开"), ("NEWS", "NEWS"),
    ],
)  # fmt: skip
def test_name_is_cleaned(text: str, name: str) -> None:
    assert channel_words(text) == name


@pytest.mark.parametrize(
    "text", ["更多", ">>更多", "更多>>", "[更多]", "MORE+", "more...", "+更多", "查看更多 →", "&gt;&gt;更多"]
)
def test_more_is_known_with_its_marks(text: str) -> None:
    assert is_more(text)


@pytest.mark.parametrize("text", ["通知公告", "更多精彩活动在社区举行，欢迎参加", "1", ""])
def test_other_words_are_not_more(text: str) -> None:
    assert not is_more(text)


@pytest.mark.parametrize(
    "name",
    [
        "区教育局",
        "城东街道办事处",
        "北塔镇",
        "民政局",
        "区总工会",
        "教育局动态",
        "区卫健委通知公告",
        "北塔镇政务公开",
    ],
)
def test_office_is_known_by_its_name(name: str) -> None:
    assert is_office(name)


@pytest.mark.parametrize(
    "name",
    [
        "新闻中心",
        "街道动态",
        "部门动态",
        "文件",
        "常务会议",
        "公告",
        "区委动态",
        "部门街道动态",
        "乡镇信息",
        "县府办文件",
        "数据中心",
    ],
)
def test_list_is_not_taken_for_an_office(name: str) -> None:
    assert not is_office(name)


@pytest.mark.parametrize(
    "name",
    ["领导信箱", "来信选登", "办事指南", "网站地图", "登录", "Login", "信访信息", "区长热线", "办件统计"],
)
def test_service_is_known_by_its_name(name: str) -> None:
    assert is_service(name)


def test_equal_names_get_their_folders() -> None:
    named = [
        ("公告", "http://x/gk/tz/"),
        ("公告", "http://x/rd/tz/index.html"),
        ("要闻", "http://x/yw/"),
        ("公告", "http://x/l.jsp?c=3"),
    ]
    assert distinct_names(named) == ["公告（gk/tz）", "公告（rd/tz）", "要闻", "公告（l.jsp/c=3）"]


@pytest.mark.parametrize(
    ("page", "targets"),
    [
        ("<meta http-equiv=refresh content='0; URL=main/index.shtml'>", ["main/index.shtml"]),
        ("<script>window.location.href = '/portal/';</script>", ["portal/"]),
        ('<script>location.replace("/portal/")</script>', ["portal/"]),
        ("<frameset><frame src=top.asp><frame src=main.asp></frameset>", ["top.asp", "main.asp"]),
        ("<iframe src=/list.html></iframe>", ["list.html"]),
        ("<a href=/x/>x</a>" * 9 + "<script>location.href='/y/'</script>", []),
    ],
)
def test_page_sends_a_browser_on(page: str, targets: list[str]) -> None:
    assert forwards(read_tree(page, URL)) == [URL + target for target in targets]


def test_parts_that_scripts_load_are_read() -> None:
    tree = read_tree("<div id=nav></div><script>$('#nav').load('/common/nav.html');</script>", URL)
    assert inner_frames(tree) == [f"{URL}common/nav.html"]
