"""A site nobody has written a file for, served with another template than the demo's."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.crawls.baishi import crawl, listing, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages


pytestmark = pytest.mark.crawl


def test_a_listing_never_seen_before_is_crawled_whole(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    versions = {version["title"]: version for version in archive.versions("baishi")}
    assert set(versions) == {f"第{number}期社区开放日举行" for number in range(1, 21)}
    one = versions["第7期社区开放日举行"]
    assert one["date"] == "2025-09-07"
    assert one["source"] == "白石区政府网"
    assert one["channel"] == "/sq/"
    assert len(one["paragraphs"]) == 2
    assert server.paths[0] == "/robots.txt"
    assert all(agent.startswith("BulletinSpider/") for _, agent, _ in server.asked)


def test_the_site_is_named_after_its_host_unless_it_is_named(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    archive.scrapy(
        "crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "limit=1", "-s", "DOWNLOAD_DELAY=0.01"
    )
    assert [path.name for path in (archive.root / "bulletins").iterdir()] == [
        server.url.removeprefix("http://").replace(".", "_").replace(":", "_")
    ]


def test_an_article_that_fails_is_owed_and_asked_for_by_the_next_run(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    whole = pages["/sq/art_3.shtml"]
    pages["/sq/art_3.shtml"] = (503, {}, b"")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert len(archive.versions("baishi")) == 19
    record = archive.runs("baishi")[0]
    assert record["outcome"] == "incomplete"
    assert record["reasons"] == ["1 article failed: HTTP 503"]
    assert [row["attempts"] for row in record["failed"]] == [1]
    pages["/sq/art_3.shtml"] = whole
    server.asked.clear()
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert server.paths == ["/robots.txt", "/sq/art_3.shtml", "/sq/"]
    assert len({version["id"] for version in archive.versions("baishi")}) == 20
    assert archive.runs("baishi")[1]["owed"] == {"new": 1}
    assert archive.runs("baishi")[1]["failed"] == []


def test_an_article_that_keeps_failing_is_given_up(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site() | {"/sq/art_3.shtml": (503, {}, b"")})
    for _ in range(3):
        crawl(archive, f"{server.url}/sq/", "-s", "ARTICLE_ATTEMPTS=2")
    runs = archive.runs("baishi")
    assert [len(record["failed"]) for record in runs] == [1, 0, 0]
    assert [record["outcome"] for record in runs] == ["incomplete", "incomplete", "ok, nothing new"]
    assert "1 article failed: given up after 2 runs" in runs[1]["reasons"]
    assert list(runs[1]["settled"].values()) == ["failed"]


def test_a_page_that_is_gone_is_asked_for_a_few_times_and_then_left(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    del pages["/sq/art_13.shtml"]
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/", "-s", "ARTICLE_ATTEMPTS=2") == 0
    assert archive.runs("baishi")[0]["channels"]["/sq/"]["rows"] == {"new": 19, "gone": 1}
    asked = []
    for _ in range(2):
        server.asked.clear()
        assert crawl(archive, f"{server.url}/sq/", "-s", "ARTICLE_ATTEMPTS=2") == 0
        asked.append(server.paths)
    assert asked == [["/robots.txt", "/sq/art_13.shtml", "/sq/"], ["/robots.txt", "/sq/"]]
    assert archive.runs("baishi")[2]["channels"]["/sq/"]["rows"] == {"known": 9, "given up": 1}


def test_a_broken_listing_is_a_gap_that_the_next_run_closes(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    second = pages.pop("/sq/list_2.shtml")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 3
    account = archive.runs("baishi")[0]["channels"]["/sq/"]
    assert account["overlap"] == "not reached: page 2: HTTP 404"
    pages["/sq/list_2.shtml"] = second
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len({version["id"] for version in archive.versions("baishi")}) == 20
    assert len(archive.versions("baishi")) == 20


def test_a_refused_page_is_kept_with_its_reason_and_its_address(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site() | {"/sq/art_3.shtml": "<html><body><p> </p></body></html>"})
    assert crawl(archive, f"{server.url}/sq/") == 0
    record = archive.runs("baishi")[0]
    assert record["channels"]["/sq/"]["rows"] == {"new": 19, "refused": 1}
    kept = (archive.root / "rejected" / "baishi" / f"{record['run']}.jsonl").read_text(encoding="utf-8")
    assert '"reason": "empty"' in kept
    assert f"{server.url}/sq/art_3.shtml" in kept


def test_robots_txt_is_obeyed_and_the_run_says_so(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(
        site() | {"/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n")}
    )
    assert crawl(archive, f"{server.url}/sq/") == 6
    assert server.paths == ["/robots.txt"]
    assert archive.runs("baishi")[0]["outcome"] == "forbidden"


def test_one_request_at_a_time_with_the_delay_that_robots_txt_asks_for(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    robots = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.4\n")
    server = serve(site() | {"/robots.txt": robots}, delay=0.05)
    archive.scrapy(
        "crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "limit=4",
        "-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_START_DELAY=0.01",
    )  # fmt: skip
    moments = [moment for path, _, moment in server.asked if path != "/robots.txt"]
    assert len(moments) == 5
    assert all(later - earlier >= 0.35 for earlier, later in itertools.pairwise(moments))


def test_a_row_that_leads_to_another_site_is_never_asked_for(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    other = serve({})
    away = other.url.replace("127.0.0.1", "localhost")
    pages = site()
    pages["/sq/"] = str(pages["/sq/"]).replace("art_15.shtml", f"{away}/a.html")
    pages["/sq/art_14.shtml"] = (302, {"Location": f"{away}/b.html"}, b"")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert other.asked == []
    rows = archive.runs("baishi")[0]["channels"]["/sq/"]["rows"]
    assert rows == {"new": 18, "other site": 1, "led away": 1}


def test_a_site_that_refuses_connections_is_unreachable(archive: Archive) -> None:
    ended = archive.scrapy(
        "crawl", "listing", "-a", f"url=http://127.0.0.1:{archive.port}/", "-a", "site=baishi",
        "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_DELAY=0.01",
    )  # fmt: skip
    assert ended.code == 7
    assert "Traceback" not in ended.err
    assert ended.out.startswith("baishi: unreachable")


def test_a_site_that_turns_us_away_is_blocked(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (412, {}, b"<script>document.cookie=1</script>")})
    assert crawl(archive, f"{server.url}/sq/") == 5


def test_a_second_run_of_a_site_under_way_is_locked_out(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site(), delay=0.2)
    command = [
        "crawl",
        "listing",
        "-a",
        f"url={server.url}/sq/",
        "-a",
        "site=baishi",
        "-s",
        "DOWNLOAD_DELAY=0.01",
    ]
    first = archive.start(*command)
    while not server.asked and first.poll() is None:
        pass
    second = archive.scrapy(*command)
    assert second.code == 75
    assert "baishi is being crawled by another run" in second.err
    assert len(second.err.splitlines()) == 1
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert len(archive.versions("baishi")) == 20


def test_an_archive_that_cannot_be_written_is_one_line(archive: Archive) -> None:
    archive.root.parent.mkdir(parents=True, exist_ok=True)
    archive.root.write_text("a file where a directory should be")
    ended = archive.demo()
    assert ended.code == 74
    assert f"cannot write the archive at {archive.root}" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_full_walk_goes_past_what_is_known_and_fetches_none_of_it_again(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    crawl(archive, f"{server.url}/sq/")
    server.asked.clear()
    crawl(archive, f"{server.url}/sq/", "-a", "full=1")
    assert server.paths == ["/robots.txt", "/sq/", "/sq/list_2.shtml"]


def test_a_row_that_leads_to_a_file_is_published_with_what_the_row_says(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    pages["/sq/"] = str(pages["/sq/"]).replace("art_15.shtml", "/files/第15期通报.pdf")
    pages["/sq/art_14.shtml"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 not for reading")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert not any("/files/" in path for path in server.paths)
    found = {version["date"]: version for version in archive.versions("baishi")}
    assert len(found) == 20
    for day, name in (("2025-09-15", "第15期通报.pdf"), ("2025-09-14", "art_14.shtml")):
        assert found[day]["paragraphs"] == []
        assert [attachment["name"] for attachment in found[day]["attachments"]] == [name]
        assert found[day]["evidence"]["title"]["rule"] == "listing row"


def test_by_default_requests_are_a_second_apart_and_say_who_asks(
    archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLETIN_CONTACT", "mailto:archive@example.org")
    server = serve(site())
    archive.scrapy("crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "limit=2")
    moments = [moment for _, _, moment in server.asked]
    assert len(moments) == 4
    # The server's moments: the first connection takes a hundredth of a second to be made, later ones are there.
    assert all(later - earlier >= 0.97 for earlier, later in itertools.pairwise(moments))
    assert {agent.partition(" ")[2] for _, agent, _ in server.asked} == {"(+mailto:archive@example.org)"}


def test_a_listing_in_a_frame_is_crawled(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    pages["/sq/list.shtml"] = pages.pop("/sq/")
    pages["/sq/"] = "<html><body><div>社区动态</div><iframe src='/sq/list.shtml'></iframe></body></html>"
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20


def test_a_page_that_never_shows_rows_is_a_gap(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(
        {
            "/sq/": "<html><body><iframe src='/sq/list.shtml'></iframe></body></html>",
            "/sq/list.shtml": "<p>-</p>",
        }
    )
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 2 shows no rows"]


def test_a_json_listing_is_crawled(archive: Archive, serve: Callable[..., Pages]) -> None:
    rows = [
        {
            "title": f"第{number}期社区开放日举行",
            "url": f"/sq/art_{number}.shtml",
            "pubDate": f"2025-09-{number:02}",
        }
        for number in range(20, 0, -1)
    ]
    server = serve(site())
    kind = {"Content-Type": "application/json"}
    for page in (1, 2):
        data = {"total": 20, "rows": rows[(page - 1) * 10 : page * 10]}
        server.pages[f"/api/list?pageNum={page}&pageSize=10"] = (200, kind, json.dumps(data).encode())
    assert crawl(archive, f"{server.url}/api/list?pageNum=1&pageSize=10") == 0
    assert len(archive.versions("baishi")) == 20


def test_a_page_out_of_order_is_asked_for_again_and_published_when_it_is_back(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    whole = {number: pages[f"/sq/art_{number}.shtml"] for number in (3, 4, 5)}
    for number in whole:
        pages[f"/sq/art_{number}.shtml"] = (302, {"Location": "/busy.html"}, b"")
    pages["/busy.html"] = "<html><body><p>系统繁忙，请稍后再试</p></body></html>"
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert len(archive.versions("baishi")) == 17
    server.pages |= {f"/sq/art_{number}.shtml": page for number, page in whole.items()}
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len({version["id"] for version in archive.versions("baishi")}) == 20


def test_an_outage_of_the_site_counts_against_no_article(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    whole = pages["/sq/art_3.shtml"]
    pages["/sq/art_3.shtml"] = (503, {}, b"")
    server = serve(pages)
    crawl(archive, f"{server.url}/sq/", "-s", "ARTICLE_ATTEMPTS=2")
    up, server.pages = server.pages, {}
    for _ in range(2):
        assert crawl(archive, f"{server.url}/sq/", "-s", "ARTICLE_ATTEMPTS=2") != 0
    server.pages = up | {"/sq/art_3.shtml": whole}
    assert crawl(archive, f"{server.url}/sq/", "-s", "ARTICLE_ATTEMPTS=2") == 0
    assert len(archive.versions("baishi")) == 20


def test_bulletins_of_another_channel_do_not_hide_new_ones_behind_them(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    """A page of bulletins that the other channel had before is no proof for this one."""
    server = serve(site())
    script = TWO_CHANNELS.replace("HERE", server.url)
    server.pages |= {
        "/a/": absolute(listing(range(20, 10, -1), None)),
        "/b/": absolute(listing(range(3, 0, -1), None)),
    }
    assert run_script(script, archive) == 0
    server.pages["/b/"] = absolute(listing(range(20, 10, -1), "/b/2"))
    server.pages["/b/2"] = absolute(listing(range(8, 0, -1), None))
    assert run_script(script, archive) == 0
    assert {version["title"] for version in archive.versions("two")} == {
        f"第{number}期社区开放日举行" for number in (*range(1, 9), *range(11, 21))
    }
    assert run_script(script, archive) == 0
    assert archive.runs("two")[-1]["channels"]["乙"]["overlap"] == "reached: overlap on page 1"


def test_a_pager_that_shows_the_same_rows_again_is_a_gap(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    page = absolute(listing(range(20, 10, -1), "/sq/?page=2"))
    server = serve(site() | {"/sq/": page, "/sq/?page=2": page.replace("page=2", "page=3")})
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 2 repeats the rows before it"]


def test_a_site_that_turns_article_after_article_away_is_left_alone(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    refused = {f"/sq/art_{number}.shtml": (412, {}, b"") for number in range(1, 21)}
    server = serve(site() | refused)
    assert crawl(archive, f"{server.url}/sq/") == 5
    assert sum("art_" in path for path in server.paths) < 20
    server.pages = site()
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20


def test_scrapys_feed_settings_do_not_touch_the_segments(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert (
        crawl(
            archive, f"{server.url}/sq/", "-s", "FEED_EXPORT_FIELDS=title,url", "-s", "FEED_EXPORT_INDENT=2"
        )
        == 0
    )
    assert all(len(version) > 20 for version in archive.versions("baishi"))
    assert crawl(archive, f"{server.url}/sq/") == 0


def test_a_bad_address_in_one_row_harms_no_other(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    pages["/sq/"] = str(pages["/sq/"]).replace("art_15.shtml", "http://127.0.0.1:99999/x.html")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 19


def test_two_listings_that_differ_in_the_query_are_two_channels(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    server.pages |= {f"/l?c={c}": absolute(listing(range(10 * c, 10 * c - 10, -1), None)) for c in (1, 2)}
    for c in (1, 2):
        assert crawl(archive, f"{server.url}/l?c={c}") == 0
    assert len(archive.versions("baishi")) == 20


TWO_CHANNELS = """
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
from bulletin_spider.crawl import Channel, DistrictSpider


class Two(DistrictSpider):
    name = "two"
    allowed_domains = ["127.0.0.1"]
    channels = {"甲": Channel("HERE/a/"), "乙": Channel("HERE/b/")}


settings = get_project_settings()
settings.setdict({"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Two)
process.start()
"""


def absolute(page: str) -> str:
    return page.replace("href='art_", "href='/sq/art_")


def run_script(script: str, archive: Archive) -> int:
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, env=archive.environment(), check=False, timeout=60).returncode
