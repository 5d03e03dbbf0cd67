"""The pages of a bulletin, its versions, their comparison and its captures, asked for as a browser does."""

from __future__ import annotations

import datetime as dt
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import html5lib
import jsonschema
import pytest

from bulletin_spider.archive.anchors import write_anchor
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.web.reading import Reading
from bulletin_spider.web.schemas.registry import json_schema
from tests.archive.packing.building import SITE, lines, run
from tests.archive.wordings import put, wording
from tests.web.hostile import ATTACKS, faults, hostile
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tests.web.served import Served

ID, WITHDRAWN, MOVED = (f"{number:016x}" for number in (1, 2, 3))
NEW_ADDRESS = "http://x.gov.cn/new/3.html"
TABLE = {"paragraph": 1, "caption": "统计", "rows": [["街道", "户数"], ["石桥镇", "298"]]}
FIRST: dict[str, Any] = wording(
    1,
    title="老旧小区改造公示",
    paragraphs=["本报讯（记者 唐炜）预计惠及居民300户。", "街道 | 户数", "石桥镇 | 298", "特此公示。"],
    tables=[TABLE],
    reporters=["唐炜"],
    source="青澜报",
    byline="（记者 唐炜）",
    document={"document_number": "青政发〔2026〕12号"},
    evidence={"source": {"rule": "labelled-line", "text": "来源：青澜报"}},
    fingerprint="1" * 64,
)
SECOND = FIRST | {
    "revision": 2,
    "change": "revised",
    "title": "老旧小区改造公告",
    "paragraphs": [FIRST["paragraphs"][0].replace("300", "320"), *FIRST["paragraphs"][1:3], "特此公告。"],
    "previous": "1" * 64,
    "fingerprint": "2" * 64,
}
THIRD = SECOND | {"revision": 3, "reporters": ["何川"], "previous": "2" * 64, "fingerprint": "3" * 64}


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = Layout(tmp_path_factory.mktemp("pages") / "archive")
    run(layout, dt.datetime(2026, 9, 5, 6, tzinfo=dt.UTC), range(5, 7), with_file=True)
    write_anchor(layout, [SITE], dt.datetime(2026, 9, 6, tzinfo=dt.UTC))
    put(
        layout.root,
        FIRST,
        wording(2, "文。"),
        wording(3, "文。"),
        *(hostile(100 + number, text) for number, text in enumerate(ATTACKS)),
        site="haidian",
    )
    put(layout.root, SECOND, site="haidian", run="20260929T000000Z")
    gone = wording(2, "文。", change="withdrawn", revision=2)
    moved = wording(3, "文。", change="moved", revision=2, moved_to=NEW_ADDRESS)
    put(layout.root, THIRD, gone, moved, site="haidian", run="20260930T000000Z")
    Index.open(layout, "haidian").close()
    return layout


@pytest.fixture(scope="module")
def server(layout: Layout) -> Iterator[Served]:
    with served(Reading(layout.root)) as found:
        yield found


def main_of(page: str) -> Element:
    found = html5lib.parse(page, namespaceHTMLElements=False).find(".//main")
    assert found is not None
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def texts_of(element: Element, tag: str) -> list[str]:
    return [words(one) for one in element.iter(tag)]


def test_a_bulletin_is_shown_with_its_evidence(server: Served) -> None:
    found = server.get(f"/b/haidian/{ID}")
    main = main_of(found.text)
    assert texts_of(main, "h1") == ["老旧小区改造公告"]
    assert "320户" in words(main)
    assert texts_of(main, "caption") == ["统计"]
    assert "青政发〔2026〕12号" in words(main)
    assert "来源：青澜报" in words(main)
    assert len(next(one for one in main.iter("ol"))) == 3


def test_names_are_marked_in_the_text(server: Served) -> None:
    main = main_of(server.get(f"/b/haidian/{ID}/1").text)
    assert texts_of(main, "mark") == ["唐炜", "唐炜"]  # in the first paragraph, and in the byline
    (role,) = server.get(f"/b/haidian/{ID}/1.json").json["people"]
    assert role["names"] == [{"name": "唐炜", "paragraphs": [1], "in_byline": True}]


def test_an_earlier_version_says_so(server: Served) -> None:
    main = main_of(server.get(f"/en/b/haidian/{ID}/1").text)
    assert "This is an earlier version" in words(main)
    assert f"/en/b/haidian/{ID}" in [one.get("href") for one in main.iter("a")]


