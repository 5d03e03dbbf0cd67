"""Twelve fictional sites that were kept aside while the rules of channels were written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.home_pages import list_forms
from tests.home_pages.building import Builder, FictionalSite, ListPage, forms_and_services

if TYPE_CHECKING:
    from collections.abc import Callable


def headings_that_are_links() -> FictionalSite:
    """Headings are the links, no 更多; a wide menu of definition lists; index.html beside the folder."""
    b = Builder("luoshui", form=list_forms.cards)
    lists = [
        b.list(f"/xwdt/{folder}/", name)
        for folder, name in (("lsyw", "洛水要闻"), ("bmxx", "部门信息"), ("xzfc", "乡镇风采"))
    ]
    wide = [
        b.list(f"/zfxxgk/{folder}/", name)
        for folder, name in (
            ("qzfwj", "区政府文件"),
            ("gfxwj", "规范性文件"),
            ("zcjd", "政策解读"),
            ("gsgg", "公示公告"),
            ("zpxx", "招聘信息"),
        )
    ]
    links = forms_and_services(b)
    b.menu = ("<div class='mega'>" + f"<dl><dt><a href='/xwdt/'>新闻动态</a></dt>{''.join(f'<dd><a href={p.path}index.html>{p.name}</a></dd>' for p in lists)}</dl>"
        f"<dl><dt><a href='/zfxxgk/'>政府信息公开</a></dt>{''.join(f'<dd><a href={p.path}>{p.name}</a></dd>' for p in wide)}</dl>"
        "<dl><dt>政务服务</dt><dd><a href='/bszn/'>办事指南</a></dd><dd><a href='/bgxz/'>表格下载</a></dd></dl></div>")  # fmt: skip
    boxes = "".join(
        f"<div><h3><a href='{p.path}'>{p.name}</a></h3><ul>{p.items()}</ul></div>"
        for p in (*lists[:2], wide[3])
    )
    b.page("/xwdt/", boxes, title="新闻动态")
    b.page("/zfxxgk/", "<p>请从左侧选择栏目。</p>", title="政府信息公开")
    b.page("/", f"{boxes}<div>{links}</div>", title="首页")
    return b.done()


def more_with_dots() -> FictionalSite:
    """Tables in capitals, GB2312; 更多... in a cell on the right; a menu parted by bars."""
    b = Builder("cangyu", charset="gb2312", form=list_forms.old_table, article="/html/{y}/{md}/{number}.html")
    lists = [
        b.list(f"/{folder}/", name)
        for folder, name in (
            ("cyxw", "苍于新闻"),
            ("tzgg", "通知通告"),
            ("zcfg", "政策法规"),
            ("bmdt", "部门动态"),
        )
    ]
    bar = [b.list("/zwxx/", "政务信息"), b.list("/zbcg/", "招标采购")]
    links = forms_and_services(b)
    b.menu = ("<TABLE BGCOLOR=#CC0000><TR><TD ALIGN=center><A HREF='/'><FONT COLOR=white>网站首页</FONT></A> | "
        + " | ".join(f"<A HREF='{p.path}'><FONT COLOR=white>{p.name}</FONT></A>" for p in bar)
        + " | <A HREF='/zxdj/'><FONT COLOR=white>书记信箱</FONT></A></TD></TR></TABLE>")  # fmt: skip
    cells = "".join(
        f"<TD VALIGN=top><TABLE><TR><TD><B>{p.name}</B></TD><TD ALIGN=right><A HREF='{p.path}'>更多...</A></TD></TR></TABLE>"
        f"<TABLE>{p.items(5, '<TR><TD><A HREF={url}>{title}</A> <FONT COLOR=red>{md}</FONT></TD></TR>')}</TABLE></TD>"
        for p in lists
    )
    b.page("/", f"<TABLE><TR>{cells}</TR></TABLE><P>{links}</P>", title="首页")
    return b.done()


def tab_anchors() -> FictionalSite:
    """Tab heads are anchors; 更多 is an icon whose title says it, before the heading."""
    b = Builder("tanxi", form=list_forms.definition_list, article="/art/{y}/{md}/art_12_{number}.html")
    tabs = [
        b.list(f"/col/col{n}/index.html", name)
        for n, name in ((101, "滩溪动态"), (102, "领导活动"), (103, "公告公示"))
    ]
    icon = [
        b.list(f"/col/col{n}/index.html", name) for n, name in ((104, "行政规范性文件"), (105, "统计公报"))
    ]
    links = forms_and_services(b)
    heads = "".join(
        f"<a class='tab' href='{p.path}' onmouseover='t({n})'>{p.name}</a>" for n, p in enumerate(tabs)
    )
    boxes = "".join(
        f"<div class='m'><a class='ico' href='{p.path}' title='更多'><i class='icon'></i></a><h4>{p.name}</h4><ul>{p.items()}</ul></div>"
        for p in icon
    )
    b.menu = "<div><a href='/col/col1/index.html'>首页</a></div>"
    b.page("/col/col1/index.html", "<script>location.replace('/')</script>")
    b.page(
        "/",
        f"<div class='tabs'>{heads}</div><div>{''.join(f'<ul>{p.items()}</ul>' for p in tabs)}</div>{boxes}{links}",
        title="首页",
    )
    return b.done()


def tabs_of_bootstrap() -> FictionalSite:
    """Tabs of Bootstrap lead to panes in the page; each pane ends with a button to the whole list."""
    b = Builder("meiling", form=list_forms.cards, article="/news/detail/{number}.html")
    lists = [
        b.list(f"/news/list-{n}.html", name)
        for n, name in ((1, "梅岭快讯"), (2, "通知公告"), (3, "政策速递"))
    ]
    card = b.list("/news/list-7.html", "人才招聘")
    links = forms_and_services(b)
    heads = "".join(
        f"<li class='nav-item'><a class='nav-link' data-toggle='tab' href='#p{n}'>{p.name}</a></li>"
        for n, p in enumerate(lists)
    )
    panes = "".join(
        f"<div class='tab-pane' id='p{n}'><ul>{p.items()}</ul><div class='text-center'><a class='btn' href='{p.path}'>查看更多 →</a></div></div>"
        for n, p in enumerate(lists)
    )
    cards = f"<div class='card'><div class='card-header'><a href='{card.path}'>{card.name}</a></div><div class='card-body'>{card.items(3, '<p><a href={url}>{title}</a></p>')}</div></div>"
    b.menu = (
        "<nav class='navbar'><a class='navbar-brand' href='/'>梅岭</a><a href='/zjwm/'>关于梅岭</a></nav>"
    )
    b.page(
        "/",
        f"<ul class='nav nav-tabs'>{heads}</ul><div class='tab-content'>{panes}</div>{cards}<footer>{links}</footer>",
        title="首页",
    )
    return b.done()


def script_forwards() -> FictionalSite:
    """A script forwards to the home page; front pages of sections; list pages have the section's own menu."""
    b = Builder("guanzhou", form=list_forms.list_with_pager, article="{folder}content_{number}.html")
    news = [
        b.list(f"/xwzx/{folder}/", name)
        for folder, name in (("jrgz", "今日官洲"), ("mtgz", "媒体看官洲"), ("zjdt", "镇街动态"))
    ]
    public = [
        b.list(f"/zwgk/{folder}/", name)
        for folder, name in (("gggs", "公告公示"), ("zfwj", "政府文件"), ("cwhy", "常务会议"))
    ]
    links = forms_and_services(b)
    b.menu = "<ul class='m'><li><a href='/portal/index.html'>首页</a></li><li><a href='/xwzx/'>新闻中心</a></li><li><a href='/zwgk/'>政务公开</a></li><li><a href='/zjwm/'>官洲概况</a></li></ul>"

    def front(pages: list[ListPage]) -> str:
        return "".join(
            f"<div class='c'><div class='ct'><a href='{p.path}' class='gd'>更多</a>{p.name}</div><ul>{p.items()}</ul></div>"
            for p in pages
        )

    b.page("/xwzx/", front(news), title="新闻中心")
    b.page("/zwgk/", front(public), title="政务公开")
    b.page(
        "/",
        '<html><head><script type="text/javascript">window.location.href = "/portal/index.html";</script></head><body></body></html>',
    )
    b.page("/portal/index.html", f"<div><ul>{news[0].items()}</ul></div>{links}", title="首页")
    return b.done()


