"""A site whose channels are the lists of ``tests/listings/pagers``, served on loopback with their articles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bulletin_spider.listings import read_listing
from tests.listings.pagers.cases import HOST, PagerCase
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json; charset=utf-8"}
SPIDER = """
from bulletin_spider.crawl import Channel, DistrictSpider


class Lists(DistrictSpider):
    name = "lists"
    allowed_domains = ["127.0.0.1"]
    channels = {CHANNELS}
"""


class PagerSite(Pages):
    """Serves every page of the cases, also to a POST, and an article for each row."""

    def __init__(self, cases: Sequence[PagerCase]) -> None:
        self.cases = {case.name: case for case in cases}
        articles: dict[str, object] = {}
        for case in cases:
            for page in case.pages:
                for entry in read_listing(case.body(page), urljoin(HOST, page["path"])).entries:
                    articles[urlsplit(entry.url).path] = _article(entry.title, str(entry.date), entry.url)
        super().__init__(articles)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        return self._listed("GET", path, b"") or super().answer(path)

    def take(self, path: str, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        self.posted.append((path, sent))
        return self._listed("POST", path, sent) or (404, {}, b"")

    def _listed(self, method: str, path: str, sent: bytes) -> tuple[int, dict[str, str], bytes] | None:
        case = self.cases.get(path.split("/")[1].partition("?")[0])
        page = case.answer(method, path, sent) if case else None
        if case is None or page is None:
            return None
        kind = _KINDS[page["file"].rpartition(".")[2]]
        return 200, {"Content-Type": kind}, case.body(page)

    def spider(self) -> str:
        """Return the site file: a channel for each case."""
        lines = (f'        "{name}": Channel("{self.url}{case.start}"),' for name, case in self.cases.items())
        return SPIDER.replace("{CHANNELS}", "\n".join(["{", *lines, "    }"]))


def _article(title: str, day: str, address: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><div class='con'><h1>{title}</h1>"
        f"<p class='info'>发布时间：{day} 来源：云溪区人民政府</p><div id='zoom'>"
        f"<p>　　近日，{title}，有关部门负责人到场检查，并听取了居民的意见和建议（{urlsplit(address).path}）。</p>"
        "<p>　　下一步，云溪区将继续推进这项工作，及时公布进展情况，接受社会监督。</p></div></div></body></html>"
    )
