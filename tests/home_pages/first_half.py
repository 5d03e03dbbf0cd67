"""Twelve fictional sites that the rules of channels were written with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.home_pages import list_forms
from tests.home_pages.building import Builder, FictionalSite, ListPage, forms_and_services

if TYPE_CHECKING:
    from collections.abc import Callable


def drop_down_menu() -> FictionalSite:
    """Div and CSS; a menu with sub-menus; 更多 before the words inside the heading."""
    b = Builder("qingyan", form=list_forms.list_with_pager)
    news, street, photo = (
        b.list("/xwzx/qyyw/", "青岩要闻"), b.list("/xwzx/jddt/", "街道动态"), b.list("/xwzx/tpxw/", "图片新闻"))  # fmt: skip
    notices, jobs = b.list("/zwgk/tzgg/", "通知公告"), b.list("/zwgk/rsxx/", "人事信息")
    policy, reading = (
        b.list("/zwgk/zcwj/", "政策文件", form=list_forms.index_table),
        b.list("/zwgk/zcjd/", "政策解读"),
    )
    bids = b.list("/zwgk/zfcg/", "政府采购")
    education = b.list("/zwgk/bm/jyj/", "区教育局", kind="department")
    links = forms_and_services(b)

    def sub(*pages: ListPage) -> str:
        return "".join(f"<li><a href='{p.path}'>{p.name}</a></li>" for p in pages)

    b.menu = f"""<div class="nav"><ul><li><a href="/">首页</a></li>
      <li><a href="/xwzx/">新闻中心</a><ul class="sub">{sub(news, street, photo)}</ul></li>
      <li><a href="/zwgk/">政务公开</a><ul class="sub">{sub(notices, jobs, policy, reading, bids, education)}</ul></li>
      <li><a href="/bszn/">办事服务</a><ul class="sub"><li><a href="/bgxz/">表格下载</a></li></ul></li></ul></div>"""

    def box(p: ListPage) -> str:
        return f'<div class="box"><h2><span><a href="{p.path}">更多>></a></span>{p.name}</h2><ul>{p.items()}</ul></div>'

    b.page("/xwzx/", f"<div class='wrap'>{box(news)}{box(street)}</div>", title="新闻中心")
    b.page("/zwgk/", f"<div class='wrap'>{box(notices)}{box(policy)}{box(reading)}</div>", title="政务公开")
    b.page(
        "/",
        f"<div class='wrap'>{box(news)}{box(notices)}{box(policy)}</div><div class='links'>{links}</div>",
        title="首页",
    )
    return b.done()


def tables_of_2005() -> FictionalSite:
    """Nested tables in capitals, GBK; 更多 is a picture in the table row above the list's table."""
    b = Builder("yunxi", charset="gbk", form=list_forms.old_table, article="{folder}{ymd}{number}.htm")
    pages = [
        b.list("/news/", "云溪新闻"),
        b.list("/gonggao/", "公示公告"),
        b.list("/wenjian/", "文件通知"),
        b.list("/jiceng/", "基层信息"),
    ]
    bids, speech = b.list("/zhaobiao/", "招标信息"), b.list("/lingdao/", "领导讲话")
    links = forms_and_services(b)
    b.menu = (
        "<TABLE><TR><TD><A HREF=/index.htm>首　页</A></TD>"
        + "".join(f"<TD><A HREF={p.path}>{p.name}</A></TD>" for p in (*pages[:2], bids))
        + "<TD><A HREF=/zjwm/>云溪概况</A></TD></TR></TABLE>"
    )
    boxes = [
        f"<TR><TD><IMG SRC=/t.gif></TD><TD>{p.name}</TD><TD ALIGN=right><A HREF='{p.path}'><IMG SRC=/images/more.gif BORDER=0></A></TD></TR>"
        f"<TR><TD COLSPAN=3><TABLE>{p.items(5, '<TR><TD>·<A HREF={url} TARGET=_blank>{title}</A></TD><TD>{md}</TD></TR>')}</TABLE></TD></TR>"
        for p in (*pages, speech)
    ]
    b.page("/", f"<TABLE>{''.join(boxes)}</TABLE><TABLE><TR><TD>{links}</TD></TR></TABLE>", title="首页")
    return b.done()


