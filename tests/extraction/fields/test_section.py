"""The section comes from the breadcrumb in all its forms, the identifier of the website from meta tag, foot or script."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction import Content, extract

ADDRESS = "https://www.example.cn/xw/1.html"
TITLE = "青岚区启动河道整治"
MENU = "<div class='nav'><a href='/'>首页</a> <a href='/xw/'>新闻动态</a> <a href='/gk/'>政务公开</a></div>"
TEXT = "连日来，青岚区组织力量清理河道，沿岸环境明显改善。"


def read(above: str = "", head: str = "", foot: str = "") -> Content:
    page = f"""<html><head><title>{TITLE}-青岚区人民政府</title>{head}</head><body>{MENU}{above}
        <h1>{TITLE}</h1><p>发布时间：2024-05-10 来源：青岚融媒</p><div class="content"><p>{TEXT}</p><p>{TEXT * 2}</p></div>
        <div class="footer">{foot}<p>版权所有：青岚区人民政府</p></div></body></html>"""
    return extract(page.encode(), ADDRESS)


@pytest.mark.parametrize(
    "trail",
    [
        "<div>当前位置：<a href='/'>首页</a> > <a href='/xw/'>新闻动态</a> > <a href='/xw/bm/'>部门动态</a></div>",
        "<div>您的位置：<a href='/'>网站首页</a>&gt;&gt;<a href='/xw/'>新闻动态</a>&gt;&gt;<a href='/xw/bm/'>部门动态</a>&gt;&gt;正文</div>",
        "<p>您现在的位置: <a href='/'>首页</a> » <a href='/xw/'>新闻动态</a> » <a href='/xw/bm/'>部门动态</a> » 详情</p>",
        "<p>当前所在位置：<a href='/'>首页</a> / <a href='/xw/'>新闻动态</a> / <a href='/xw/bm/'>部门动态</a></p>",
        "<p>位置：<a href='/'>首页</a> - <a href='/xw/'>新闻动态</a> - <a href='/xw/bm/'>部门动态</a></p>",
        "<div class='dqwz'>当前位置：<a href='/'>首页</a><a href='/xw/'>新闻动态</a><a href='/xw/bm/'>部门动态</a></div>",
        "<div class='wz'><span>您当前的位置：</span><a href='/'>首页</a> <a href='/xw/'>新闻动态</a> <a href='/xw/bm/'>部门动态</a></div>",
        "<ul class='breadcrumb'><li><a href='/'>首页</a></li><li><a href='/xw/'>新闻动态</a></li><li><a href='/xw/bm/'>部门动态</a></li></ul>",
        "<ol><li><a href='/'>首页</a></li><li>&gt; <a href='/xw/'>新闻动态</a></li><li>&gt; <a href='/xw/bm/'>部门动态</a></li></ol>",
        "<div>当前位置：</div><div><a href='/'>首页</a></div><div>&gt;<a href='/xw/'>新闻动态</a></div><div>&gt;<a href='/xw/bm/'>部门动态</a></div>",
        "<p><a href='/'>首页</a>＞<a href='/xw/'>新闻动态</a>＞<a href='/xw/bm/'>部门动态</a></p>",
        "<p><a href='/'>青岚网首页</a> › <a href='/xw/'>新闻动态</a> › <a href='/xw/bm/'>部门动态</a> › 青岚区启动河道...</p>",
        "<p><a href='/xw/'>新闻动态</a> > <a href='/xw/bm/'>部门动态</a> > 正文</p>",
        "<p><a href='/'>首页</a>/<a href='/xw/'>新闻动态</a>/<a href='/xw/bm/'>部门动态</a></p>",
        "<p><a href='/'>首页</a>-<a href='/xw/'>新闻动态</a>-<a href='/xw/bm/'>部门动态</a></p>",
    ],
)
def test_section_is_read_from_the_trail(trail: str) -> None:
    content = read(trail)
    assert content.section == "新闻动态 > 部门动态"
    assert content.evidence["section"]["rule"] == "breadcrumb"


@pytest.mark.parametrize(
    "above",
    [
        "",
        "<p>当前位置：<a href='/'>首页</a></p>",
        "<p>当前位置：<a href='/'>首页</a> > 正文</p>",
        f"<p>当前位置：<a href='/'>首页</a> > {TITLE}</p>",
        "<p>地理位置：青岚区位于江城东部，交通便利</p>",
        "<p><a href='/sy/'>查看更多>></a></p>",
        "<p>上一张 / 下一张</p>",
        "<p><a href='/'>首页</a>-<a href='/a'>要闻</a>-<a href='/b'>公告</a>-<a href='/c'>服务</a>-<a href='/d'>互动</a>-<a href='/e'>专题</a></p>",
    ],
)
def test_page_without_a_trail_has_no_section(above: str) -> None:
    content = read(above)
    assert content.section is None
    assert "section" not in content.evidence


def test_meta_column_is_the_section_without_a_trail() -> None:
    meta = "<meta name='SiteName' content='青岚区人民政府'><meta name='ColumnName' content='部门动态'>"
    content = read(head=meta)
    assert (content.section, content.evidence["section"]["rule"]) == ("部门动态", "meta-columnname")
    assert read(head=meta.replace("部门动态", "青岚区人民政府")).section is None
    assert (
        read("<p>当前位置：<a href='/'>首页</a> > <a href='/tz/'>通知</a></p>", head=meta).section == "通知"
    )


@pytest.mark.parametrize(
    ("head", "foot", "rule"),
    [
        ("<meta name='SiteIDCode' content='1101990003'>", "", "meta-siteidcode"),
        ("", "<p>政府网站标识码：1101990003　京ICP备05000003号</p>", "foot-line"),
        ("", "<p>京ICP备05000003号 网站标识码 1101990003京公网安备11019902000003号</p>", "foot-line"),
        ("", "<p>网站标识码：</p><p>1101990003</p>", "foot-line"),
        ("", "<script id='_jiucuo_' sitecode='1101990003' src='/js/jiucuo.js'></script>", "fault-script"),
    ],
)
def test_identifier_of_the_website_is_found(head: str, foot: str, rule: str) -> None:
    content = read(head=head, foot=foot)
    assert (content.site_id, content.evidence["site_id"]["rule"]) == ("1101990003", rule)


@pytest.mark.parametrize(
    "foot",
    [
        "<p>京公网安备 11019902000003号</p>",
        "<p>网站标识码：110199</p>",
        "<p>网站标识码：11019900031</p>",
        "<p>统一标识 1101990003</p>",
        "<script sitecode='bm1101'></script>",
    ],
)
def test_other_numbers_are_no_identifier(foot: str) -> None:
    assert read(foot=foot, head="<meta name='SiteIDCode' content=''>").site_id is None