def lists_in_frames() -> FictionalSite:
    """Frames inside the home page show the newest rows; their 更多 is in the page around."""
    b = Builder("fenghe", charset="gbk", form=list_forms.font_tags, article="/info/show.aspx?id={number}")
    lists = [
        b.list(f"/info/list.aspx?type={n}", name)
        for n, name in ((1, "丰禾要闻"), (2, "公告通知"), (3, "政策文件"))
    ]
    jobs = b.list("/info/list.aspx?type=8", "人事招考")
    links = forms_and_services(b)
    for n, p in enumerate(lists):
        b.page(f"/frame{n}.aspx", f"<html><body><ul>{p.items()}</ul></body></html>")
    boxes = "".join(
        f"<table><tr><td class=bt>{p.name}</td><td><a href='{p.path}'>&gt;&gt;更多</a></td></tr><tr><td colspan=2><iframe src='/frame{n}.aspx'></iframe></td></tr></table>"
        for n, p in enumerate(lists)
    )
    b.menu = (
        f"<table><tr><td><a href='/'>首页</a></td><td><a href='{jobs.path}'>{jobs.name}</a></td></tr></table>"
    )
    b.page("/", f"{boxes}{links}", title="首页")
    return b.done()


def picture_headings() -> FictionalSite:
    """Pictures are links with words in alt or title, or none; pictures of buttons lead to services."""
    b = Builder("hengqu", form=list_forms.bracketed)
    named = [b.list(f"/xw/{folder}/", name) for folder, name in (("hq", "横渠新闻"), ("tz", "通知公告"))]
    nameless = b.list("/zw/zc/", "政策汇编")
    links = forms_and_services(b)
    boxes = (
        f"<div><a href='{named[0].path}'><img src='/1.png' alt='{named[0].name}'></a><ul>{named[0].items()}</ul></div>"
        f"<div><a href='{named[1].path}' title='{named[1].name}'><img src='/2.png'></a><ul>{named[1].items()}</ul></div>"
        f"<div><a href='{nameless.path}'><img src='/3.png'></a><ul>{nameless.items()}</ul></div>"
    )
    buttons = "<a href='/zxdj/'><img src='/b1.png' alt='区长信箱'></a><a href='/bszn/'><img src='/b2.png'></a><a href='/zjwm/'><img src='/b3.png'></a>"
    b.menu = "<div><a href='/'><img src='/logo.png' alt='横渠'></a></div>"
    b.page("/", f"{boxes}{buttons}{links}", title="首页")
    return b.done()


