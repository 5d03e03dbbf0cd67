from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.served import Served

GONE = {"change": {"rule": "http-404", "text": "missing on 3 visits in a row since 2026-09-24 12:00"}}


def revised(number: int, text: str, day: int, **fields: Any) -> dict[str, Any]:
    shown = {"change": "revised", "revision": 2, "fetched_at": f"2026-09-{day:02}T12:00:00+08:00"}
    return wording(number, text, **(shown | fields))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive: Path = tmp_path_factory.mktemp("archive")
    first = [wording(number, f"共改造{number}个小区。") for number in range(1, 7)]
    put(archive, *first, run="20260920T000000Z", site="haidian")
    put(
        archive,
        revised(1, "共改造9个小区。", 25),
        revised(2, "共改造2个<b>小区</b>。", 26),
        revised(3, "共改造3个小区。", 27, change="reread", tables=[]),
        revised(4, "共改造4个小区。", 28, change="withdrawn", evidence=GONE),
        run="20260929T000000Z",
        site="haidian",
    )
    for day, result in ((24, "unchanged"), (26, "missing"), (28, "missing"), (30, "unchanged")):
        record = run_record(f"202609{day}T000000Z", visits={result: [f"{4:016x}"]})
        append_run_record(Layout(archive), "haidian", record)
    put(archive, wording(7, "原文。"), run="20260920T000000Z", site="miyun")
    put(archive, revised(7, "改文。", 24, title="新题"), run="20260929T000000Z", site="miyun")
    with served(Reading(archive)) as serving:
        yield serving


def ids(server: Served, address: str) -> list[int]:
    found = server.get(address).json
    return [int(row["id"], 16) for row in found.get("changes", found.get("bulletins"))]


def test_changes_come_newest_first_without_rereadings(server: Served) -> None:
    assert ids(server, "/changes.json") == [4, 2, 1, 7]
    assert ids(server, "/changes.json?kind=reread") == [3]
    left_out = "What only our rules read differently is not shown."
    assert left_out in server.get("/en/changes").text
    assert left_out not in server.get("/en/changes?kind=reread").text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("site=miyun", [7]),
        ("site=nowhere", []),
        ("kind=headline", [7]),
        ("kind=figures", [1]),
        ("kind=withdrawn", [4]),
        ("kind=revised,figures", [1]),
        ("since=2026-09-26", [4, 2]),
        ("until=2026-09-25", [1, 7]),
        ("since=2026-09-25T12:00:01%2B08:00&until=2026-09-26", [2]),
        ("size=5", [2]),
    ],
)
def test_changes_are_narrowed(server: Served, query: str, expected: list[int]) -> None:
    assert ids(server, f"/changes.json?{query}") == expected
    assert server.get(f"/changes?{query}").status == 200


@pytest.mark.parametrize(
    "query", ["kind=x", "since=x", "since=9999-12-31&until=9999-12-31", "size=x", "after=x", "kind=new"]
)
def test_a_wrong_condition_is_refused(server: Served, query: str) -> None:
    assert server.get(f"/changes?{query}").status == 400
    assert server.get(f"/en/changes.json?{query}").status == 400


def test_a_change_says_what_differs(server: Served) -> None:
    row = next(
        one
        for one in server.get("/changes.json").json["changes"]
        if one["site"] == "haidian" and one["id"].endswith("1")
    )
    assert (row["parts"], row["size"]) == (["figures"], 2)
    assert row["comparison"] == f"/b/haidian/{1:016x}/1..2"
    assert [one["text"] for one in row["stretches"] if one["kind"] != "same"] == ["1", "9"]
    page = server.get("/changes").text
    assert "<del>1</del><ins>9</ins>" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_pages_of_changes_hold_each_once(server: Served) -> None:
    found, after = list[int](), ""
    while True:
        answer = server.get(f"/changes.json?rows=1&after={after}").json
        found += [int(row["id"], 16) for row in answer["changes"]]
        after = answer["after"]
        if not after:
            break
    assert found == [4, 2, 1, 7]


