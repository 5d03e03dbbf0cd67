"""Pages of the site of Baishi, an invented district, in another template than the demo's, and crawls of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable

    from tests.conftest import Archive

FAST = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")
"""A delay of 0 would lift the limit of one request at a time."""


def article(number: int, *, text: str = "") -> str:
    body = (
        text
        or f"　　第{number}期社区开放日9月{number}日举行，居民参观了档案馆和新书阅览室，并提出了意见建议。"
    )
    return (
        "<html><head><title>社区开放日</title></head><body><div class='nav'><a href='/'>首页</a></div>"
        f"<div class='con'><h2>第{number}期社区开放日举行</h2><p class='sub'>日期：2025年09月{number:02}日　来源：白石区政府网</p>"
        f"<div id='zoom'><p>{body}</p><p>　　活动由区档案馆主办，{number}个街道派代表参加，现场气氛热烈。</p></div></div></body></html>"
    )


def listing(numbers: Iterable[int], following: str | None) -> str:
    rows = "".join(
        f"<tr><td><a href='art_{number}.shtml'>第{number}期社区开放日举行</a></td><td>2025-09-{number:02}</td></tr>"
        for number in numbers
    )
    more = f"<a href='{following}'>下一页</a>" if following else "<span>下一页</span>"
    return (
        "<html><head><title>社区动态</title></head><body><ul><li><a href='/'>首页</a></li><li><a href='/zw/'>政务</a></li></ul>"
        f"<table>{rows}</table><div class='pg'><span>上一页</span>{more}</div></body></html>"
    )


def site() -> dict[str, object]:
    """Return a listing of two pages and its twenty articles."""
    pages: dict[str, object] = {
        "/sq/": listing(range(20, 10, -1), "list_2.shtml"),
        "/sq/list_2.shtml": listing(range(10, 0, -1), None),
    }
    return pages | {f"/sq/art_{number}.shtml": article(number) for number in range(1, 21)}


def start(archive: Archive, url: str, *more: str) -> subprocess.Popen[str]:
    """Start a crawl of a listing as site ``baishi``."""
    return archive.start("crawl", "listing", "-a", f"url={url}", "-a", "site=baishi", *FAST, *more)


def crawl(archive: Archive, url: str, *more: str) -> int:
    """Crawl a listing as site ``baishi``, and return the exit code."""
    return archive.scrapy("crawl", "listing", "-a", f"url={url}", "-a", "site=baishi", *FAST, *more).code


def on_root(page: str) -> str:
    """Return a listing whose links hold whole paths, to be served at any path."""
    return page.replace("href='art_", "href='/sq/art_")