def tab_heads() -> FictionalSite:
    """Tabs of slideTxtBox: the heads are links; the panes have no 更多."""
    b = Builder("nanhu", form=list_forms.definition_list)
    top = [
        b.list(f"/ywdt/{folder}/", name)
        for folder, name in (
            ("nhyw", "南湖要闻"),
            ("bmdt", "部门动态"),
            ("zjdt", "镇街动态"),
            ("mtjj", "媒体聚焦"),
        )
    ]
    low = [
        b.list(f"/xxgk/{folder}/", name)
        for folder, name in (("gg", "公告公示"), ("wj", "政府文件"), ("jd", "解读回应"))
    ]
    finance = b.list("/xxgk/cz/", "财政信息", form=list_forms.index_table)
    links = forms_and_services(b)
    b.menu = "<ul class='menu'><li><a href='/'>首页</a></li><li><a href='/ywdt/nhyw/'>要闻动态</a></li><li><a href='/bszn/'>政务服务</a></li></ul>"
    b.site.channels[top[0].url].add("要闻动态")

    def tabs(pages: list[ListPage]) -> str:
        heads = "".join(
            f"<li class='{'on' if p is pages[0] else ''}'><a href='{p.path}'>{p.name}</a></li>" for p in pages
        )
        panes = "".join(f"<ul>{p.items()}</ul>" for p in pages)
        return f"<div class='slideTxtBox'><div class='hd'><ul>{heads}</ul></div><div class='bd'>{panes}</div></div>"

    lone = f"<div class='slideTxtBox'><div class='hd'><a href='{finance.path}'>{finance.name}</a></div><div class='bd'><ul>{finance.items()}</ul></div></div>"
    b.page("/", tabs(top) + tabs(low) + lone + f"<div class='foot'>{links}</div>", title="首页")
    return b.done()


def bootstrap_panels() -> FictionalSite:
    """Bootstrap: drop-downs, panels, cards; MORE+ floats right of the words."""
    b = Builder("beiling", form=list_forms.cards, article="/article/{number}.html")
    lists = [
        b.list(f"/channel/{n}.html", name)
        for n, name in (
            (11, "北岭要闻"),
            (12, "工作动态"),
            (13, "通知公告"),
            (14, "规范性文件"),
            (15, "统计数据"),
        )
    ]
    menu_only = b.list("/channel/16.html", "招考录用")
    links = forms_and_services(b)
    b.menu = (
        "<nav class='navbar'><ul class='nav navbar-nav'><li><a href='/'>首页</a></li><li class='dropdown'><a href='#' class='dropdown-toggle'>"
        f"信息公开<b class='caret'></b></a><ul class='dropdown-menu'><li><a href='{menu_only.path}'>{menu_only.name}</a></li>"
        f"<li><a href='{lists[4].path}'>{lists[4].name}</a></li></ul></li><li><a href='/zjwm/'>走进北岭</a></li></ul></nav>"
    )
    row = "<a class='list-group-item' href='{url}'>{title}<span class='badge'>{day}</span></a>"
    panels = "".join(
        f"<div class='col-md-6'><div class='panel panel-default'><div class='panel-heading'><h3 class='panel-title'>{p.name}"
        f"<a class='pull-right' href='{p.path}'>MORE+</a></h3></div><div class='list-group'>{p.items(5, row)}</div></div></div>"
        for p in lists[:4]
    )
    b.page(
        "/",
        f"<div class='container'><div class='row'>{panels}</div></div><footer>{links}</footer>",
        title="首页",
    )
    return b.done()


