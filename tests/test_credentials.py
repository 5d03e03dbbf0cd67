"""No user and no password of an address is kept or shown."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from scrapy.http import Request
from scrapy.utils.test import get_crawler

from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.credentials import has_user, without_passwords, without_user
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction import extract
from bulletin_spider.listings import read_listing
from bulletin_spider.network.private_addresses import PrivateAddressMiddleware
from bulletin_spider.operations.reporting.log_lines import hide_passwords
from bulletin_spider.operations.reporting.run_log import log_handler

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Geheim7"  # noqa: S105 - of nobody


class Site(DistrictSpider):
    name = "site"
    allowed_domains = ["x.example"]
    channels = {"要闻": Channel("http://x.example/")}


class InChannel(Site):
    channels = {"要闻": Channel(f"http://u:{SECRET}@x.example/")}


class InHome(Site):
    home = f"http://{SECRET}@x.example/"


@pytest.mark.parametrize("site", [InChannel, InHome])
def test_user_in_a_site_file_is_a_usage_error(site: type[DistrictSpider]) -> None:
    with pytest.raises(
        UsageFault, match=r"leave user and password out of the address http://\*\*\*@x"
    ) as fault:
        site()
    assert SECRET not in str(fault.value)


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("http://u:p@x.cn/a@b", "http://x.cn/a@b"),
        ("HTTPS://u@x.cn:81/", "HTTPS://x.cn:81/"),
        ("//u:p@q@x.cn/", "//x.cn/"),
        ("\\\\u:p@x.cn/", "\\\\x.cn/"),
        ("http://x.cn/a@b?c=@", "http://x.cn/a@b?c=@"),
        ("mailto:a@b.cn", "mailto:a@b.cn"),
    ],
)
def test_only_what_is_before_the_host_is_removed(address: str, bare: str) -> None:
    assert without_user(address) == bare
    assert has_user(address) == (address != bare)


def test_links_of_pages_lose_their_user() -> None:
    link = f"http://u:{SECRET}@x.example/a/"
    rows = "".join(
        f"<li><a href='{link}1234{n}.html'>白石区召开春季绿化工作部署会{n}</a>2026-03-05</li>"
        for n in range(9)
    )
    listing = read_listing(
        f"<ul>{rows}</ul><a href='{link}index_2.html'>下一页</a>".encode(), "http://x.example/a/"
    )
    assert len(listing.entries) == 9
    assert listing.next_page is not None
    assert SECRET not in repr(listing)
    article = f"<h1>白石区召开春季绿化工作部署会</h1><p>会议指出，要坚持问题导向，抓好落实。</p><img src='{link}1.jpg'><p>附件：<a href='{link}1.pdf'>办法</a></p>"
    content = extract(article.encode(), "http://x.example/a/1.html")
    assert content.images
    assert content.attachments
    assert SECRET not in repr(content)


def test_request_loses_the_user_of_a_redirect() -> None:
    crawler = get_crawler(Site)
    crawler.spider = Site()
    guard = PrivateAddressMiddleware.from_crawler(crawler)
    again = guard.process_request(Request(f"http://u:{SECRET}@x.example/a"))
    assert again is not None
    assert again.url == "http://x.example/a"
    assert guard.process_request(again) is None


def test_log_lines_hide_users_and_passwords(tmp_path: Path) -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "stored in %s", (f"ftp://u:{SECRET}@x.example/f",), None
    )
    assert log_handler(tmp_path / "log").format(record).endswith("stored in ftp://***@x.example/f")
    assert hide_passwords(record)
    assert record.getMessage() == "stored in ftp://***@x.example/f"
    assert without_passwords("写信 a@b.cn，http://x.cn/a@b") == "写信 a@b.cn，http://x.cn/a@b"
