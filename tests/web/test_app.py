from __future__ import annotations

import gzip
import http.client
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.web import app, followed_search
from bulletin_spider.web.app import create_app
from bulletin_spider.web.pages import all_pages, search
from bulletin_spider.web.parameters import LONGEST_TEXT
from bulletin_spider.web.reading import Reading
from bulletin_spider.web.security.headers import HEADERS
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.search.catalogue.hits import HitPage
    from bulletin_spider.web.page import Page
    from tests.web.served import Served

INLINE = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|action)=["'](?:https?:)?//|<link[^>]*href=["']https?:""", re.IGNORECASE)


def filled(archive: Path) -> Path:
    put(archive, wording(1, "全区推进老旧小区改造。"), wording(2, "会议通报在建工程。"))
    return archive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return an archive for a test that changes it."""
    return filled(tmp_path)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an archive for tests that only read."""
    with served(Reading(filled(tmp_path_factory.mktemp("archive"))), ["archive.example"]) as running:
        yield running


@pytest.mark.parametrize("address", ["/", "/search", "/search?q=改造", "/nothing"])
def test_chinese_and_english_pages_lead_to_each_other(server: Served, address: str) -> None:
    other = "/en/" if address == "/" else f"/en{address}"
    answers = server.get(address), server.get(other)
    assert {found.status for found in answers} == {404 if address == "/nothing" else 200}
    chinese, english = (found.text for found in answers)
    assert '<html lang="zh-CN">' in chinese
    assert '<html lang="en">' in english
    ways = [
        re.findall(r'hreflang="(?:en|zh|zh-CN)" (?:href|lang)="([^"]+)"', page) for page in (chinese, english)
    ]
    assert ways[0][:2] == ways[1][:2]


def test_english_overview_needs_no_last_slash(server: Served) -> None:
    assert server.get("/en").text == server.get("/en/").text


@pytest.mark.parametrize(
    "address",
    ["/", "/overview.json", "/search.atom", "/nothing", "/static/style.css", "/static/../app.py", "/?year=x"],
)
def test_every_answer_has_the_security_headers(server: Served, address: str) -> None:
    found = server.get(address).headers
    assert {name: found[name] for name in HEADERS} == HEADERS


def test_an_error_of_the_program_is_a_page(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "hit_page", None)
    with served(Reading(archive)) as running:
        found = running.get("/en/search")
    assert (found.status, found.headers["cache-control"]) == (500, "no-store")
    assert "The program failed: TypeError" in found.text
    assert {name: found.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("page", [page.path for page in all_pages() if "{" not in page.path])
def test_pages_ask_for_nothing_foreign_and_nothing_inline(server: Served, page: str) -> None:
    status, _, text = server.get(page)
    assert status == 200
    assert not INLINE.search(text)
    assert not FOREIGN.search(text)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8420", 200),
        ("[::1]:8420", 200),
        ("localhost", 200),
        ("archive.example", 200),
        ("ARCHIVE.example:443", 200),
        ("evil.example", 421),
        ("archive.example.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("127.0.0.1:x", 421),
        ("", 421),
    ],
)
def test_only_known_hosts_are_answered(server: Served, host: str, status: int) -> None:
    assert server.get("/", host=host).status == status


def test_a_page_that_is_known_is_not_sent_again(server: Served) -> None:
    first = server.get("/search?q=改造")
    again = server.get("/search?q=改造", if_none_match=first.headers["etag"])
    assert (again.status, again.text) == (304, "")
    assert server.get("/search?q=工程", if_none_match=first.headers["etag"]).status == 200


def test_a_known_page_is_sent_when_runs_have_published(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_search, "_PAUSE", 0)
    reading = Reading(archive)
    with served(reading) as running:
        first = running.get("/search")
        put(archive, wording(3, "新发布。", title="新"), run="20261001T000000Z")
        reading.search.follow()
        again = running.get("/search", if_none_match=first.headers["etag"])
    assert (again.status, ">新</a>" in again.text) == (200, True)


def test_pages_are_compressed(server: Served) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", "/search", headers={"accept-encoding": "gzip"})
        response = connection.getresponse()
        packed = response.read()
    assert response.getheader("content-encoding") == "gzip"
    assert gzip.decompress(packed).decode() == server.get("/search").text


def test_only_reading_is_allowed(server: Served) -> None:
    assert server.get("/", "POST").status == 405
    assert server.get("/", "HEAD").status == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/search?q={'a' * LONGEST_TEXT}", 200),
        (f"/search?q={'a' * (LONGEST_TEXT + 1)}", 400),
        ("/search?q=a%00b", 400),
        ("/search?" + "&".join(f"x{number}={'a' * 200}" for number in range(6)), 414),
        ("/search?rows=201", 400),
        ("/search?rows=-1", 400),
        ("/search?rows=１", 400),
        ("/search?since=2026-13-01", 400),
        ("/search?since=2026-02-01&until=2026-01-01", 400),
        ("/search?kind=unknown", 400),
        ("/search?order=size", 400),
        ("/search?after=x", 400),
        ("/search?after=99999999999999999999", 400),
        ("/?year=99999", 400),
        ("/search?q=%FF%FE", 200),
        ("/search?q=%ED%A0%80", 200),
    ],
)
def test_wrong_addresses_are_said_to_be_wrong(server: Served, address: str, status: int) -> None:
    assert server.get(address).status == status