def forwarded_home() -> FictionalSite:
    """The address refreshes to the home page; the menu leads to front pages of sections, which have the lists."""
    b = Builder("dongdu", form=list_forms.day_inside, article="/content/{y}/{md}/{number}.shtml")
    news = [b.list("/xw/ddxw/", "东渡新闻"), b.list("/xw/zwyw/", "政务要闻"), b.list("/xw/kx/", "区情快讯")]
    open_ = [
        b.list("/gk/gsgg/", "公示公告"),
        b.list("/gk/fgwj/", "法规文件"),
        b.list("/gk/ghjh/", "规划计划"),
    ]
    links = forms_and_services(b)
    b.menu = "<div class='n'><a href='/main/index.shtml'>首页</a><a href='/xw/'>新闻</a><a href='/gk/'>公开</a><a href='/bszn/'>服务</a><a href='/zxdj/'>互动</a></div>"

    def block(p: ListPage) -> str:
        return f"<div class='b'><div class='t'><b>{p.name}</b><a href='{p.url}'>[更多]</a></div><ul>{p.items()}</ul></div>"

    b.page("/xw/", "".join(map(block, news)), title="新闻")
    b.page("/gk/", "".join(map(block, open_)), title="公开")
    b.page(
        "/",
        "<html><head><meta http-equiv='refresh' content='0; url=main/index.shtml'></head><body></body></html>",
    )
    rows = f"<ul>{news[0].items()}</ul><ul>{open_[0].items()}</ul>"
    b.page("/main/index.shtml", f"{rows}<div>{links}</div>", title="首页")
    return b.done()


def frameset_home() -> FictionalSite:
    """A frameset: the menu in one frame, the lists in another."""
    b = Builder("xize", charset="gbk", form=list_forms.font_tags, article="/show.asp?id={number}")
    pages = [
        b.list(f"/list.asp?cid={n}", name)
        for n, name in ((1, "工作动态"), (2, "公告栏"), (3, "政策法规"), (4, "图片新闻"))
    ]
    jobs = b.list("/list.asp?cid=9", "招聘信息")
    links = forms_and_services(b)
    b.page(
        "/",
        "<HTML><HEAD><TITLE>西泽</TITLE></HEAD><FRAMESET ROWS='90,*'><FRAME SRC='top.asp'><FRAME SRC='main.asp' NAME=main></FRAMESET></HTML>",
    )
    b.page("/top.asp", "<html><body><a href='main.asp' target=main>首页</a>" + "".join(
        f" | <a href='list.asp?cid={n}' target=main>{name}</a>" for n, name in ((1, "工作动态"), (9, jobs.name))) + "</body></html>")  # fmt: skip
    boxes = "".join(
        f"<table><tr><td><strong>{p.name}</strong></td><td><a href='{p.path}'><img src='i/more.jpg' alt='更多'></a></td></tr></table>"
        f"<table>{p.items(4, '<tr><td><a href={url}>{title}</a></td><td>({md})</td></tr>')}</table>"
        for p in pages
    )
    b.page("/main.asp", f"<html><body>{boxes}{links}</body></html>")
    return b.done()


def pictures_as_links() -> FictionalSite:
    """An image map as menu; headings are pictures that are the link, some without words."""
    b = Builder("jinpi", form=list_forms.bracketed)
    lists = [
        b.list(f"/{folder}/index.html", name)
        for folder, name in (("jpyw", "金陂要闻"), ("zfgg", "政府公告"), ("bmxx", "部门信息"))
    ]
    mapped = [b.list("/zcfg/index.html", "政策法规"), b.list("/xzgk/index.html", "乡镇动态")]
    links = forms_and_services(b)
    areas = "".join(
        f"<area shape=rect coords='{n},0,{n + 60},20' href='{p.path}' alt='{p.name}'>"
        for n, p in enumerate(mapped)
    )
    b.menu = f"<img src='/nav.jpg' usemap='#nav'><map name='nav'><area href='/' alt='首页'>{areas}<area href='/zjwm/' alt='金陂概览'></map>"
    heads = (
        f"<img src='/a.gif' alt='{lists[0].name}'>",
        "<img src='/b.gif'>",
        f"<img src='/c.gif' title='{lists[2].name}'>",
    )
    boxes = "".join(
        f"<div class='k'><div class='kt'><a href='{p.path}'>{head}</a></div><ul>{p.items()}</ul></div>"
        for p, head in zip(lists, heads, strict=True)
    )
    b.page("/", f"{boxes}<div class='yq'>{links}</div>", title="首页")
    return b.done()


