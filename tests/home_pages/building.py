"""Build whole fictional sites: a home page, lists, articles, and the truth of which addresses are channels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from tests.home_pages.list_forms import plain_list

if TYPE_CHECKING:
    from collections.abc import Callable

NEWEST = dt.date(2026, 9, 28)
_WHO = (
    "区政府办",
    "区图书馆",
    "河湾街道",
    "区水务局",
    "北岭镇",
    "区档案馆",
    "东渠社区",
    "区文化馆",
    "南桥中学",
)
_DOES = (
    "召开季度工作部署会", "举办居民阅读活动", "开展汛期安全检查", "完成步道改造工程", "启用便民服务站点",
    "组织志愿者清洁河道", "公布年度惠民项目", "试开放新建展览馆", "举行青少年科技节", "更新公共健身设施", "开设老年智能课堂",
)  # fmt: skip


class Row(NamedTuple):
    """One bulletin of a list."""

    title: str
    url: str
    day: dt.date


@dataclass
class ListPage:
    """A list of a fictional site."""

    url: str
    name: str
    rows: list[Row]

    @property
    def path(self) -> str:
        return urlsplit(self.url).path + (f"?{urlsplit(self.url).query}" if urlsplit(self.url).query else "")

    def items(
        self, count: int = 6, form: str = '<li><a href="{url}">{title}</a><span>{md}</span></li>'
    ) -> str:
        """Return the newest rows in a home page's markup."""
        return "".join(
            form.format(url=row.url, title=row.title, day=row.day, md=f"{row.day:%m-%d}", short=row.title[:9])
            for row in self.rows[:count]
        )


@dataclass
class FictionalSite:
    """Pages by absolute address, and the truth: address of each channel → the names it may have."""

    name: str
    home: str
    pages: dict[str, object] = field(default_factory=dict)
    channels: dict[str, set[str]] = field(default_factory=dict)
    departments: dict[str, set[str]] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    """Lists that are neither required nor wrong."""


class Builder:
    """Collects the pages of one site; ``done`` renders them, when the menu is known."""

    def __init__(
        self,
        name: str,
        *,
        home: str = "",
        charset: str = "utf-8",
        form: Callable[..., str] = plain_list,
        article: str = "{folder}{ym}/t{ymd}_{number}.html",
    ) -> None:
        self.root = f"http://www.{name}.example"
        self.site = FictionalSite(name, home or f"{self.root}/")
        self.charset, self.form, self.article = charset, form, article
        self.menu = self.foot = ""
        self._lists: list[tuple[ListPage, Callable[..., str], str, str]] = []
        self._count = 0

    def address(self, path: str) -> str:
        return urljoin(self.root + "/", path)

    def list(  # noqa: PLR0913
        self,
        path: str,
        name: str,
        *others: str,
        kind: str = "channel",
        count: int = 12,
        form: Callable[..., str] | None = None,
        rows: ListPage | None = None,
        beside: str = "",
    ) -> ListPage:
        """Add a list and its articles. ``kind`` is channel, department, optional, or wrong."""
        url = self.address(path)
        self._count += 1
        page = ListPage(url, name, rows.rows if rows else self._rows(url, count))
        truth = {"channel": self.site.channels, "department": self.site.departments}.get(kind)
        if truth is not None:
            truth[url] = {name, *others}
        if kind == "optional":
            self.site.optional.add(url)
        self._lists.append((page, form or self.form, name, beside))
        return page

    def _rows(self, url: str, count: int) -> list[Row]:
        rows = []
        folder = url.partition("?")[0].rpartition("/")[0] + "/"
        for number in range(count):
            day = NEWEST - dt.timedelta(days=3 * number + self._count)
            serial = self._count * 100 + number
            who, does = _WHO[(serial * 7) % len(_WHO)], _DOES[(number + self._count) % len(_DOES)]
            link = self.article.format(
                folder=folder, ym=f"{day:%Y%m}", ymd=f"{day:%Y%m%d}", y=f"{day:%Y}", md=f"{day:%m%d}",
                number=4000 + serial, root=self.root,
            )  # fmt: skip
            rows.append(Row(f"{who}{does}（第{serial}期）", urljoin(url, link), day))
        return rows

    def page(self, path: str, html: str, *, title: str = "") -> str:
        """Add a page of any kind; return its path."""
        if "<html" not in html.lower():
            html = self.frame(title or path, html)
        declared = f"text/html; charset={self.charset}" if self.charset == "utf-8" else "text/html"
        self.site.pages[self.address(path)] = (
            200,
            {"Content-Type": declared},
            html.encode(self.charset, "replace"),
        )
        return path

    def frame(self, title: str, content: str) -> str:
        """Return a whole page with the site's menu and foot."""
        place = self.site.name
        return (
            f'<!DOCTYPE html><html><head><meta charset="{self.charset}"><title>{title}-{place}人民政府</title></head>'
            f"<body>{self.menu}<div class='main'>{content}</div>{self.foot}</body></html>"
        )

    def article_page(self, row: Row) -> str:
        return self.frame(
            row.title,
            f"<h1>{row.title}</h1><div class='info'>发布时间：{row.day}　来源：示例网</div><div id='zoom'>"
            f"<p>　　{row.day.month}月{row.day.day}日，有关单位介绍了本次活动的安排，现场来了一百多位居民，气氛热烈。</p>"
            "<p>　　负责人表示，下一步将继续听取意见，把这项工作做细做实，让更多居民受益。</p></div>",
        )

    def done(self) -> FictionalSite:
        """Render all lists and articles, and return the site."""
        for page, form, title, beside in self._lists:
            rows = [(row.title, row.url, row.day) for row in page.rows]
            html = form(rows, title)
            crumbs = f"<div class='crumbs'>当前位置：<a href='{self.root}/'>首页</a> &gt; {title}</div>"
            inner = html if "<html" in html.lower() else self.frame(title, f"{crumbs}{beside}{html}")
            self.page(page.url, inner)
            if page.url.endswith("/"):
                self.page(f"{page.url}index.html", inner)
            for row in page.rows:
                if row.url not in self.site.pages:
                    self.page(row.url, self.article_page(row))
        return self.site


