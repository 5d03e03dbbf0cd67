"""Known bulletins are visited again: what was edited is a version, what is gone is withdrawn, a failing site is neither."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.demo.content import articles
from tests.conftest import Archive, free_port
from tests.crawls.baishi import article, crawl, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.serving import Pages

pytestmark = pytest.mark.crawl

EDITED, GONE, GONE_SOFTLY = (articles()[number].path for number in (3, 18, 21))
AGAIN = ("-a", "revisit=all")
AT_ONCE = ("-s", "WITHDRAWN_VISITS=2", "-s", "WITHDRAWN_DAYS=0")


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The demo site on its days 1, 2, 3, 4 and 9, everything visited again each day."""
    archive = Archive(tmp_path_factory.mktemp("days") / "archive", free_port())
    for day in (1, 2, 3, 4, 9):
        ended = archive.demo("-a", f"day={day}", *AGAIN, *AT_ONCE)
        assert ended.code == 0, ended.err
        assert "Traceback" not in ended.err
    return archive


def history(archive: Archive, path: str, site: str = "demo") -> list[dict[str, Any]]:
    return [version for version in archive.versions(site) if version["url"].endswith(path)]


def test_an_edited_page_is_a_version_that_names_the_one_before(days: Archive) -> None:
    first, second = history(days, EDITED)
    assert (second["change"], second["revision"]) == ("revised", 2)
    assert second["previous"] == first["fingerprint"] != second["fingerprint"]
    assert first["paragraphs"] != second["paragraphs"] == list(articles()[3].on(2).paragraphs)


def test_a_page_that_stays_away_is_withdrawn_and_one_that_comes_back_is_restored(days: Archive) -> None:
    first, gone, back = history(days, GONE)
    assert [version["change"] for version in (first, gone, back)] == ["new", "withdrawn", "restored"]
    assert [version["revision"] for version in (first, gone, back)] == [1, 2, 3]
    assert gone["previous"] == back["previous"] == first["fingerprint"]
    assert gone["paragraphs"] == first["paragraphs"] == back["paragraphs"]
    assert gone["evidence"]["change"]["rule"] == "HTTP 404"
    assert gone["evidence"]["change"]["text"].startswith("missing on 2 visits in a row since ")
    assert gone["fetched_at"] > first["fetched_at"]


def test_a_page_that_only_says_it_is_gone_is_withdrawn_too_and_once(days: Archive) -> None:
    versions = history(days, GONE_SOFTLY)
    assert [version["change"] for version in versions] == ["new", "withdrawn"]
    assert versions[1]["evidence"]["change"]["rule"] == "a page that says it is not there"


def test_what_did_not_change_has_one_version_and_every_visit_a_word(days: Archive) -> None:
    changed = {EDITED, GONE, GONE_SOFTLY}
    for version in days.versions():
        if not version["url"].endswith(tuple(changed)):
            assert version["revision"] == 1
    asked = [{word: len(found) for word, found in run["visits"].items()} for run in days.runs()]
    assert asked[0] == {}
    assert asked[1]["revised"] == asked[1]["missing"] == 1
    assert sum(asked[1].values()) == 60


def test_the_history_of_a_bulletin_is_shown_with_what_changed(days: Archive) -> None:
    root = f"http://127.0.0.1:{days.port}"
    ended = days.scrapy("history", root + EDITED)
    assert ended.code == 0, ended.err
    dropped = articles()[3].paragraphs[-1]
    assert [line for line in ended.out.splitlines() if line.startswith(("revision", "    "))] == [
        f"revision 1: new, seen {seen(days, EDITED, 0)}",
        f"revision 2: revised, seen {seen(days, EDITED, 1)}",
        f"    - [-{dropped}-]",
    ]
    told = days.scrapy("history", root + GONE).out
    assert "HTTP 404; missing on 2 visits in a row" in told
    lines = [json.loads(line) for line in days.scrapy("history", "--json", root + EDITED).out.splitlines()]
    assert [line["version"] for line in lines] == history(days, EDITED)
    assert lines[1]["changes"] == {
        "paragraphs": [{"at": len(lines[1]["version"]["paragraphs"]), "old": [dropped], "new": []}]
    }


def seen(archive: Archive, path: str, place: int) -> str:
    version = history(archive, path)[place]
    moment = version["fetched_at"][:16].replace("T", " ")
    return f"{moment}, kept in {version['capture']['file']} at {version['capture']['offset']}"


def test_a_bulletin_that_nobody_knows_has_no_history(days: Archive, archive: Archive) -> None:
    ended = days.scrapy("history", "http://nowhere.example/a.html")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(
        "scrapy history: usage: no bulletin with the address http://nowhere.example/a.html in the archive at "
    )
    assert days.scrapy("history").code == 2
    ended = archive.scrapy("history", "http://nowhere.example/a.html")
    assert ended.code == 1
    assert "'scrapy reindex' rebuilds it from the segments" in ended.err
    assert "Traceback" not in ended.err