def menu_in_script() -> FictionalSite:
    """Vue: the menu and the lists are data in scripts; the template's links have placeholders."""
    b = Builder("qingyuanli", form=list_forms.script_data, article="/detail/{number}")
    lists = [
        b.list(f"/list/{code}", name)
        for code, name in (("yw", "清源要闻"), ("tz", "通知公告"), ("zc", "政策文件"), ("cs", "城市建设动态"))
    ]
    forms_and_services(b)
    tree = [
        {"name": "首页", "url": "/"},
        {
            "name": "新闻",
            "url": "",
            "children": [{"name": p.name, "url": p.path} for p in (lists[0], lists[3])],
        },
        {"name": "公开", "url": "", "children": [{"name": p.name, "url": p.path} for p in lists[1:3]]},
        {"name": "领导信箱", "url": "/zxdj/"},
        {"name": "走进清源", "url": "/zjwm/"},
    ]
    b.page("/", "<html><head><title>清源里</title></head><body><div id='app'><a v-for='m in menu' :href='m.url' href='{{m.url}}'>{{m.name}}</a></div>"
        f"<script>var menu = {json.dumps(tree, ensure_ascii=False)};</script></body></html>")  # fmt: skip
    return b.done()


def other_hosts() -> FictionalSite:
    """Lists on other hosts of the domain, addresses without a scheme; departments and portals must be left out."""
    b = Builder("linhe", form=list_forms.plain_list)
    news = b.list("http://news.linhe.example/lhyw/", "临河要闻")
    film = b.list("http://news.linhe.example/jrlh/", "今日临河")
    notice = b.list("http://zwgk.linhe.example/gg/", "公示公告")
    policy = b.list("http://zwgk.linhe.example/zc/", "政策文件")
    for code, name in (("jyj", "区教育局"), ("wjw", "区卫健委"), ("mzj", "民政局"), ("hwjd", "河湾街道")):
        b.list(f"http://{code}.linhe.example/dt/", name, kind="department")
        b.page(f"http://{code}.linhe.example/", f"<h1>{name}</h1><p>本单位网站首页。</p>", title=name)
    links = forms_and_services(b)
    offices = "".join(
        f"<li><a href='//{code}.linhe.example/dt/'>{name}</a></li>"
        for code, name in (("jyj", "区教育局"), ("wjw", "区卫健委"), ("mzj", "民政局"), ("hwjd", "河湾街道"))
    )
    away = "<a href='http://www.shengji.example/yw/'>省级要闻</a><a href='http://www.guowu.example/zhengce/'>国务政策</a>"

    def no_scheme(p: ListPage) -> str:
        return p.url.partition(":")[2]

    boxes = "".join(
        f"<section><header><span>{p.name}</span><a class='gd' href='{no_scheme(p)}'>更多 &gt;</a></header><ul>{p.items()}</ul></section>"
        for p in (news, notice, policy)
    )
    b.menu = (
        f"<nav><a href='//www.linhe.example/'>首页</a><a href='{no_scheme(film)}'>{film.name}</a>{away}</nav>"
    )
    b.page("/", f"{boxes}<div><h3>部门网站</h3><ul>{offices}</ul></div>{links}", title="首页")
    return b.done()


def english_words() -> FictionalSite:
    """English words, a base address, unclosed tags."""
    b = Builder("pingze", form=list_forms.plain_list, article="{folder}{ymd}-{number}.html")
    pages = [
        b.list(f"/cn/{folder}/", name)
        for folder, name in (
            ("news", "News"),
            ("notice", "Notices"),
            ("policy", "Policies"),
            ("jobs", "Recruitment"),
        )
    ]
    links = forms_and_services(b) + "<a href='/cn/contact/'>Contact</a><a href='/cn/sitemap/'>Sitemap</a>"
    boxes = "".join(
        f"<div class=box><h3>{p.name}</h3><a href={folder}/>MORE &raquo;</a><ul>{p.items(6, '<li><a href={url}>{title}</a> {day}')}</ul></div>"
        for p, folder in zip(pages[:3], ("news", "notice", "policy"), strict=True)
    )
    b.page("/", "<html><head><base href='http://www.pingze.example/cn/'><title>平泽</title></head><body>"
        f"<ul><li><a href='./'>Home</a><li><a href='news/'>News<li><a href='jobs/'>Recruitment</ul>{boxes}{links}")  # fmt: skip
    b.page("/cn/", "<p>old</p>")
    return b.done()