def test_a_withdrawn_bulletin_says_so(server: Served) -> None:
    assert "网站已撤下这条新闻" in server.get(f"/b/haidian/{WITHDRAWN}").text
    assert "新版记录的是撤下" in server.get(f"/b/haidian/{WITHDRAWN}/1..2").text


def test_a_version_is_shown_as_soon_as_it_is_published(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    put(layout.root, FIRST, site="haidian")
    Index.open(layout, "haidian").close()
    with served(Reading(layout.root)) as server:
        before = server.get(f"/b/haidian/{ID}")
        put(layout.root, SECOND, site="haidian", run="20260929T000000Z")
        after = server.get(f"/b/haidian/{ID}", if_none_match=before.headers["etag"])
        assert server.get(f"/b/haidian/{ID}", if_none_match=after.headers["etag"]).status == 304
    assert texts_of(main_of(before.text), "h1") == [FIRST["title"]]
    assert (after.status, texts_of(main_of(after.text), "h1")) == (200, [SECOND["title"]])


def test_indexes_outside_of_the_archive_are_read(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/%(site)s.sqlite"
    layout = Layout(tmp_path / "archive", address)
    put(
        layout.root,
        FIRST,
        wording(1, "文。", change="moved", revision=2, moved_to=NEW_ADDRESS),
        site="haidian",
    )
    Index.open(layout, "haidian").close()
    with served(Reading(layout.root, index_address=address)) as server:
        # Only the index knows the id of the new address.
        assert server.get(f"/b/haidian/{bulletin_id(NEW_ADDRESS)}").status == 200


def test_a_moved_bulletin_is_found_by_its_new_id(server: Served) -> None:
    page = server.get(f"/b/haidian/{bulletin_id(NEW_ADDRESS)}").text
    assert f'rel="canonical" href="http://127.0.0.1:{server.port}/b/haidian/{MOVED}"' in page
    assert NEW_ADDRESS in words(main_of(page))


def test_a_comparison_shows_what_was_edited(server: Served) -> None:
    main = main_of(server.get(f"/en/b/haidian/{ID}/1..2").text)
    removed, added = texts_of(main, "del"), texts_of(main, "ins")
    assert "removed: 300" in removed
    assert "added: 320" in added
    assert {"1" * 64, "2" * 64} <= {*texts_of(main, "code")}
    kinds = [words(one) for one in main.iter("a") if one.get("class") == "kind"]
    assert kinds == ["figures", "headline", "wording"]


def test_a_comparison_begins_with_its_answer(server: Served) -> None:
    main = main_of(server.get(f"/b/haidian/{ID}/1..2").text)
    answer = next(one for one in main.iter("ul") if one.get("class") == "summary")
    assert texts_of(answer, "li") == ["标题：示 改为 告", "正文：300 改为 320", "正文：示 改为 告"]


def test_any_two_versions_can_be_chosen(server: Served) -> None:
    main = main_of(server.get(f"/b/haidian/{ID}/compare?old=1&new=3").text)
    assert texts_of(main, "h1") == ["第 1 版与第 3 版的比较"]
    chosen = [one.get("value") for one in main.iter("option") if one.get("selected") is not None]
    assert chosen == ["1", "3"]
    last = server.get(f"/b/haidian/{ID}/compare.json").json
    assert last["comparison"] == f"/b/haidian/{ID}/2..3"


def test_a_missing_version_names_those_there_are(server: Served) -> None:
    found = server.get(f"/en/b/haidian/{ID}/9")
    assert (found.status, "its versions are 1 to 3" in found.text) == (404, True)


def test_a_version_leads_to_its_neighbours(server: Served) -> None:
    found = server.get(f"/b/haidian/{ID}/2.json").json
    assert (found["previous"], found["next"]) == (f"/b/haidian/{ID}/1", f"/b/haidian/{ID}/3")


@pytest.mark.parametrize(
    ("pair", "previous", "following"),
    [("1..2", None, "2..3"), ("2..3", "1..2", None), ("1..3", None, None), ("3..1", None, None)],
)
def test_a_comparison_leads_to_its_neighbours(
    server: Served, pair: str, previous: str | None, following: str | None
) -> None:
    found = server.get(f"/b/haidian/{ID}/{pair}.json").json
    paths = [one and one.rpartition("/")[2] for one in (found["previous"], found["next"])]
    assert paths == [previous, following]


def test_a_comparison_says_if_only_rules_changed(tmp_path: Path) -> None:
    """What the site itself changed between two versions is not hidden by a later version that was read again."""
    put(tmp_path, FIRST, site="haidian")
    put(tmp_path, SECOND, site="haidian", run="20260929T000000Z")
    put(tmp_path, THIRD | {"change": "reread"}, site="haidian", run="20260930T000000Z")
    with served(Reading(tmp_path)) as server:
        found = {
            pair: server.get(f"/en/b/haidian/{ID}/{pair}").text for pair in ("1..2", "2..3", "3..2", "1..3")
        }
    assert [pair for pair, page in found.items() if "The site changed nothing" in page] == ["2..3", "3..2"]


def test_the_views_of_a_comparison_say_the_same(server: Served) -> None:
    address = f"/b/haidian/{ID}/1..2"
    sides, line = (main_of(server.get(f"{address}?{view}").text) for view in ("view=", "view=line"))
    assert texts_of(sides, "ins") == texts_of(line, "ins")
    assert texts_of(sides, "del") == texts_of(line, "del")
    assert [
        row["kind"] for row in server.get(f"{address}.json?context=all").json["difference"]["paragraphs"]
    ] == [
        "edited",
        "table",
        "edited",
    ]


def test_a_capture_is_checked_and_anchored(server: Served, layout: Layout) -> None:
    version = lines(layout)[0]
    path = server.get(f"/b/{SITE}/{version['id']}.json").json["capture"]
    found = server.get(f"{path}.json").json
    assert (found["is_whole"], [one["state"] for one in found["checks"]]) == (True, ["agrees"] * 3)
    assert (found["proof"]["file_state"], found["proof"]["anchor"]["state"]) == ("agrees", "agrees")
    assert found["row"]["bulletin"] == version["id"]
    jsonschema.validate(found, json_schema("capture"))
    main = main_of(server.get(f"/en{path}").text)
    assert "Checked just now: the record is whole" in words(main)
    assert f"/en/b/{SITE}/{version['id']}" in [one.get("href") for one in main.iter("a")]


def test_a_capture_shows_its_source_and_page(server: Served, layout: Layout) -> None:
    path = server.get(f"/b/{SITE}/{lines(layout)[0]['id']}.json").json["capture"]
    source = main_of(server.get(f"{path}?view=source").text)
    assert texts_of(source, "pre") == ["<html><h1>第5号</h1></html>"]
    page = main_of(server.get(f"{path}?view=page").text)
    assert texts_of(page, "strong")[-1] == "第5号"
    assert texts_of(page, "h1") == ["存档原件"]


def test_a_capture_is_found_by_its_record(server: Served, layout: Layout) -> None:
    version = lines(layout)[0]
    number = version["capture"]["record_id"].strip("<>").removeprefix("urn:uuid:")
    path = server.get(f"/b/{SITE}/{version['id']}.json").json["capture"]
    for written in (number, f"urn:uuid:{number}", f"%3Curn:uuid:{number.upper()}%3E"):
        assert server.get(f"/c/{SITE}/{written}.json").json["path"] == path
    page = main_of(server.get(f"/c/{SITE}/{number}?view=page").text)
    assert texts_of(page, "strong")[-1] == "第5号"
    file = version["attachments"][0]["capture"]["record_id"].strip("<>")
    assert server.get(f"/c/{SITE}/{file}.json").json["payload"]["type"] == "application/pdf"
    missing = server.get(f"/en/c/{SITE}/{'0' * 8}-0000-0000-0000-{'0' * 12}")
    assert (missing.status, "Use its file and offset" in missing.text) == (404, True)


def test_a_capture_gives_commands_that_agree(server: Served, layout: Layout) -> None:
    path = server.get(f"/b/{SITE}/{lines(layout)[0]['id']}.json").json["capture"]
    found = server.get(f"{path}.json").json
    commands = {one["name"]: one["command"] for one in found["own_checks"]}
    assert commands["verify"].endswith(f"verify {SITE}")
    ran = subprocess.run(
        ["sh", "-c", commands["file"]], cwd=layout.root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split()[0] == found["proof"]["sha256"]


def test_a_kept_file_is_saved_and_never_shown(server: Served, layout: Layout) -> None:
    version = lines(layout)[0]
    (file,) = server.get(f"/b/{SITE}/{version['id']}.json").json["attachments"]
    for prefix in ("", "/en"):
        found = server.get(f"{prefix}{file['path']}.bin")
        assert (found.status, found.text) == (200, "%PDF 5")
        assert found.headers["content-type"] == "application/octet-stream"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in found.headers["content-security-policy"]
    assert f'href="{file["path"]}.bin" download="表"' in server.get(f"/b/{SITE}/{version['id']}").text
    for wrong in (
        "/c/demo/20260905T060000Z.warc.gz/0.bin",
        "/c/demo/20260905T060000Z.warc.gz/7.bin",
        "/c/demo/x.bin",
    ):
        assert server.get(wrong).status == 404, wrong


def test_a_body_without_page_is_shown_as_paragraphs(server: Served) -> None:
    main = main_of(server.get(f"/b/haidian/{ID}?body=page").text)
    assert "所以按段落显示" in words(main)
    assert "320户" in words(main)


@pytest.mark.parametrize(
    "address",
    [
        "/b/haidian/0000000000000009",
        "/b/haidian/nothing",
        f"/b/other/{ID}",
        f"/b/haidian/{ID}/9",
        f"/b/haidian/{ID}/1..9",
        f"/b/..%2Fhaidian/{ID}",
        f"/b/./{ID}",
        "/c/demo/nothing",
        "/c/haidian/20260928T000000Z.warc.gz/0",
        "/c/demo/20260928T000000Z.warc.gz/0",
        "/c/demo/..%2F..%2Fsearch.sqlite/0",
        "/c/demo/packed.jsonl/0",
        "/c/demo/20260905T060000Z.warc.gz/-1",
        "/c/demo/20260905T060000Z.warc.gz/%C2%B2",
        "/c/%2e%2e/20260905T060000Z.warc.gz/0",
    ],
)
def test_what_is_not_there_is_404(server: Served, address: str) -> None:
    assert server.get(address).status == 404


@pytest.mark.parametrize(
    "address",
    [
        f"/b/haidian/{ID}/x",
        f"/b/haidian/{ID}/0",
        f"/b/haidian/{ID}/{'9' * 5000}",
        f"/b/haidian/{ID}/1..x",
        f"/b/haidian/{ID}/1..2?view=up",
        f"/b/haidian/{ID}/1..2?context=none",
        f"/b/haidian/{ID}?body=raw",
        f"/c/demo/20260905T060000Z.warc.gz/{'9' * 100}",
    ],
)
def test_a_wrong_parameter_is_said(server: Served, address: str) -> None:
    assert server.get(address).status == 400


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_no_text_becomes_markup(server: Served, number: int) -> None:
    address = f"/b/haidian/{100 + number:016x}"
    for page in (
        address,
        f"/en{address}/1",
        f"{address}/1..1?context=all",
        f"{address}/1..1?view=line&context=all",
    ):
        found = server.get(page)
        assert found.status == 200, page
        assert faults(found.text) == [], page
    assert server.get(f"{address}.json").json["version"]["title"] == ATTACKS[number]


def structure_faults(page: str) -> list[str]:
    """Return what a reader with a screen reader would stumble over, as far as the markup alone shows it."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    elements = [one for one in tree.iter() if isinstance(one.tag, str)]
    ids = [one.get("id") for one in elements if one.get("id")]
    found = [f"id {one} twice" for one in {*ids} if ids.count(one) > 1]
    for element in elements:
        found += [f"no {one}" for one in element.get("aria-labelledby", "").split() if one not in ids]
        if element.get("href", "").startswith("#") and element.get("href", "")[1:] not in ids:
            found.append(f"no {element.get('href')}")
        if element.tag in {"a", "th", "h1", "h2", "h3", "dt", "summary", "button"} and not words(element):
            found.append(f"empty {element.tag}")
        if element.tag in {"ul", "ol"} and any(child.tag != "li" for child in element):
            found.append(f"no item of a list: {[child.tag for child in element]}")
        if element.tag == "dl" and any(child.tag not in {"dt", "dd"} for child in element):
            found.append("no item of a dl")
    levels = [int(one.tag[1]) for one in elements if one.tag in {"h1", "h2", "h3", "h4"}]
    found += [f"h{after} behind h{before}" for before, after in pairwise(levels) if after > before + 1]
    return found if levels[:1] == [1] and levels.count(1) == 1 else [*found, f"headings {levels}"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_structure_of_pages_is_sound(server: Served, layout: Layout, language: str) -> None:
    kept = lines(layout)[0]
    capture = server.get(f"/b/{SITE}/{kept['id']}.json").json["capture"]
    for address in (
        f"/b/haidian/{ID}",
        f"/b/haidian/{WITHDRAWN}",
        f"/b/haidian/{100:016x}",
        f"/b/{SITE}/{kept['id']}?body=page",
        f"/b/haidian/{ID}/1..3?context=all",
        f"/b/haidian/{ID}/1..2?view=line&links=1",
        f"/b/haidian/{ID}/compare?old=3&new=1",
        capture,
        f"{capture}?view=source",
        f"{capture}?view=page",
    ):
        found = server.get(language + address)
        assert (found.status, structure_faults(found.text)) == (200, []), address