def test_changes_are_a_feed(server: Served) -> None:
    atom = feedparser.parse(server.get("/changes.atom?rows=2").text.encode())
    assert (atom.bozo, [entry.title for entry in atom.entries]) == (False, ["撤下：题", "修改：题"])
    assert atom.entries[1].link == f"http://127.0.0.1:{server.port}/b/haidian/{2:016x}/1..2"
    feed = server.get("/en/changes.feed.json").json
    assert [item["id"] for item in feed["items"][:2]] == [entry.id for entry in atom.entries]
    assert feed["items"][0]["title"] == "withdrawn: 题"


def test_changes_are_rows_of_csv(server: Served) -> None:
    lines = server.get("/changes.csv").text.splitlines()
    assert lines[0].removeprefix("\ufeff").startswith("at,site,channel,change,parts,size,title")
    assert len(lines) == 5


def test_withdrawn_bulletins_say_what_shows_it(server: Served) -> None:
    (row,) = server.get("/withdrawn.json").json["bulletins"]
    assert (row["id"], row["last_words"]) == (f"{4:016x}", "共改造4个小区。")
    assert "missing on 3 visits in a row since 2026-09-24" in row["why"]
    page = server.get("/en/withdrawn").text
    assert "missing on 3 visits in a row" in page
    assert "共改造4个小区。" in page
    assert ids(server, "/withdrawn.json?site=miyun") == []


def test_a_withdrawal_names_its_visits(server: Served) -> None:
    address = f"/withdrawn/haidian/{4:016x}"
    found = server.get(f"{address}.json").json
    (one,) = found["withdrawals"]
    assert (found["is_withdrawn"], one["was_found"]) == (True, True)
    assert [(visit["run"][6:8], visit["result"]) for visit in one["visits"]] == [
        ("28", "missing"),
        ("26", "missing"),
        ("24", "unchanged"),
    ]
    page = server.get(f"/en{address}").text
    assert "still gone" in page
    assert page.count("<td>missing</td>") == 2
    assert "never withdrawn" in server.get(f"/en/withdrawn/haidian/{5:016x}").text
    for wrong in (
        "/withdrawn/haidian/x",
        "/withdrawn/nowhere/0000000000000004",
        "/withdrawn/../0000000000000004",
    ):
        assert server.get(wrong).status == 404


def test_withdrawn_bulletins_are_a_feed(server: Served) -> None:
    atom = feedparser.parse(server.get("/withdrawn.atom").text.encode())
    assert [entry.title for entry in atom.entries] == ["撤下：题"]
    assert "共改造4个小区。" in atom.entries[0].content[0].value


def test_an_empty_list_says_what_to_do(server: Served, tmp_path: Path) -> None:
    put(tmp_path, wording(1), site="haidian")
    with served(Reading(tmp_path)) as empty:
        assert "bulletin sweep" in empty.get("/en/changes").text
        assert "No bulletin is withdrawn" in empty.get("/en/withdrawn").text
    assert "Look again without conditions" in server.get("/en/changes?site=nowhere").text


def test_kinds_are_counted_beside_their_links(server: Served) -> None:
    counts = server.get("/changes.json").json["counts"]
    assert counts["changes"] == {"withdrawn": 1, "revised": 3}
    assert (counts["looked_at"], counts["is_exact"]) == (4, True)
    assert server.get("/changes.json?kind=headline").json["counts"]["parts"]["headline"] == 1
    assert "以下数字统计本列表的全部 4 次改动" in server.get("/changes").text


def test_the_next_look_has_an_address(server: Served) -> None:
    """It is of the hour, so that the page keeps its tag, and keeps the other conditions."""
    page = server.get("/en/changes?kind=revised&until=2026-09-27").text
    address = re.search(r'href="(/en/changes\?[^"]*since=[^"]*%3A00%2B08%3A00)"', page)
    assert address
    assert "kind=revised" in address[1]
    assert "until" not in address[1]
    found = server.get(html.unescape(address[1]))
    assert found.status == 200
    assert 'id="since" type="text"' in found.text
    assert "Look again without conditions" in found.text
