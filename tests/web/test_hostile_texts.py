"""Whatever a site writes, a page shows it as text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import feedparser
import html5lib
import pytest

from bulletin_spider.web.reading import Reading
from tests.archive.wordings import put, wording
from tests.web.hostile_archive import write_hostile_archive
from tests.web.hostile_views import judge_archive
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.served import Served

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</title></textarea></style></script><svg onload=alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "{{ 7*7 }}{% raw %}${7*7}",
    "]]><x/>&amp;&#x3c;script&#x3e;",
    "\u202e\u2066反\u200b转\ufeff",
    "\ue000<b>\ue001",
    "%s{0}{q}\\",
    "=cmd|' /C calc'!A0",
    "改" * 20_000,
    "a" * 20_000,
    "<!--><script>alert(1)</script>",
]
SHOWN = ["title", "channel", "byline", "source"]
PEOPLE = ["reporters", "correspondents", "photographers", "editors", "authors"]
URLS = re.compile(r"(?:https?:|mailto:|/(?!/)|#)", re.IGNORECASE)
ELEMENTS = {"iframe", "object", "embed", "base", "frame", "applet", "style", "math", "foreignobject"}


def hostile(number: int, text: str, **fields: Any) -> dict[str, Any]:
    """Return a version that says a text wherever a version can say one."""
    names = dict.fromkeys(SHOWN, text)
    people = {role: [text] for role in PEOPLE}
    files = {
        "images": [{"url": text, "caption": text}],
        "attachments": [{"url": text, "name": text, "kind": "document"}],
    }
    evidence = {"title": {"rule": text, "text": text}, "change": {"rule": text, "text": text}}
    more = {"url": text, "warnings": [text], "evidence": evidence, "section": text, "site_id": text}
    return wording(number, text, **names | people | files | more | fields)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = tmp_path_factory.mktemp("archive")
    put(archive, *(hostile(number, text) for number, text in enumerate(HOSTILE)))
    later = [
        hostile(number, f"{text} 又", change="revised", revision=2) for number, text in enumerate(HOSTILE)
    ]
    put(archive, *later, run="20261001T000000Z")
    reading = Reading(archive)
    reading.search.follow()
    with served(reading) as running:
        yield running


def addresses(number: int) -> list[str]:
    place = f"/b/demo/{number:016x}"
    return [place, f"/en{place}/1", f"{place}/1..2", f"{place}/1..2?view=line&context=all"]


def check(markup: str) -> None:
    """Check that nothing in a page can run, and that no link leads anywhere but to the web."""
    tree = html5lib.parse(markup, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in ELEMENTS
        if element.tag == "script":
            assert (
                element.get("src", "").startswith("/static/") or element.get("type") == "application/ld+json"
            )
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on")
            assert name != "style"
            if name in {"href", "src", "action", "formaction"}:
                assert URLS.match(value), value


LISTS = [
    "/",
    "/en/search?rows=200",
    "/search?q=<script>alert(1)</script>",
    "/changes",
    "/sites",
    "/en/s/demo",
    "/s/demo/refused",
    "/en/health",
    "/en/withdrawn",
    "/search?q=又&site=\"'><b>",
]


@pytest.mark.parametrize(
    "address", [*LISTS, *(one for number in range(len(HOSTILE)) for one in addresses(number))]
)
def test_no_text_becomes_markup(server: Served, address: str) -> None:
    found = server.get(address)
    assert found.status == 200
    check(found.text)


@pytest.mark.parametrize(
    "address", ["/search.feed.json?rows=200", "/changes.feed.json", "/withdrawn.feed.json"]
)
def test_no_text_of_a_feed_becomes_markup(server: Served, address: str) -> None:
    for entry in server.get(address).json["items"]:
        assert URLS.match(entry["url"])
        check(entry["content_html"])


@pytest.mark.parametrize("name", ["search", "changes", "withdrawn"])
def test_both_forms_of_a_feed_say_the_same(server: Served, name: str) -> None:
    atom = feedparser.parse(server.get(f"/{name}.atom").text, sanitize_html=False)
    assert not atom.bozo
    entries = server.get(f"/{name}.feed.json").json["items"]
    assert [one.content[0].value for one in atom.entries] == [one["content_html"] for one in entries]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_json_says_the_text_as_it_is(server: Served, number: int) -> None:
    found = server.get(f"/b/demo/{number:016x}/1.json")
    assert found.status == 200
    assert found.json["version"]["title"] == HOSTILE[number]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_text_leaves_its_linked_data(server: Served, number: int) -> None:
    page = html5lib.parse(server.get(f"/b/demo/{number:016x}/1").text, namespaceHTMLElements=False)
    scripts = [one.text or "" for one in page.iter("script") if one.get("type") == "application/ld+json"]
    assert [json.loads(one)["headline"] for one in scripts] == [HOSTILE[number]]


@pytest.mark.slow
def test_every_view_shows_hostile_bulletins_as_text(tmp_path: Path) -> None:
    """A small part of ``benchmarks/hostile_pages.py``: enough bulletins for each view."""
    site, versions = write_hostile_archive(tmp_path, 20, 52)
    with served(Reading(tmp_path)) as running:
        assert judge_archive(running, site, versions).findings == []