@pytest.mark.parametrize(
    "address", ["//x.example/", "/en//x.example/", "/en/%5cx.example/", "/%5c/x.example"]
)
def test_no_link_of_a_page_leads_to_a_host_of_the_address(server: Served, address: str) -> None:
    found = server.get(address)
    assert found.status == 404
    assert not re.search(r'(?:href|action)="(?:/en)?[/\\]{2}', found.text)


def test_pages_can_be_below_a_path(archive: Path) -> None:
    below = partial(create_app, prefix="/archive")
    with served(Reading(archive), app=below) as running:
        pages = [running.get(f"/archive{path}") for path in ("/", "/en/search?q=改造", "/nothing")]
        addresses = {
            address for page in pages for address in re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
        }
        assert [page.status for page in pages] == [200, 200, 404]
        assert not [address for address in addresses if not address.startswith("/archive/")]
        asked = {address: running.get(unescape(address.partition("#")[0])).status for address in addresses}
        assert {address for address in asked if asked[address] != 200} == {
            "/archive/nothing",
            "/archive/en/nothing",
        }
        feed = running.get("/archive/search.atom").text
        assert f'href="http://127.0.0.1:{running.port}/archive/b/' in feed
        assert running.get("/archive").headers["location"] == f"http://127.0.0.1:{running.port}/archive/"
        assert running.get("/search").status == 404


def test_a_fault_of_json_is_json(server: Served) -> None:
    found = server.get("/search.json?rows=x")
    assert (found.status, found.json) == (
        400,
        {"error": "bad_parameter", "status": 400, "name": "rows", "value": "x"},
    )
    assert server.get("/nothing.json").json == {"error": "not_there", "status": 404}


def test_a_query_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, *(wording(number, "改造") for number in range(3000)))
    reading = Reading(tmp_path)
    reading.search.follow()
    monkeypatch.setattr(followed_search, "open_catalogue", partial(open_catalogue, seconds=0))
    with served(reading) as running:
        found = running.get("/en/search?q=改造")
    assert found.status == 503
    assert "The query is too broad" in found.text


