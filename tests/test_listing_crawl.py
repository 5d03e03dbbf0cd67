"""A site nobody has written a file for, served with another template than the demo's."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.conftest import Archive
    from tests.serving import Pages


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


def listing(numbers: range, following: str | None) -> str:
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
    pages: dict[str, object] = {
        "/sq/": listing(range(20, 10, -1), "list_2.shtml"),
        "/sq/list_2.shtml": listing(range(10, 0, -1), None),
    }
    return pages | {f"/sq/art_{number}.shtml": article(number) for number in range(1, 21)}


def crawl(archive: Archive, url: str, *more: str) -> int:
    return archive.scrapy(
        "crawl", "listing", "-a", f"url={url}", "-a", "site=baishi", "-s", "DOWNLOAD_DELAY=0.01",
        "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0", *more,
    ).code  # fmt: skip


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
    assert [len(record["failed"]) for record in archive.runs("baishi")] == [1, 1, 0]


def test_a_page_that_is_gone_is_settled_and_not_asked_for_again(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = site()
    del pages["/sq/art_3.shtml"]
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert archive.runs("baishi")[0]["channels"]["/sq/"]["rows"] == {"new": 19, "gone": 1}
    server.asked.clear()
    crawl(archive, f"{server.url}/sq/")
    assert server.paths == ["/robots.txt", "/sq/"]


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
    assert all(later - earlier >= 0.39 for earlier, later in itertools.pairwise(moments))


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
    assert rows == {"new": 18, "other site": 2}


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
    assert all(later - earlier >= 0.99 for earlier, later in itertools.pairwise(moments))
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
