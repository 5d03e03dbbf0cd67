"""Two large fictional portals: hundreds of links, topics, offices and services around two dozen lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.home_pages import list_forms
from tests.home_pages.building import Builder, FictionalSite, ListPage, forms_and_services

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICES = ("发展和改革委员会", "教育局", "科技局", "公安分局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "生态环境局", "住房和城乡建设委员会",
    "城市管理委员会", "水务局", "商务局", "文化和旅游局", "卫生健康委员会", "退役军人事务局", "应急管理局", "审计局", "统计局", "信访办", "城东街道", "城西街道", "河湾街道", "北岭镇")  # fmt: skip
TOPICS = (
    "优化营商环境",
    "文明城区创建",
    "垃圾分类在行动",
    "接诉即办",
    "乡村振兴",
    "安全生产月",
    "两会时间",
    "垂直生态园",
    "双减进行时",
    "惠民工程",
)


def topics(b: Builder) -> str:
    """Topics behind pictures: each a front page of two small lists, which are no channels of the site."""
    links = ""
    for n, name in enumerate(TOPICS):
        lists = [
            b.list(f"/zt/{n}/{part}/", f"{name}{part}", kind="optional", count=4) for part in ("dt", "wj")
        ]
        boxes = "".join(
            f"<div><h3>专题{p.name}</h3><a href='{p.path}'>更多</a><ul>{p.items(3)}</ul></div>" for p in lists
        )
        b.page(f"/zt/{n}/", boxes, title=name)
        alt = f" alt='{name}'" if n % 2 else ""
        links += f"<a href='/zt/{n}/'><img src='/zt{n}.jpg'{alt}></a>"
    return f"<div class='banner'>{links}</div>"


def offices(b: Builder) -> str:
    """Offices: half with a site of their own, half with a list on this host."""
    links = ""
    for n, name in enumerate(OFFICES):
        host = f"http://o{n}.{b.site.name}.example"
        if n % 2:
            b.page(f"{host}/", f"<h1>{name}</h1><p>本单位网站。</p>", title=name)
            links += f"<a href='{host}/'>{name}</a>"
        else:
            links += f"<a href='{b.list(f'/bm/{n}/', name, kind='department').path}'>{name}</a>"
    return f"<div class='bm'><h3>部门街道</h3>{links}</div>"


def outside() -> str:
    names = (
        "国务院",
        "外交部",
        "教育部",
        "财政部",
        "新华社",
        "人民日报",
        "省政府",
        "市政府",
        "国家统计局",
        "市统计局",
        "市财政局",
        "区县动态联播",
        "政策文件库",
    )
    return "".join(f"<a href='http://w{n}.outside.example/'>{name}</a>" for n, name in enumerate(names))


def service_menu(b: Builder) -> str:
    links = ""
    for n, words in enumerate(
        (
            "个人办事",
            "法人办事",
            "社保查询",
            "公积金查询",
            "预约挂号",
            "婚姻登记",
            "网上调查",
            "智能问答",
            "区长信箱",
            "我要投诉",
            "在线咨询",
            "公交线路",
        )
    ):
        b.page(
            f"/fw/{n}.html",
            f"<h1>{words}</h1><p>请按照页面提示办理，如有疑问可以拨打服务热线咨询。</p>",
            title=words,
        )
        links += f"<li><a href='/fw/{n}.html'>{words}</a></li>"
    return links


def district_portal() -> FictionalSite:
    """A slider, tabs, boxes of several markups, menus with sub-menus; fronts of sections without marks of their lists."""
    b = Builder("fengyuan", form=list_forms.list_with_pager, article="/fy/{ym}/{number}/index.shtml")
    make = lambda pairs: [b.list(f"/fy/{code}/list.shtml", name) for code, name in pairs]  # noqa: E731
    news = make(
        (
            ("zwyw", "丰原要闻"),
            ("jcdt", "基层动态"),
            ("jzdt", "街镇动态"),
            ("mtk", "媒体看丰原"),
            ("tpxw", "图片新闻"),
            ("spxw", "视频新闻"),
        )
    )
    public = make(
        (
            ("tzgg", "通知公告"),
            ("zcwj", "政策文件"),
            ("zcjd", "政策解读"),
            ("rsrm", "人事任免"),
            ("zkly", "招考录用"),
            ("ghjh", "规划计划"),
            ("tjxx", "统计信息"),
        )
    )
    more = make(
        (
            ("yjzj", "意见征集"),
            ("zfcg", "政府采购"),
            ("czyjs", "财政预决算"),
            ("hygk", "会议公开"),
            ("zfgb", "政府公报"),
            ("jyta", "建议提案"),
        )
    )
    links = forms_and_services(b)
    front = lambda pages: (  # noqa: E731
        f"<div class='slide'><ul>{pages[4].items(3, '<li><a href={url}><img src=/p.jpg></a><p>{title}</p></li>')}</ul></div>"
        f"<div class='left'><div class='t'>{pages[0].name}<a href='{pages[0].path}'>更多</a></div><ul>{pages[0].items(7, '<li><a href={url}>{title}</a><span>{day}</span></li>')}</ul></div>"
        f"<div class='right'><h4>{pages[1].name}</h4><a href='{pages[1].path}'>更多</a>{pages[1].items(5, '<p><a href={url}>{title}</a></p>')}</div>"
    )
    b.page("/fy/xwdt/index.shtml", front(news), title="新闻动态")
    b.page("/fy/zwgk/index.shtml", front(public), title="政务公开")
    item: Callable[[ListPage], str] = lambda p: f"<li><a href='{p.path}'>{p.name}</a></li>"  # noqa: E731
    b.menu = (
        f"<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/fy/xwdt/index.shtml'>新闻动态</a><div><ul>{''.join(map(item, news[1:4]))}</ul></div></li>"
        f"<li><a href='/fy/zwgk/index.shtml'>政务公开</a><div><ul>{''.join(map(item, [*public[3:], *more]))}</ul></div></li>"
        f"<li><a href='/bszn/'>政务服务</a><div><ul>{service_menu(b)}</ul></div></li><li><a href='/zjwm/'>走进丰原</a></li></ul></div>"
    )
    tabs = "".join(f"<li><a href='{p.path}'>{p.name}</a></li>" for p in (news[0], news[2], news[3]))
    home = (
        f"<div class='focus'>{''.join(f'<a href={row.url}><img src=/f.jpg><i>{row.title}</i></a>' for row in news[4].rows[:4])}<a class='m' href='{news[4].path}'>图片新闻</a></div>"
        f"<div class='tab'><div class='hd'><ul>{tabs}</ul></div><div class='bd'>{''.join(f'<ul>{p.items()}</ul>' for p in news[:3])}</div></div>"
        f"<div class='v'><h3>{news[5].name}<a href='{news[5].path}' title='更多'></a></h3><ul>{news[5].items(2)}</ul></div>"
        f"<div class='n'><a class='gd' href='{public[0].path}'><img src='/img/more2.png'></a><strong>{public[0].name}</strong><ul>{public[0].items()}</ul></div>"
        f"<div class='zc'><ul class='th'><li>文件</li><li>解读</li></ul><div class='tb'><div><ul>{public[1].items()}</ul><a href='{public[1].path}'>查看更多</a></div>"
        f"<div><ul>{public[2].items()}</ul><a href='{public[2].path}'>查看更多</a></div></div></div>"
    )
    b.site.channels[public[1].url] |= {"文件"}
    b.site.channels[public[2].url] |= {"解读"}
    b.page("/", home + topics(b) + offices(b) + f"<div class='yl'>{outside()}</div>{links}", title="首页")
    return b.done()


def county_portal() -> FictionalSite:
    """Tables; lists whose menu head forwards to the first list; a logo, floating pictures, a scrolling row, old news by month."""
    b = Builder(
        "gutian", charset="gbk", form=list_forms.old_table, article="/html/{y}/{ym}/{ymd}{number}.html"
    )
    pages = [b.list(f"/html/{code}/", name) for code, name in (("gtxw", "谷田新闻"), ("xzdt", "乡镇动态"), ("bmdt", "部门动态"), ("gggs", "公告公示"), ("zfwj", "县政府文件"),
        ("bgwj", "县府办文件"), ("zcjd", "政策解读"), ("zkxx", "招考信息"), ("zbtb", "招投标信息"), ("jhzj", "计划总结"), ("czxx", "财政信息"))]  # fmt: skip
    links = forms_and_services(b)
    b.page("/html/xxgk/", "<html><head><meta http-equiv=refresh content='0;url=/html/zfwj/'></head></html>")
    first = pages[4]
    b.site.pages[b.address("/html/xx/")] = (302, {"Location": first.url, "Content-Type": "text/html"}, b"")
    cells = "".join(
        f"<TD><A HREF='{p.path}'><FONT COLOR=#FFFFFF>{p.name[:2]}　{p.name[2:]}</FONT></A></TD>"
        for p in pages[7:]
    )
    b.menu = f"<TABLE><TR><TD><A HREF=/><IMG SRC=/logo.gif></A></TD><TD><A HREF='/html/xx/'>信息公开</A></TD>{cells}</TR></TABLE>"
    row = "<TR><TD><A HREF={url} TITLE={title}>{short}…</A></TD><TD>{md}</TD></TR>"
    boxes = "".join(
        f"<TABLE><TR><TD BACKGROUND=/bg.gif>&nbsp;&nbsp;<B>{p.name}</B></TD><TD><DIV ALIGN=right><A HREF={p.path}>&gt;&gt;&gt;</A>&nbsp;</DIV></TD></TR>"
        f"<TR><TD COLSPAN=2><TABLE WIDTH=98%>{p.items(6, row)}</TABLE></TD></TR></TABLE>"
        for p in pages[:7]
    )
    float_ = f"<DIV ID=ad><A HREF='{pages[0].rows[3].url}'><IMG SRC=/ad.gif></A></DIV><MARQUEE>{pages[3].items(4, '<A HREF={url}>{title}</A>')}</MARQUEE>"
    months = "".join(f"<A HREF='/html/2026/{n}/'>{n}月</A>" for n in range(1, 9))
    b.page(
        "/",
        f"{float_}<TABLE><TR><TD>{boxes}</TD></TR></TABLE>{months}{topics(b)}{offices(b)}{outside()}{links}",
        title="首页",
    )
    return b.done()


SITES: tuple[Callable[[], FictionalSite], ...] = (district_portal, county_portal)