def channels_as_data() -> FictionalSite:
    """The channels are objects in a script, with names of keys of their own; links have placeholders."""
    b = Builder("xinpuli", form=list_forms.script_data, article="/view/{number}.html")
    lists = [
        b.list(f"/column/{code}/", name)
        for code, name in (("xpyw", "新浦要闻"), ("gsgg", "公示公告"), ("zcwj", "政策文件"))
    ]
    forms_and_services(b)
    data = [{"channelId": n, "channelName": p.name, "channelUrl": p.url} for n, p in enumerate(lists)]
    data += [
        {"channelId": 90, "channelName": "书记信箱", "channelUrl": "/zxdj/"},
        {"channelId": 91, "channelName": "走进新浦", "channelUrl": "/zjwm/"},
    ]
    b.page("/", "<html><head><title>新浦里</title></head><body><div id='root'><a href='${item.channelUrl}'>${item.channelName}</a></div>"
        f"<script>window.__INITIAL_STATE__={json.dumps({'nav': data}, ensure_ascii=False)}</script></body></html>")  # fmt: skip
    return b.done()


def site_builder_of_a_university_kind() -> FictionalSite:
    """Lists as files (tzgg.htm) on two hosts; +更多 stands before the heading; relative addresses."""
    b = Builder("changtan", form=list_forms.day_inside, article="/info/1012/{number}.htm")
    lists = [
        b.list(f"/index/{code}.htm", name)
        for code, name in (("ctyw", "长滩要闻"), ("tzgg", "通知公告"), ("jcdt", "基层动态"))
    ]
    host = b.list("http://xxgk.changtan.example/zc/zfwj.htm", "政府文件")
    office = b.list("http://xxgk.changtan.example/bm/czj.htm", "财政局", kind="department")
    links = forms_and_services(b)
    boxes = "".join(
        f"<div class='box'><span class='more'><a href='{p.path.lstrip('/')}'>+更多</a></span><h3>{p.name}</h3><ul>{p.items()}</ul></div>"
        for p in lists
    )
    boxes += f"<div class='box'><h3>{host.name}</h3><a href='{host.url}'>+更多</a><ul>{host.items()}</ul></div><a href='{office.url}'>{office.name}</a>"
    b.menu = "<div class='top'><a href='index.htm'>首页</a></div>"
    b.page("/", f"{boxes}{links}", title="首页")
    return b.done()


def two_languages() -> FictionalSite:
    """Headings in two languages; MORE in the heading; tags that are not closed."""
    b = Builder("yanbeili", form=list_forms.plain_list, article="{folder}{ymd}_{number}.shtml")
    lists = [b.list(f"/{folder}/", name, f"{name} {english}", f"{name}{english}") for folder, name, english in (
        ("xwdt", "新闻动态", "NEWS"), ("tzgg", "通知公告", "NOTICE"), ("zcfg", "政策法规", "POLICY"), ("zscg", "征收储备公告", "LAND"))]  # fmt: skip
    links = forms_and_services(b)
    boxes = "".join(
        f"<div class=b><h4>{p.name}<small>{english}</small><a href={p.path}>MORE &gt;</a></h4><ul>{p.items(6, '<li><p><a href={url}>{title}</a><i>{day}</i>')}</ul></div>"
        for p, english in zip(lists, ("NEWS", "NOTICE", "POLICY", "LAND"), strict=True)
    )
    b.menu = "<ul><li><a href=/>首页 HOME</a><li><a href=/zjwm/>走进本地 ABOUT</a></ul>"
    b.page("/", f"{boxes}{links}", title="首页")
    return b.done()


