from __future__ import annotations

import json
from typing import Any

from bulletin_spider.comparison import size_of_change
from bulletin_spider.web.comparisons.rows import MOST_CHANGES
from bulletin_spider.web.comparisons.versions import compared_versions
from tests.archive.wordings import wording

TEXT = [f"第{number}段：老旧小区改造的情况说明。" for number in range(8)]
TABLE = {"paragraph": 4, "caption": None, "rows": [["街道", "户数"], ["石桥镇", "298"]]}
WITH_TABLE = [*TEXT[:4], "街道 | 户数", "石桥镇 | 298", *TEXT[4:]]
FILE = {"url": "http://x.gov.cn/a.pdf", "name": "申报表.pdf", "kind": "document", "state": "kept", "digest": "a" * 64, "size": 3, "capture": None}  # fmt: skip


def version(**fields: Any) -> dict[str, Any]:
    return wording(1, **({"paragraphs": WITH_TABLE, "tables": [TABLE], "attachments": [FILE]} | fields))


def kinds(found: dict[str, Any]) -> list[str]:
    return [row["kind"] for row in found["paragraphs"]]


def test_equal_versions_have_no_differences() -> None:
    found = compared_versions(version(), version())
    assert (found["kinds"], found["fields"], found["people"], found["tables"]) == ([], [], [], [])
    assert (found["attachments"], found["images"]) == ([], [])
    assert kinds(found) == ["gap"]
    assert {*found["size"].values()} == {0}


def test_changed_cell_is_shown_by_table_not_by_paragraph() -> None:
    rows = [["街道", "户数"], ["石桥镇", "299"]]
    new = version(
        paragraphs=[one.replace("298", "299") for one in WITH_TABLE], tables=[TABLE | {"rows": rows}]
    )
    found = compared_versions(version(), new)
    assert kinds(found) == ["gap"]
    assert [row["kind"] for row in found["tables"][0]["rows"]] == ["equal", "edited"]
    assert (found["size"]["rows_edited"], found["size"]["characters"]) == (1, 6)


def test_whole_text_has_no_gap() -> None:
    found = compared_versions(version(), version(paragraphs=[*WITH_TABLE, "新的一段。"]), whole=True)
    assert kinds(found) == [*["equal"] * 4, "table", *["equal"] * 4, "added"]
    assert [one["kind"] for one in found["tables"]] == ["equal"]


def test_one_neighbour_is_shown_on_each_side() -> None:
    changed = [one.replace("第6段", "第六段") for one in WITH_TABLE]
    found = compared_versions(version(), version(paragraphs=changed))
    assert kinds(found) == ["gap", "equal", "edited", "equal"]


def test_paragraphs_that_became_a_table_are_kept_apart() -> None:
    found = compared_versions(version(paragraphs=TEXT[:1], tables=[]), version(paragraphs=WITH_TABLE[4:6], tables=[TABLE | {"paragraph": 0}]))  # fmt: skip
    assert kinds(found) == ["removed", "table"]
    assert [one["kind"] for one in found["tables"]] == ["added"]


def test_lines_of_the_first_release_are_compared() -> None:
    later = ("moved_to", "tables", "document", "authors", "site_id", "section")
    old = {name: value for name, value in version().items() if name not in later}
    found = compared_versions(old, version())
    assert (kinds(found), found["tables"], found["fields"]) == (["gap"], [], [])


def test_people_are_compared_by_role() -> None:
    found = compared_versions(
        version(reporters=["唐炜", "何川"]), version(reporters=["唐炜"], correspondents=["何川"])
    )
    names = {one["role"]: [(name["name"], name["state"]) for name in one["names"]] for one in found["people"]}
    assert names == {
        "reporters": [("唐炜", "equal"), ("何川", "removed")],
        "correspondents": [("何川", "added")],
    }


def test_replaced_file_is_told_from_a_renamed_one() -> None:
    pairs = [
        (FILE | {"digest": "b" * 64}, "replaced"),
        (FILE | {"name": "登记表.pdf"}, "edited"),
        (FILE | {"state": "owed", "digest": None}, None),
    ]
    for file, state in pairs:
        found = compared_versions(version(), version(attachments=[file]))["attachments"]
        assert [one["state"] for one in found] == ([state] if state else [])


def test_file_of_the_same_name_is_replaced() -> None:
    moved = FILE | {"url": f"{FILE['url']}?2", "digest": "b" * 64}
    (found,) = compared_versions(version(), version(attachments=[moved]))["attachments"]
    assert (found["state"], found["url"], found["new_url"]) == ("replaced", FILE["url"], moved["url"])
    twice = compared_versions(version(), version(attachments=[moved, moved | {"url": "http://x/3"}]))
    assert [one["state"] for one in twice["attachments"]] == ["removed", "added", "added"]


def test_fields_of_the_catalogue_card_are_compared() -> None:
    old, new = (
        version(document={"document_number": number})
        for number in ("青政发〔2026〕12号", "青政发〔2026〕13号")
    )
    (found,) = compared_versions(old, new)["fields"]
    assert (found["name"], found["kind"]) == ("document.document_number", "edited")


def test_size_is_that_of_the_lists() -> None:
    old, new = version(title="公示"), version(title="公告", paragraphs=WITH_TABLE[:-2])
    assert compared_versions(old, new)["size"]["characters"] == size_of_change(old, new)


def test_comparison_is_json() -> None:
    assert json.dumps(compared_versions(version(), version(title="另一个题目", tables=[], images=[{"url": "http://x/1.png", "caption": None}])))  # fmt: skip


def test_a_comparison_without_end_is_cut() -> None:
    old = [f"第{number}段的文字内容" for number in range(2 * MOST_CHANGES)]
    new = [one.replace("文字", "新的") for one in old]
    found = compared_versions(wording(1, paragraphs=old), wording(1, paragraphs=new))
    assert (found["is_cut"], len(found["paragraphs"])) == (True, MOST_CHANGES)
    assert not compared_versions(version(), version())["is_cut"]
