from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.operations.reporting.table import display_width
from tests.commands.examination import FAST, cells
from tests.crawls.baishi import site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive, Ended
    from tests.serving import Pages

pytestmark = pytest.mark.crawl


def doctor(archive: Archive, server: Pages) -> Ended:
    return archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")


def test_doctor_reports_channels_and_writes_nothing(archive: Archive) -> None:
    ended = archive.scrapy("doctor", "demo", "-a", f"port={archive.port}")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == "demo"
    assert lines[1].split()[-1] == "articles"
    assert cells(ended, "部门动态") == ["ok", "10", "10", "yes, trs", "gb18030", "allowed", "2 of 2"]
    starts = {
        display_width(line[: line.index(word)])
        for line, word in zip(lines[1:3], ("answer", "ok"), strict=True)
    }
    assert len(starts) == 1
    assert lines[-1] == "3 of 3 channels are well"
    assert not archive.root.exists()


def test_doctor_says_what_is_wrong_and_to_do(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (403, {}, b"")})
    ended = archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")
    assert ended.code == 5
    assert "blocked: HTTP 403; the site turns us away" in ended.out
    assert "Traceback" not in ended.err


def test_doctor_obeys_robots_txt(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/robots.txt": b"User-agent: *\nDisallow: /"})
    ended = archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")
    assert ended.code == 6
    assert server.paths == ["/robots.txt"]


def test_doctor_reports_a_page_without_rows(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": "<html><body><script>location.href='/check'</script></body></html>"})
    ended = archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")
    assert ended.code == 3
    assert "incomplete: the page shows no rows" in ended.out


def test_doctor_suggests_known_sites(archive: Archive) -> None:
    ended = archive.scrapy("doctor", "hadian")
    assert ended.code == 2
    assert "did you mean 'haidian'?" in ended.err
    unnamed = archive.scrapy("doctor")
    assert unnamed.code == 2
    assert "name a site, like 'scrapy doctor demo'" in unnamed.err


def test_doctor_reports_a_redirect_to_another_site(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (302, {"Location": "http://localhost:9/sq/"}, b"")})
    ended = doctor(archive, server)
    assert ended.code == 3
    assert "other site: it leads to another site: http://localhost:9/sq/; correct" in ended.out
    assert ended.out.endswith("0 of 1 channels are well\n")


def test_doctor_reports_a_redirect_to_itself(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (302, {"Location": "/sq/"}, b"")})
    ended = doctor(archive, server)
    assert ended.code == 3
    assert "elsewhere: it leads to" in ended.out


def test_doctor_reports_crawl_delay_and_articles_leading_elsewhere(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(
        site()
        | {
            "/robots.txt": b"User-agent: *\nCrawl-delay: 0.2\n",
            "/sq/art_20.shtml": (302, {"Location": "http://localhost:9/"}, b""),
        }
    )
    ended = doctor(archive, server)
    assert ended.code == 0
    assert cells(ended, "/sq/")[-2:] == ["Crawl-delay 0.2", "1 of 2"]
    assert f"article {server.url}/sq/art_20.shtml: it leads to another site" in ended.out
