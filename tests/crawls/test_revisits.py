"""Revisits tell an edited page, a missing page and a failing site apart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.reader import read_exchange
from tests.commands.inprocess import scrapy
from tests.crawls.baishi import article, crawl, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

REVISIT_ALL = ("-a", "revisit=all")
REVISIT_DAILY = ("-s", "REVISIT_SCHEDULE=every 1d for 9999d")
WITHDRAW_QUICKLY = ("-s", "WITHDRAWN_VISITS=2", "-s", "WITHDRAWN_DAYS=0")


def changes(archive: Archive, path: str) -> list[str]:
    return [version["change"] for version in archive.versions("baishi") if version["url"].endswith(path)]


def results(archive: Archive) -> dict[str, int]:
    """Return how many revisits of the last run had which result."""
    return {result: len(found) for result, found in archive.runs("baishi")[-1]["visits"].items()}


def test_no_bulletin_is_due_twice_a_day(archive: Archive, crawled_site: Pages) -> None:
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_DAILY) == 0
    assert results(archive) == {}


def test_limit_caps_the_revisits_of_a_run(archive: Archive, crawled_site: Pages) -> None:
    """All twenty bulletins are due."""
    with closing(sqlite3.connect(archive.root / "index" / "baishi.sqlite")) as database, database:
        database.execute("UPDATE bulletins SET visited = visited - 864000")
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_DAILY, "-s", "REVISIT_LIMIT=5") == 0
    assert results(archive) == {"unchanged": 5}


def test_narrowed_run_revisits_only_on_request(archive: Archive, crawled_site: Pages) -> None:
    url, narrow = f"{crawled_site.url}/sq/", ("-a", "since=2025-09-18")
    assert crawl(archive, url, *narrow, *REVISIT_DAILY) == 0
    assert results(archive) == {}
    assert crawl(archive, url, *narrow, *REVISIT_ALL) == 0
    assert results(archive)["unchanged"] == 3


def test_missing_site_is_not_withdrawn(archive: Archive, crawled_site: Pages) -> None:
    for number in range(1, 21):
        del crawled_site.pages[f"/sq/art_{number}.shtml"]
    for _ in range(2):
        assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL, *WITHDRAW_QUICKLY) == 3
    assert len(archive.versions("baishi")) == 20
    assert archive.runs("baishi")[-1]["reasons"] == [
        "of 20 pages visited again 20 are missing: none is called withdrawn"
    ]


LOGIN = (
    "<html><head><title>统一身份认证</title></head><body><form action='/login'><input name='username'>"
    "<input type='password' name='password'><button>登录</button></form></body></html>"
)
WELCOME = (
    "<html><head><title>Welcome!</title></head><body><h1>Welcome to our server</h1><p>If you see this page, the server"
    " is successfully installed and working. Further configuration is required.</p></body></html>"
)


def test_another_page_is_no_version(archive: Archive, serve: Callable[..., Pages]) -> None:
    """A page in place of an article is no revision, no withdrawal and no restored article."""
    whole = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"3"'}, article(3).encode())
    server = serve(site() | {"/sq/art_3.shtml": whole})
    assert crawl(archive, f"{server.url}/sq/") == 0
    server.pages["/sq/art_1.shtml"] = LOGIN
    server.pages["/sq/art_2.shtml"] = (403, {}, b"forbidden")
    server.pages["/sq/art_3.shtml"] = (302, {"Location": "/"}, b"")
    server.pages["/sq/art_4.shtml"] = WELCOME
    server.pages["/"] = "<html><body><ul><li><a href='/sq/'>社区</a></li></ul></body></html>"
    for _ in range(2):
        crawl(archive, f"{server.url}/sq/", *REVISIT_ALL, *WITHDRAW_QUICKLY)
    assert results(archive) == {"unchanged": 16, "refused": 2, "blocked": 1, "missing": 1}
    assert archive.runs("baishi")[-1]["refused"] == {"login": 1, "another page": 1}
    server.pages["/sq/art_3.shtml"] = WELCOME
    assert crawl(archive, f"{server.url}/sq/", *REVISIT_ALL) == 0
    # The first page of the listing does not show it, and the answer "not modified" would be no page to publish.
    server.pages["/sq/art_3.shtml"] = whole
    assert crawl(archive, f"{server.url}/sq/", *REVISIT_ALL) == 0
    later = [(version["url"][-11:], version["change"]) for version in archive.versions("baishi")[20:]]
    assert later == [("art_3.shtml", "withdrawn"), ("art_3.shtml", "restored")]


def test_unreachable_listing_prevents_revisits(archive: Archive, crawled_site: Pages) -> None:
    crawled_site.pages = {"/sq/": (503, {}, b"")}
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL) == 7
    assert results(archive) == {}


def test_counters_and_time_stamps_make_no_version(archive: Archive, crawled_site: Pages) -> None:
    for number in range(1, 21):
        page = article(number).replace("</h2>", "</h2><span class='hits'>浏览次数：4711</span>")
        crawled_site.pages[f"/sq/art_{number}.shtml"] = page.replace(
            "<head>", "<head><meta name='createDate' content='2026-11-23 01:02:03'>"
        )
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL) == 0
    assert archive.runs("baishi")[-1]["published"] == 0


HOME = (
    "<html><head><title>白石区人民政府</title></head><body><div class='nav'><a href='/sq/'>社区</a></div><div class='con'>"
    "<h2>白石区概况</h2><div id='zoom'><p>　　白石区位于市境西部，面积三百平方公里，辖八个街道和四个镇，是重要的文化旅游区。</p>"
    "<p>　　区人民政府驻地在白石街道，下设二十个工作部门，欢迎社会各界提出意见建议。</p></div></div></body></html>"
)


def test_home_page_is_never_published_as_an_article(archive: Archive, serve: Callable[..., Pages]) -> None:
    """Articles that redirect to it are gone or withdrawn, and not restored, whatever the home page is called."""
    homes = {"/": HOME, "/index.html": HOME.replace("白石区概况", "走进白石区")}
    server = serve(site() | homes | redirects({20: "/", 17: "/index.html"}))
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert archive.runs("baishi")[0]["channels"]["/sq/"]["rows"] == {"new": 18, "gone": 2}
    server.pages |= redirects({18: "/", 19: "/index.html"})
    for _ in range(3):
        assert crawl(archive, f"{server.url}/sq/", *REVISIT_ALL, *WITHDRAW_QUICKLY) == 0
    gone = archive.versions("baishi")[18:]
    found = {(version["url"][-12:], version["change"]) for version in gone}
    assert found == {("art_18.shtml", "withdrawn"), ("art_19.shtml", "withdrawn")}, "never restored"
    assert len(gone) == 2
    assert {read_exchange(archive.root, version["capture"]).row["bulletin"] for version in gone} == {
        version["id"] for version in gone
    }


def redirects(homes: dict[int, str]) -> dict[str, object]:
    return {f"/sq/art_{number}.shtml": (302, {"Location": home}, b"") for number, home in homes.items()}


def test_redirect_to_a_known_bulletin_is_elsewhere(archive: Archive, crawled_site: Pages) -> None:
    crawled_site.pages["/sq/art_3.shtml"] = (302, {"Location": "/sq/art_4.shtml"}, b"")
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL) == 0
    assert results(archive) == {"unchanged": 19, "elsewhere": 1}


def test_redirect_hides_no_revision_of_its_target(archive: Archive, crawled_site: Pages) -> None:
    for number in (1, 20):
        crawled_site.pages[f"/sq/art_{number}.shtml"] = (302, {"Location": "/sq/art_2.shtml"}, b"")
    crawled_site.pages["/sq/art_2.shtml"] = article(
        2, text="　　开放日改在10月举行，请居民相互转告，具体时间另行通知。"
    )
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL) == 0
    assert changes(archive, "/sq/art_2.shtml") == ["new", "revised"]
    assert results(archive) == {"elsewhere": 2, "unchanged": 17, "revised": 1}


def test_redirect_to_another_site_is_not_followed(archive: Archive, crawled_site: Pages) -> None:
    crawled_site.pages["/sq/art_1.shtml"] = (302, {"Location": "http://news.example.com/a.html"}, b"")
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL) == 0
    assert results(archive)["led away"] == 1
    assert len(archive.versions("baishi")) == 20


def test_failing_withdrawal_is_not_ok(archive: Archive, crawled_site: Pages) -> None:
    """The segment that holds the withdrawn bulletin cannot be read."""
    segment = next((archive.root / "bulletins" / "baishi").glob("*.jsonl"))
    segment.chmod(0o644)
    segment.write_bytes(b" " * 5 + segment.read_bytes())
    del crawled_site.pages["/sq/art_3.shtml"]
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL, *WITHDRAW_QUICKLY) == 0
    assert crawl(archive, f"{crawled_site.url}/sq/", *REVISIT_ALL, *WITHDRAW_QUICKLY) == 3
    assert "ArchiveUnread while reading" in archive.runs("baishi")[-1]["reasons"][0]


def test_history_shows_sites_without_an_index(
    archive: Archive, crawled_site: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next crawl of a site makes its index. A bulletin that two sites hold is shown for both."""
    address = f"{crawled_site.url}/sq/art_20.shtml"
    for path in archive.root.glob("index/baishi.sqlite*"):
        path.unlink()
    assert scrapy(capsys, archive.root, "history", address).out.count("revision 1: new") == 1
    for name in ("baishi", "heishi"):
        assert crawl(archive, f"{crawled_site.url}/sq/", "-a", "limit=1", "-a", f"site={name}") == 0
    shown = scrapy(capsys, archive.root, "history", address).out
    assert [line.split("  (")[1] for line in shown.splitlines() if line.startswith("http")] == [
        "baishi, /sq/)",
        "heishi, /sq/)",
    ]
    assert shown.count("revision 1: new") == 2