def test_slow_pages_do_not_keep_others_waiting(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Barrier(9), threading.Event()

    def slow(*arguments: Any) -> HitPage:
        begun.wait(20)
        ended.wait(20)
        return hit_page(*arguments)

    monkeypatch.setattr(search, "hit_page", slow)
    with served(Reading(archive)) as running, ThreadPoolExecutor(8) as readers:
        waiting = [readers.submit(running.get, "/search") for _ in range(8)]
        begun.wait(20)
        assert running.get("/").status == 200
        assert not any(one.done() for one in waiting)
        ended.set()
        assert [one.result().status for one in waiting] == [200] * 8


def test_too_many_waiting_pages_are_refused(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> HitPage:
        begun.set()
        ended.wait(20)
        return hit_page(*arguments)

    monkeypatch.setattr(search, "hit_page", slow)
    monkeypatch.setattr(app, "_THREADS", 1)
    monkeypatch.setattr(app, "_WAITING", 0)
    with served(Reading(archive)) as running, ThreadPoolExecutor(1) as readers:
        waiting = readers.submit(running.get, "/search")
        begun.wait(20)
        refused = running.get("/en/")
        assert (refused.status, refused.headers["retry-after"]) == (503, "3")
        assert "Too many pages are asked for at once." in refused.text
        monitors = [running.get(address).status for address in ("/healthz", "/metrics", "/static/style.css")]
        assert monitors == [200] * 3
        ended.set()
        assert waiting.result().status == 200


def test_a_page_waits_for_the_first_search_database(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed_search, "_PATIENCE", 0.01)
    reading = Reading(archive)
    with served(reading) as running:
        with limited_lock(archive / "search.sqlite", "a test"):
            found = running.get("/en/")
        assert (found.status, found.headers["retry-after"]) == (503, "5")
        assert '<meta http-equiv="refresh" content="5">' in found.text
        reading.search.follow()
        assert running.get("/en/").status == 200


def test_the_search_database_can_be_elsewhere(
    archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    before = sorted(archive.rglob("*"))
    with served(Reading(archive, cache)) as running:
        assert running.get("/search?q=改造").status == 200
    assert sorted(archive.rglob("*")) == before
    assert (cache / "search.sqlite").exists()


def test_pages_say_when_they_cannot_be_brought_up_to_date(archive: Path) -> None:
    reading = Reading(archive)
    reading.search.follow()
    (archive / ".search.sqlite.lock").unlink()
    (archive / ".search.sqlite.lock").mkdir()
    reading.search.follow()
    with served(reading) as running:
        assert "cannot be brought up to date" not in running.get("/en/search").text
        put(archive, wording(3, "新发布。"), run="20261001T000000Z")
        reading.search.follow()
        assert "cannot be brought up to date" in running.get("/en/search").text


PLACES = [page.path for page in all_pages() if "{" in page.path]
PART = re.compile(r"\{(\w+)(:int)?\}")


@pytest.mark.parametrize(
    "part", ["..", "%2e%2e", "..%2f..%2fetc", "%00", "%5c..", ".hidden", "x" * 3000, "%E2%80%AE", "%FF"]
)
@pytest.mark.parametrize("ending", ["", ".json"])
def test_no_address_leads_out_of_the_archive(server: Served, part: str, ending: str) -> None:
    for page in PLACES:
        address = PART.sub(lambda found: "1" if found[2] else part, page)
        assert server.get(address + ending).status in {400, 404, 414}, address


@pytest.mark.parametrize("whole", [4096, 20_480])
def test_a_damaged_search_database_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int
) -> None:
    """The database is damaged behind ``whole`` bytes."""
    put(tmp_path, *(wording(number, f"第{number}号改造工程") for number in range(300)))
    monkeypatch.setattr(followed_search, "_PAUSE", 0)
    reading = Reading(tmp_path)
    reading.search.follow()
    path = tmp_path / "search.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:whole] + b"\xff" * (len(content) - whole))
    with served(reading) as running:
        statuses = []
        for _ in range(20):
            statuses.append(running.get("/search?q=改造").status)
            if statuses[-1] == 200:
                break
            reading.search.follow()
    assert {*statuses[:-1]} <= {500, 503}
    assert statuses[-1] == 200


USED = re.compile(r"""parameters\.\w+\(\s*["'](\w+)["']""")
VALUES = [
    "",
    "x",
    "<b>",
    "-1",
    "9" * 9,
    "9" * 20,
    "%00",
    "%FF",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    ",",
    "..",
    "a" * 201,
    "\U0001f600",
]


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.path)
def test_no_parameter_breaks_a_page(server: Served, page: Page) -> None:
    """Every value of every parameter is used, or said to be wrong."""
    path = page.path.replace("{site}", "demo").replace("{id}", f"{1:016x}")
    path = re.sub(r"\{\w+(?::\w+)?\}", "1", path)
    source = Path(sys.modules[page.answer.__module__].__file__ or "").read_text(encoding="utf-8")
    for name in {*USED.findall(source), "after", "rows"}:
        for value in VALUES:
            address = f"{path}?{name}={value}"
            assert server.get(address).status in {200, 400, 404}, address


@pytest.mark.slow
def test_pages_can_be_read_while_runs_publish(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty runs end while four readers ask for lists, and the database follows each."""
    monkeypatch.setattr(followed_search, "_PAUSE", 0)
    reading, ended = Reading(archive), threading.Event()
    reading.search.follow()

    def read(running: Served, address: str) -> list[tuple[int, int]]:
        found = []
        while not ended.is_set():
            answer = running.get(address)
            found.append((answer.status, answer.json["totals"]["bulletins"] if answer.status == 200 else 0))
        return found

    with served(reading) as running, ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(read, running, "/overview.json") for _ in range(4)]
        for number in range(40):
            put(archive, wording(number + 10, "工程"), run=f"20261001T0000{number:02}Z")
            reading.search.follow()
        ended.set()
        seen = [one.result() for one in asked]
        assert (running.get("/overview.json").json["totals"]["bulletins"], reading.search.fault) == (42, "")
    for found in seen:
        assert {status for status, _ in found} == {200}
        assert [count for _, count in found] == sorted(count for _, count in found)
