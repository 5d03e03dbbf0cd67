"""Make the demo district's pages, with the markup of real sites."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.demo.article import Article

NAME = "青澜区人民政府"
PAGER = "AspNetPager1"
"""The control that a click on a posted pager names."""
_MENU = "".join(
    f'<li><a href="{href}">{name}</a></li>'
    for name, href in (
        ("首页", "/"),
        ("要闻", "/xw/yw/"),
        ("通知公告", "/zwgk/tzgg/"),
        ("部门动态", "/xw/bmdt/"),
        ("政务服务", "/zwfw/"),
        ("互动交流", "/hdjl/"),
    )
)
_FOOT = (
    '<div class="footer"><p>主办：青澜区人民政府办公室　演示网站，地名人名均为虚构</p>'
    '<p><a href="/wzdt/">网站地图</a> <a href="/lxwm/">联系我们</a></p></div>'
)
_ALONE = {
    "own": "（{reporter}/文 {photographer}/摄）",
    "correspondent": "（通讯员 {correspondent}）",
    "both": "文/图 {reporter}",
}


def frame(title: str, head: str, main: str) -> str:
    """Return a whole page around ``main``."""
    return (
        f"<!DOCTYPE html>\n<html><head><title>{escape(title)}-{NAME}</title>\n"
        f'<meta name="SiteName" content="{NAME}">\n{head}</head>\n<body>\n'
        f'<div class="top"><ul class="nav">{_MENU}</ul></div>\n{main}\n{_FOOT}\n</body></html>\n'
    )


def article_page(article: Article) -> str:
    """Return the article's page."""
    head = [f'<meta name="ArticleTitle" content="{escape(article.title)}">']
    if article.dated == "meta":
        head.append(f'<meta name="PubDate" content="{_moment(article)}">')
    if article.source:
        head.append(f'<meta name="ContentSource" content="{escape(article.source)}">')
    main = (
        f'<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="../">{article.channel}</a></div>\n'
        f'<div class="detail"><h1>{escape(article.title)}</h1>\n{_line(article)}\n'
        f'<div class="TRS_Editor">{_body(article)}</div>\n'
        '<div class="tools"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div></div>'
    )
    return frame(article.title, "\n".join(head) + "\n", main)


def listing_page(channel: str, rows: Sequence[str], pager: str) -> str:
    """Return a page of a listing with its rows and its pager."""
    main = (
        f'<div class="path">当前位置：<a href="/">首页</a> &gt; {channel}</div>\n'
        f'<div class="list"><ul>\n{"".join(rows)}</ul>\n{pager}</div>'
    )
    return frame(channel, "", main)


def linked_pager(pages: int, page: int) -> str:
    """Return the pager of a TRS site on page ``page`` of ``pages``, counted from 0: each page has an address."""
    return f'<div class="page"><script>createPageHTML({pages}, {page}, "index", "html");</script></div>'


def posted_pager(pages: int, page: int) -> str:
    """Return the pager of an ASP.NET site: a click sends the form, and all pages have one address."""
    steps = {"上一页": page - 1, "下一页": page + 1}
    links = (
        f"<a href=\"javascript:__doPostBack('{PAGER}','{step + 1}')\">{name}</a>"
        for name, step in steps.items()
        if 0 <= step < pages
    )
    return (
        '<form id="form1" method="post" action="./">'
        f'<input type="hidden" name="__VIEWSTATE" value="/wEPDwUK{page:04}">'
        f'<div class="page">第{page + 1}页 共{pages}页 {" ".join(links)}</div></form>'
    )


def listing_row(article: Article, *, cut: bool) -> str:
    """Return an article's row; ``cut`` shortens a long title and leaves the whole one in the attribute ``title``."""
    title = article.title
    shown = f"{title[:16]}…" if cut and len(title) > 18 else title
    day = "" if article.dated == "dateline" else f"<span>{article.date:%Y-%m-%d}</span>"
    return f'<li><a href="{article.path}" title="{escape(title)}">{escape(shown)}</a>{day}</li>\n'


def foreign_row() -> str:
    """Return a row that leads to another site."""
    return (
        '<li><a href="http://news.example.com/2026/09/t20260926_77.html">市政府召开秋季农业生产现场会</a>'
        "<span>2026-09-26</span></li>\n"
    )


def _moment(article: Article) -> str:
    return f"{article.date:%Y-%m-%d}" + (f" {article.time}" if article.time else "")


def _line(article: Article) -> str:
    parts = []
    if article.dated in {"meta", "line"}:
        parts.append(f"发布时间：{_moment(article)}")
    if article.source:
        parts.append(f"来源：{article.source}")
    if article.byline == "line":
        parts.append(f"记者：{article.reporters[0]}　编辑：{article.editors[0]}")
    return f'<div class="info">{"　".join(f"<span>{part}</span>" for part in parts)}</div>'


def _body(article: Article) -> str:
    texts = [*_with_byline(article)]
    marked = {
        "p": lambda text: f"<p>　　{text}</p>\n",
        "span": lambda text: (
            f'<div><span style="font-size:16px;display:block"> 　　{text}</span></div><div>&nbsp;</div>'
        ),
        "br": lambda text: f"　　{text}<br>\n<br>\n",
    }[article.form]
    pictures = [
        f'<p align="center"><img src="{source}">' + (f"<br>{caption}" if caption else "") + "</p>\n"
        for source, caption in article.images
    ]
    files = [f'<p>附件：<a href="{href}">{name}</a></p>\n' for href, name in article.attachments]
    return "".join([*map(marked, texts), _table(article.table), *pictures, *files])


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<table border="1" cellspacing="0">\n{"".join(lines)}</table>\n' if rows else ""


def _with_byline(article: Article) -> list[str]:
    texts = [escape(text, quote=False) for text in article.paragraphs]
    people = {
        "reporter": "".join(article.reporters),
        "correspondent": "".join(article.correspondents),
        "photographer": "".join(article.photographers),
    }
    if article.byline == "tail":
        texts[-1] += "（记者 {reporter}）".format(**people)
    elif article.byline == "head":
        texts[0] = "本报讯（记者{reporter} 通讯员{correspondent}）".format(**people) + texts[0]
    elif article.byline in _ALONE:
        texts.append(_ALONE[article.byline].format(**people))
    return texts