def panes_with_more() -> FictionalSite:
    """Tab heads without links, 更多 in each pane; 更多 beside a heading in a paragraph; two lists of one name."""
    b = Builder("shanqiao", form=list_forms.in_fives)
    tabs = [
        b.list(f"/xw/{folder}/", name)
        for folder, name in (("sq", "山桥要闻"), ("jc", "基层动态"), ("sp", "视频新闻"))
    ]
    notice, again = (
        b.list("/gk/tz/", "通知公告", "通知公告（gk）", "通知公告 gk/tz", "通知公告（gk/tz）"),
        b.list("/rd/tz/", "通知公告", "通知公告（rd）", "通知公告（rd/tz）"),
    )
    policy = b.list("/gk/wj/", "区政府文件")
    links = forms_and_services(b)
    heads = "".join(f"<li onmouseover=\"setTab('one',{n},3)\">{p.name}</li>" for n, p in enumerate(tabs))
    panes = "".join(
        f"<div id='con_one_{n}'><ul>{p.items()}</ul><p class='gd'><a href='{p.path}'>查看更多&gt;&gt;</a></p></div>"
        for n, p in enumerate(tabs)
    )
    side = "".join(
        f"<div class='r'><h3>{p.name}</h3><p><a href='{p.path}'>>>更多</a></p><ul>{p.items()}</ul></div>"
        for p in (notice, policy)
    )
    own = f"<div class='rd'><h3>区人大</h3><ul><li><a href='{again.path}'>{again.name}</a></li></ul></div>"
    b.menu = (
        "<div class='nav'><a href='/'>首页</a><a href='/zjwm/'>山桥概况</a><a href='/zxdj/'>互动</a></div>"
    )
    b.page(
        "/",
        f"<div class='tab'><ul class='h'>{heads}</ul><div class='c'>{panes}</div></div>{side}{own}{links}",
        title="首页",
    )
    return b.done()


def scripts_behind_links() -> FictionalSite:
    """Addresses with queries behind onclick; names with undecoded entities; one list under two addresses."""
    b = Builder("huaijing", form=list_forms.data_store, article="/show.jsp?infoid={number}")
    pages = [
        b.list(f"/list.jsp?catid={n}", name)
        for n, name in ((3, "怀径动态"), (4, "通告"), (5, "文件发布"), (6, "工程招标"))
    ]
    links = forms_and_services(b)
    row = "<li><a href='{url}' title='{title}'>{short}...</a></li>"
    boxes = "".join(
        f"<div class='mod'><div class='mh'><span class='mn'>{p.name}&amp;nbsp;</span><em onclick=\"location.href='{p.path}'\">"
        f"<a href='javascript:void(0)' onclick=\"window.open('{p.path}')\">更多&amp;gt;&amp;gt;</a></em></div><ul>{p.items(6, row)}</ul></div>"
        for p in pages
    )
    b.menu = f"<div id=menu><a href='/'>首页</a> <a href='{pages[0].path}'>{pages[0].name}&amp;nbsp;&amp;gt;</a> <a href='/index.jsp'>返回首页</a></div>"
    b.page("/", f"{boxes}{links}", title="首页")
    b.page("/index.jsp", f"{boxes}{links}", title="首页")
    return b.done()


SITES: tuple[Callable[[], FictionalSite], ...] = (
    drop_down_menu, tables_of_2005, tab_heads, bootstrap_panels, forwarded_home, frameset_home,
    pictures_as_links, menu_in_script, other_hosts, english_words, panes_with_more, scripts_behind_links,
)  # fmt: skip
