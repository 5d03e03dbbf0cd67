from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.web.reading import Reading
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.served import Served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = tmp_path_factory.mktemp("archive")
    put(
        archive,
        wording(1, "三件待处理的事。", date="2025-05-01", reporters=["唐炜"]),
        wording(2, "在建工程<b>x</b>的进度。", title="=1+1", date="2026-05-02", channel="公告"),
        wording(
            3, "工程竣工。", title="<script>alert(1)</script>", date="2026-05-03", tables=[{"rows": [["a"]]}]
        ),
        wording(4, "工程验收，共12项。", date="2026-05-04"),
        wording(5, "无关。", title="工程 会议", date="2026-05-05"),
    )
    put(
        archive,
        wording(4, "工程验收，共13项。", date="2026-05-04", change="revised", revision=2),
        run="20261001T000000Z",
    )
    put(archive, wording(6, "外区的工程。", date="2026-05-01"), site="other")
    with served(Reading(archive)) as running:
        yield running


def numbers(server: Served, query: str) -> list[int]:
    return [int(hit["id"], 16) for hit in server.get(f"/search.json?{query}").json["hits"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=处理", [1]),
        ("q=在建工程", [2]),
        ("q=工", [5, 4, 3, 2, 6]),
        ("q=工程 -竣工 NOT 验收", [5, 2, 6]),
        ("q=竣工 OR 处理", [3, 1]),
        ("q=工程&order=best", [5, 3, 6, 2, 4]),
        ("q=工程&site=other", [6]),
        ("q=工程&channel=公告", [2]),
        ("reporter=唐炜", [1]),
        ("since=2026-05-03&until=2026-05-04", [4, 3]),
        ("kind=revised", [4]),
        ("kind=figures,revised", [4]),
        ("kind=revised&kind=figures", [4]),
        ("kind=headline", []),
        ("has=table", [3]),
        ("", [5, 4, 3, 2, 6, 1]),
    ],
)
def test_words_and_filters_find_bulletins(server: Served, query: str, found: list[int]) -> None:
    assert sorted(numbers(server, query)) == sorted(found)
    if "best" not in query:
        assert numbers(server, query) == found


def test_facets_count_the_hits(server: Served) -> None:
    found = server.get("/search.json?q=工程").json
    facets = {
        name: {one["value"]: one["hits"] for one in counts}
        for name, counts in found["facets"].items()
        if isinstance(counts, list)
    }
    assert (found["found"], found["facets"]["is_exact"]) == (5, True)
    assert facets["site"] == {"demo": 4, "other": 1}
    assert facets["channel"] == {"要闻": 4, "公告": 1}
    assert facets["year"] == {"2026": 5}
    assert facets["kind"] == {"revised": 1, "figures": 1}
    assert facets["has"] == {"table": 1}


def test_each_facet_leads_to_what_it_counted(server: Served) -> None:
    page = server.get("/en/search?q=工程").text
    links = re.findall(
        r'<li><a href="(/en/search\?[^"]+)"[^>]*>[^<]+</a>\s*<span class="number">(\d+)<', page
    )
    assert len(links) == 8
    for address, count in links:
        found = server.get(address.replace("&amp;", "&").replace("/en/search?", "/search.json?"))
        assert found.json["found"] == int(count), address


def test_a_chosen_value_can_be_taken_away(server: Served) -> None:
    page = server.get("/en/search?q=工程&site=other&kind=").text
    assert (
        '<a href="/en/search?q=%E5%B7%A5%E7%A8%8B"><span aria-hidden="true">× </span>Remove Site: other</a>'
        in page
    )
    assert 'class="set"' in page


def test_pages_by_key_have_every_hit_once(server: Served) -> None:
    found, address = list[int](), "q=工程&rows=2"
    while True:
        answer = server.get(f"/search.json?{address}").json
        found += [int(hit["id"], 16) for hit in answer["hits"]]
        if answer["after"] is None:
            break
        address = f"q=工程&rows=2&after={answer['after']}"
    assert found == [5, 4, 3, 2, 6]


def test_matches_are_marked_and_texts_are_no_markup(server: Served) -> None:
    page = server.get("/search?q=工程").text
    assert "在建<mark>工程</mark>&lt;b&gt;x&lt;/b&gt;的进度" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_marks_of_a_text_itself_are_not_taken_for_marks(tmp_path: Path) -> None:
    put(tmp_path, wording(1, "\ue000甲\ue001乙", title="\ue001题\ue000"))
    with served(Reading(tmp_path)) as running:
        page = running.get("/search?q=乙").text
    assert "甲<mark>乙</mark>" in page
    assert ">题</a>" in page


def test_a_search_without_hits_says_what_to_do(server: Served) -> None:
    page = server.get("/en/search?q=无关&site=other").text
    assert "Try again without a condition" in page
    assert re.search(r'<a href="/en/search\?q=[^&"]+">Remove Site: other</a> \(1 found\)', page)
    assert "Words must be exactly as in the text" in page


def test_the_form_keeps_what_was_asked(server: Served) -> None:
    page = server.get('/en/search?q="><b>&kind=revised&order=best&since=2026-05-03').text
    assert 'name="q" value="&#34;&gt;&lt;b&gt;"' in page
    assert '<input type="hidden" name="kind" value="revised">' in page
    assert '<input type="hidden" name="order" value="best">' in page
    assert 'type="date" name="since" value="2026-05-03"' in page


def test_the_list_as_csv_holds_no_formula(server: Served) -> None:
    found = server.get("/search.csv?q=工程")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    rows: list[dict[str, Any]] = [*csv.DictReader(io.StringIO(found.text.removeprefix("\ufeff")))]
    assert [int(row["id"], 16) for row in rows] == [5, 4, 3, 2, 6]
    assert rows[3]["title"] == "'=1+1"


def test_many_hits_are_counted_up_to_a_limit(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletin_spider.web.pages.search._MOST_COUNTED", 4)
    monkeypatch.setattr("bulletin_spider.archive.search.catalogue.facets.LOOKED_AT", 3)
    assert "4+ found" in server.get("/en/search?q=工程").text
    assert "5 found" in server.get("/en/search?q=工程&exact=1").text
    assert server.get("/search.json?q=工程").json["found"] == 4
