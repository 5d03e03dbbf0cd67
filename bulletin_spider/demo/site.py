"""Answer a request to the demo site, as of a given day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

from bulletin_spider.demo.article import CHANNELS
from bulletin_spider.demo.content import FIRST_SIZE, published_by, site_on
from bulletin_spider.demo.documents import DOCX_TYPE, docx
from bulletin_spider.demo.pages import (
    PAGER,
    article_page,
    foreign_row,
    frame,
    linked_pager,
    listing_page,
    listing_row,
    posted_pager,
)
from bulletin_spider.demo.pdf import PDF_TYPE, pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.demo.article import Article

ROWS = 10
"""Rows of a listing page."""
OLD_CHANNEL = "部门动态"
"""The channel that is served in GB18030 without a charset in its header, as older sites do."""
POSTED_CHANNEL = "通知公告"
"""The channel whose further pages are answers to a form. A bigger site, which is for measuring, has no such channel."""


class Answer(NamedTuple):
    """A response of the server."""

    status: int
    content_type: str
    body: bytes


class DemoSite:
    """All pages that the demo district serves on ``day``; ``size`` is the number of bulletins on the first day."""

    def __init__(self, day: int = 1, size: int = FIRST_SIZE) -> None:
        self.articles = site_on(day, size)
        self._paths = {article.path: article for article in self.articles}
        self._gone_softly = {
            article.path
            for article in published_by(day, size)
            if article.gone_softly and not article.there(day)
        }
        self._documents = {
            file: (name, article.title) for article in self.articles for file, name in article.attachments
        }
        self._has_form = size <= FIRST_SIZE
        self._listings = dict(self._all_listings())

    def answer(self, path: str, sent: str = "") -> Answer:
        """Return the answer to a request for ``path``; ``sent`` is the body of a form."""
        path = path.partition("?")[0]
        if path.endswith("/"):
            path += "index.html"
        fields = parse_qs(sent)
        if PAGER in fields.get("__EVENTTARGET", ()):
            path += f"#{fields['__EVENTARGUMENT'][0]}"
        if path == "/robots.txt":
            return Answer(200, "text/plain; charset=utf-8", b"User-agent: *\nDisallow: /admin/\n")
        if path in self._paths:
            article = self._paths[path]
            return self._page(article_page(article), article.channel)
        if path in self._listings:
            channel, text = self._listings[path]
            return self._page(text, channel)
        if path in self._documents:
            kind, make = (PDF_TYPE, pdf) if path.endswith(".pdf") else (DOCX_TYPE, docx)
            return Answer(200, kind, make(*self._documents[path]))
        if path in self._gone_softly:
            return self._page(frame("提示信息", "", "<p>您访问的页面不存在或已删除</p>"), "要闻")
        return Answer(404, "text/html; charset=utf-8", frame("页面不存在", "", "<h1>404</h1>").encode())

    def _page(self, text: str, channel: str) -> Answer:
        if channel == OLD_CHANNEL:
            return Answer(200, "text/html", text.encode("gb18030"))
        return Answer(200, "text/html; charset=utf-8", text.encode())

    def _all_listings(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for channel, folder in CHANNELS.items():
            rows = self._rows(channel)
            pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
            is_posted = channel == POSTED_CHANNEL and self._has_form
            for number, page in enumerate(pages):
                name = f"index.html#{number + 1}" if is_posted else f"index_{number}.html"
                pager = (posted_pager if is_posted else linked_pager)(len(pages), number)
                text = listing_page(channel, page, pager)
                yield f"/{folder}/{name if number else 'index.html'}", (channel, text)

    def _rows(self, channel: str) -> list[str]:
        chosen = [article for article in self.articles if channel in {article.channel, article.also_in}]
        chosen.sort(key=_newest_first)
        rows = [listing_row(article, cut=channel == "通知公告") for article in chosen]
        if channel == "要闻":
            rows.insert(2, foreign_row())
        return rows


def _newest_first(article: Article) -> tuple[int, int]:
    return -article.date.toordinal(), article.number
