from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

from bulletin_spider.web.reading import Reading
from tests.archive.wordings import put, wording
from tests.web.full_archive import full_archive
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.served import Served

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
FEEDS = [
    "/search.atom", "/search.atom?q=工程", "/en/search.atom?site=demo&channel=要闻", "/search.atom?reporter=唐炜", "/changes.atom",
    "/en/withdrawn.atom", "/s/demo/refused.atom", "/health.atom", "/search.atom?rows=1",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = tmp_path_factory.mktemp("archive")
    put(
        archive,
        *(
            wording(number, f"工程<{number}>", title="a & b", date=f"2026-05-{number + 1:02}")
            for number in range(5)
        ),
    )
    with served(Reading(archive), ["archive.example"]) as running:
        yield running


def test_an_atom_feed_is_read_by_a_reader(server: Served) -> None:
    found = feedparser.parse(server.get("/search.atom?q=工程&rows=2").text)
    assert not found.bozo
    assert [entry.title for entry in found.entries] == ["a & b"] * 3
    assert "工程&lt;4&gt;" in found.entries[0].content[0].value
    assert found.entries[0].link.endswith(f"/b/demo/{4:016x}")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    reading = full_archive(tmp_path_factory.mktemp("full"))
    reading.search.follow()
    with served(reading) as running:
        yield running


@pytest.mark.parametrize("feed", FEEDS)
def test_an_atom_feed_is_as_the_standard_says(full: Served, feed: str) -> None:
    text = full.get(feed).text
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    assert feedparser.parse(text).entries
    assert not feedparser.parse(text).bozo


@pytest.mark.parametrize("feed", FEEDS)
def test_a_json_feed_has_what_it_must(full: Served, feed: str) -> None:
    found = full.get(feed.replace(".atom", ".feed.json"))
    assert found.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert {"version", "title", "items", "home_page_url", "feed_url"} <= found.json.keys()
    for one in found.json["items"]:
        assert all(
            isinstance(one[name], str) and one[name] for name in ("id", "url", "title", "content_html")
        )
        assert dt.datetime.fromisoformat(one["date_published"]).tzinfo
        assert all(author["name"] for author in one["authors"])


def test_both_forms_have_the_same_entries(server: Served) -> None:
    atom = feedparser.parse(server.get("/search.atom?q=工程").text)
    json_feed = server.get("/search.feed.json?q=工程").json
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["id"] for one in json_feed["items"]] == [entry.id for entry in atom.entries]
    assert json_feed["items"][0]["url"] == atom.entries[0].link


def test_ids_do_not_depend_on_the_host(server: Served) -> None:
    here = server.get("/search.feed.json?q=工程").json
    there = server.get("/search.feed.json?q=工程", host="archive.example").json
    assert [one["id"] for one in here["items"]] == [one["id"] for one in there["items"]]
    assert there["items"][0]["url"].startswith("http://archive.example/b/demo/")


def test_a_feed_is_named_on_its_page(server: Served) -> None:
    page = server.get("/search?q=工程&order=best").text
    assert '<link rel="alternate" type="application/atom+xml"' in page


def test_a_feed_that_is_known_is_not_sent_again(server: Served) -> None:
    tag = server.get("/search.atom?q=工程").headers["etag"]
    assert server.get("/search.atom?q=工程", if_none_match=tag).status == 304


@pytest.mark.parametrize(("proxy", "scheme"), [("127.0.0.1", "https"), ("192.0.2.1", "http"), (None, "http")])
def test_only_the_named_proxy_says_the_scheme(tmp_path: Path, proxy: str | None, scheme: str) -> None:
    put(tmp_path, wording(1, "工程"))
    with served(Reading(tmp_path), ["archive.example"], proxy) as running:
        found = running.get("/search.feed.json", host="archive.example", x_forwarded_proto="https").json
    assert found["feed_url"] == f"{scheme}://archive.example/search.feed.json"