def test_every_version_names_a_capture_that_holds_its_page(days: Archive) -> None:
    for version in days.versions():
        exchange = read_exchange(days.root, version["capture"])
        if version["change"] == "withdrawn" and version["evidence"]["change"]["rule"] == "HTTP 404":
            assert exchange.status == 404
        else:
            assert exchange.status == 200
        assert exchange.row is not None
        assert exchange.row["bulletin"] == version["id"]


def test_pages_that_did_not_change_are_kept_by_reference(days: Archive) -> None:
    words = {word: len(found) for word, found in days.runs()[1]["visits"].items()}
    assert words == {"not modified": 58, "revised": 1, "missing": 1}
    files = sorted((days.root / "captures" / "demo").iterdir())
    kinds = [Counter(record.type for record in read_records(file)) for file in files]
    assert kinds[0]["revisit"] == 0
    assert kinds[1]["revisit"] >= 58


def test_by_default_nothing_is_visited_again_on_the_same_day(days: Archive) -> None:
    ended = days.demo("-a", "day=9")
    assert ended.out.startswith("demo: ok, nothing new")
    assert days.runs()[-1]["visits"] == {}


def test_a_narrowed_run_visits_nothing_again_unless_it_is_told_to(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert (
        crawl(
            archive,
            f"{server.url}/sq/",
            "-a",
            "since=2025-09-18",
            "-s",
            "REVISIT_SCHEDULE=every 1d for 9999d",
        )
        == 0
    )
    assert archive.runs("baishi")[-1]["visits"] == {}
    assert crawl(archive, f"{server.url}/sq/", "-a", "since=2025-09-18", *AGAIN) == 0
    assert len(archive.runs("baishi")[-1]["visits"]["unchanged"]) == 3
    assert archive.scrapy("crawl", "demo", "-a", "revisit=alll").code == 2


def test_a_site_whose_pages_are_all_gone_is_not_believed(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    for number in range(1, 21):
        del server.pages[f"/sq/art_{number}.shtml"]
    for _ in range(3):
        assert crawl(archive, f"{server.url}/sq/", *AGAIN, *AT_ONCE) == 3
    assert len(archive.versions("baishi")) == 20
    assert archive.runs("baishi")[-1]["reasons"] == [
        "of 20 pages visited again 20 are missing: none is called withdrawn"
    ]


def test_a_page_in_place_of_an_article_is_neither_a_revision_nor_a_withdrawal_nor_its_return(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    whole = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"3"'}, article(3).encode())
    server = serve(site() | {"/sq/art_3.shtml": whole})
    assert crawl(archive, f"{server.url}/sq/") == 0
    login = "<html><head><title>统一身份认证</title></head><body><form action='/login'><input name='username'><input type='password' name='password'><button>登录</button></form></body></html>"
    server.pages["/sq/art_1.shtml"] = login
    server.pages["/sq/art_2.shtml"] = (403, {}, b"forbidden")
    server.pages["/sq/art_3.shtml"] = (302, {"Location": "/"}, b"")
    server.pages["/sq/art_4.shtml"] = (
        "<html><head><title>Welcome!</title></head><body><h1>Welcome to our server</h1><p>If you see this page, the server"
        " is successfully installed and working. Further configuration is required.</p></body></html>"
    )
    server.pages["/"] = "<html><body><ul><li><a href='/sq/'>社区</a></li></ul></body></html>"
    for _ in range(3):
        crawl(archive, f"{server.url}/sq/", *AGAIN, "-s", "WITHDRAWN_VISITS=3", "-s", "WITHDRAWN_DAYS=0")
    words = {word: len(found) for word, found in archive.runs("baishi")[-1]["visits"].items()}
    assert words == {"unchanged": 16, "refused": 2, "blocked": 1, "missing": 1}
    assert archive.runs("baishi")[-1]["refused"] == {"login": 1, "another page": 1}
    server.pages["/sq/art_3.shtml"] = server.pages["/sq/art_4.shtml"]
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 0
    # The listing's first page does not show it, and an answer that it is as it was would be no page to publish.
    server.pages["/sq/art_3.shtml"] = whole
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 0
    changes = [(version["url"][-11:], version["change"]) for version in archive.versions("baishi")[20:]]
    assert changes == [("art_3.shtml", "withdrawn"), ("art_3.shtml", "restored")]


def test_no_visit_is_made_while_no_listing_can_be_reached(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    server.pages = {"/sq/": (503, {}, b"")}
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 7
    assert archive.runs("baishi")[-1]["visits"] == {}


def test_counters_and_time_stamps_of_a_page_make_no_version(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    for number in range(1, 21):
        page = article(number).replace("</h2>", "</h2><span class='hits'>浏览次数：4711</span>")
        server.pages[f"/sq/art_{number}.shtml"] = page.replace(
            "<head>", "<head><meta name='createDate' content='2026-11-23 01:02:03'>"
        )
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 0
    assert archive.runs("baishi")[-1]["published"] == 0


def test_a_cap_holds_the_visits_of_a_run(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    often = ("-s", "REVISIT_SCHEDULE=every 1d for 9999d", "-s", "REVISIT_LIMIT=5")
    assert crawl(archive, f"{server.url}/sq/", *often) == 0
    assert archive.runs("baishi")[-1]["visits"] == {}, "none is due on the same day"


HOME = (
    "<html><head><title>白石区人民政府</title></head><body><div class='nav'><a href='/sq/'>社区</a></div><div class='con'>"
    "<h2>白石区概况</h2><div id='zoom'><p>　　白石区位于市境西部，面积三百平方公里，辖八个街道和四个镇，是重要的文化旅游区。</p>"
    "<p>　　区人民政府驻地在白石街道，下设二十个工作部门，欢迎社会各界提出意见建议。</p></div></div></body></html>"
)


@pytest.mark.parametrize("home", ["/", "/index.html"])
def test_the_home_page_in_place_of_an_article_is_never_published(
    archive: Archive, serve: Callable[..., Pages], home: str
) -> None:
    server = serve(site() | {home: HOME, "/sq/art_20.shtml": (302, {"Location": home}, b"")})
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert archive.runs("baishi")[0]["channels"]["/sq/"]["rows"] == {"new": 19, "gone": 1}
    for number in (18, 19):
        server.pages[f"/sq/art_{number}.shtml"] = (302, {"Location": home}, b"")
    for _ in range(3):
        assert crawl(archive, f"{server.url}/sq/", *AGAIN, *AT_ONCE) == 0
    gone = archive.versions("baishi")[19:]
    changes = {(version["url"][-12:], version["change"]) for version in gone}
    assert changes == {("art_18.shtml", "withdrawn"), ("art_19.shtml", "withdrawn")}, "never restored"
    assert len(gone) == 2
    assert {read_exchange(archive.root, version["capture"]).row["bulletin"] for version in gone} == {
        version["id"] for version in gone
    }


def test_a_visit_that_leads_to_another_bulletin_visited_before_is_elsewhere(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    server.pages["/sq/art_3.shtml"] = (302, {"Location": "/sq/art_4.shtml"}, b"")
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 0
    words = {word: len(found) for word, found in archive.runs("baishi")[-1]["visits"].items()}
    assert words == {"unchanged": 19, "elsewhere": 1}


def test_a_run_that_stumbles_while_it_publishes_what_is_withdrawn_is_not_well(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    segment = next((archive.root / "bulletins" / "baishi").glob("*.jsonl"))
    segment.chmod(0o644)
    segment.write_bytes(b" " * 5 + segment.read_bytes())
    del server.pages["/sq/art_3.shtml"]
    assert crawl(archive, f"{server.url}/sq/", *AGAIN, *AT_ONCE) == 0
    assert crawl(archive, f"{server.url}/sq/", *AGAIN, *AT_ONCE) == 3
    assert "ArchiveUnread while reading" in archive.runs("baishi")[-1]["reasons"][0]


def test_a_bulletin_whose_address_leads_to_anothers_hides_no_revision_of_that_one(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    for number in (1, 20):
        server.pages[f"/sq/art_{number}.shtml"] = (302, {"Location": "/sq/art_2.shtml"}, b"")
    server.pages["/sq/art_2.shtml"] = article(
        2, text="　　开放日改在10月举行，请居民相互转告，具体时间另行通知。"
    )
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 0
    assert [version["change"] for version in history(archive, "/sq/art_2.shtml", "baishi")] == [
        "new",
        "revised",
    ]
    words = {word: len(found) for word, found in archive.runs("baishi")[-1]["visits"].items()}
    assert words == {"elsewhere": 2, "unchanged": 17, "revised": 1}


def test_a_visit_that_redirects_to_another_site_goes_no_further(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    server.pages["/sq/art_1.shtml"] = (302, {"Location": "http://news.example.com/a.html"}, b"")
    assert crawl(archive, f"{server.url}/sq/", *AGAIN) == 0
    assert len(archive.runs("baishi")[-1]["visits"]["led away"]) == 1
    assert len(archive.versions("baishi")) == 20


def test_a_site_that_a_new_index_does_not_hold_yet_is_told_and_one_bulletin_of_two_sites_shown_for_both(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/", "-a", "limit=2") == 0
    for path in archive.root.glob("index.sqlite*"):
        path.unlink()
    archive.demo("-a", "limit=1")
    ended = archive.scrapy("history", f"{server.url}/sq/art_20.shtml")
    assert ended.code == 1
    assert "does not hold baishi yet: 'scrapy reindex' rebuilds it" in ended.err
    # It is made anew for a site when that is crawled; a bulletin that two sites hold is shown for both.
    for name in ("baishi", "heishi"):
        assert crawl(archive, f"{server.url}/sq/", "-a", "limit=1", "-a", f"site={name}") == 0
    told = archive.scrapy("history", f"{server.url}/sq/art_20.shtml").out
    assert [line.split("  (")[1] for line in told.splitlines() if line.startswith("http")] == [
        "baishi, /sq/)",
        "heishi, /sq/)",
    ]
    assert told.count("revision 1: new") == 2