def forms_and_services(b: Builder) -> str:
    """Add pages that are no channels, and return the links to them, as most home pages have them."""
    b.page(
        "/login.html",
        "<form action='/do'><p>用户登录</p>用户名<input name=u>密码<input type=password name=p></form>",
        title="登录",
    )
    b.page(
        "/zxdj/",
        "<ul><li><a href='/zxdj/xz/'>我要写信</a></li><li><a href='/zxdj/cx/'>信件查询</a></li></ul>",
        title="领导信箱",
    )
    letters = b.list("/zmhd/lxxd/", "来信选登", kind="wrong")
    b.list("/bgxz/", "表格下载", kind="wrong", count=8)
    b.page(
        "/bszn/",
        "<ul>" + "".join(f"<li><a href='/bszn/{n}.html'>第{n}类事项办事指南</a></li>" for n in range(9)) + "</ul>",
        title="办事指南",
    )  # fmt: skip
    b.page(
        "/ldzc/",
        "<ul>" + "".join(f"<li><a href='/ldzc/{n}.html'>{n}号分工</a></li>" for n in "甲乙丙丁") + "</ul>",
        title="领导之窗",
    )  # fmt: skip
    b.page(
        "/zjwm/",
        f"<h1>走进{b.site.name}</h1>"
        + "<p>　　本地历史悠久，山水相依，近年来产业发展良好，居民安居乐业，欢迎各方来客。</p>" * 9,
        title="走进本地",
    )
    return "".join(
        f"<a href='{href}'>{words}</a> "
        for words, href in (
            ("登录", "/login.html"), ("领导信箱", "/zxdj/"), ("来信选登", letters.path), ("表格下载", "/bgxz/"), ("办事指南", "/bszn/"),
            ("领导之窗", "/ldzc/"), ("走进本地", "/zjwm/"), ("省政府门户", "http://www.shengji.example/"),
            ("网上办事大厅", "http://zwfw.shengji.example/qu/"), ("无障碍", "javascript:void(0)"), ("网站地图", "/wzdt.html"),
            ("省政府公报", "http://www.shengji.example/gongbao/"), ("联系我们", "/lxwm.html"), ("English", "/en/"),
        )
    )  # fmt: skip