def menus_of_three_levels() -> FictionalSite:
    """A menu of three levels with many services; the home page itself shows only pictures and articles."""
    b = Builder("shuangta", form=list_forms.index_table, article="{folder}{ym}/{number}.html")
    names = (
        ("xw/ttyw", "塔城要闻"), ("xw/bmdt", "部门动态"), ("xw/jzdt", "街镇动态"), ("xw/tpbd", "图片报道"), ("gk/gg/tz", "通知"), ("gk/gg/gs", "公示"),
        ("gk/gg/zb", "招标公告"), ("gk/wj/zf", "政府文件"), ("gk/wj/bgs", "政府办文件"), ("gk/wj/jd", "文件解读"), ("gk/rs/zk", "招考录用"), ("gk/cz/ys", "预决算公开"),
    )  # fmt: skip
    lists = [b.list(f"/{folder}/", name) for folder, name in names]
    offices = [
        b.list(f"/bm/{n}/", name, kind="department")
        for n, name in enumerate(("区发改局", "区财政局", "区民政局", "城东街道办事处", "北塔镇"))
    ]
    links = forms_and_services(b)
    services = ""
    for n, words in enumerate(("社保查询", "公积金查询", "违章查询", "预约挂号", "婚姻登记", "户籍办理", "出境办理", "不动产登记", "水电缴费", "天气预报", "公交线路", "旅游景点",
        "美食特产", "投资环境", "历史沿革", "行政区划", "人口概况", "机构设置", "领导简介", "法律援助", "就业服务", "住房保障", "养老服务", "医疗卫生")):  # fmt: skip
        b.page(
            f"/fw/{n}.html",
            f"<h1>{words}</h1><p>本页介绍{words}的有关事项，请按提示操作，如有疑问请致电服务热线。</p>",
            title=words,
        )
        services += f"<li><a href='/fw/{n}.html'>{words}</a></li>"

    def item(p: ListPage) -> str:
        return f"<li><a href='{p.path}'>{p.name}</a></li>"

    b.menu = (
        f"<ul id='nav'><li><a href='/zjwm/'>走进双塔</a><ul>{services}</ul></li><li>新闻<ul>{''.join(map(item, lists[:4]))}</ul></li>"
        f"<li>公开<ul><li>公告<ul>{''.join(map(item, lists[4:7]))}</ul></li><li>文件<ul>{''.join(map(item, lists[7:10]))}</ul></li>"
        f"{''.join(map(item, lists[10:]))}</ul></li><li>部门<ul>{''.join(map(item, offices))}</ul></li></ul>"
    )
    pictures = "".join(
        f"<a href='{row.url}'><img src='/p.jpg' alt='{row.title}'></a>" for row in lists[0].rows[:5]
    )
    b.page("/", f"<div class='banner'>{pictures}</div>{links}", title="首页")
    return b.done()


def pages_of_asp() -> FictionalSite:
    """ASP with class numbers, font tags, a scrolling notice; short links to articles beside the channels."""
    b = Builder(
        "liuxianli", charset="gb2312", form=list_forms.font_tags, article="/ReadNews.asp?NewsID={number}"
    )
    lists = [
        b.list(f"/NewsList.asp?ClassID={n}", name)
        for n, name in ((1, "柳线新闻"), (2, "最新公告"), (3, "政策文件"), (5, "党建工作"))
    ]
    links = forms_and_services(b)
    short = "".join(f"<a href='{row.url}'>{row.title[:5]}</a> " for row in lists[0].rows[6:10])
    notice = f"<marquee>{lists[1].items(3, '<a href={url}><font color=red>{title}</font></a>')}</marquee>"
    boxes = "".join(
        f"<table border=0><tr><td background=bg.gif><font color=#fff>{p.name}</font></td></tr>{p.items(5, '<tr><td><img src=d.gif><a href={url}>{title}</a></td></tr>')}"
        f"<tr><td align=right><a href='{p.path}'><font color=gray>更多内容&gt;&gt;</font></a></td></tr></table>"
        for p in lists[1:]
    )
    b.menu = f"<table><tr><td><a href='#'>设为首页</a></td><td><a href='/'>首页</a></td><td><a href='{lists[0].path}'>{lists[0].name}</a></td></tr></table>"
    b.page("/", f"{notice}{short}{boxes}{links}", title="首页")
    return b.done()


SITES: tuple[Callable[[], FictionalSite], ...] = (
    headings_that_are_links, more_with_dots, tab_anchors, tabs_of_bootstrap, script_forwards, lists_in_frames,
    picture_headings, channels_as_data, site_builder_of_a_university_kind, two_languages, menus_of_three_levels, pages_of_asp,
)  # fmt: skip
