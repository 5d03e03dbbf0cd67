from __future__ import annotations

from typing import Any

from bulletin_spider.web.comparisons.versions import compared_versions
from tests.archive.wordings import wording

TABLE: dict[str, Any] = {"paragraph": 1, "caption": None, "rows": [["街道", "户数"], ["桂花街道", "365"], ["石桥镇", "298"]]}  # fmt: skip
OLD = wording(
    1, paragraphs=["预计惠及居民300户。", "街道 | 户数", "桂花街道 | 365", "石桥镇 | 298"], tables=[TABLE]
)


def found(**changes: Any) -> dict[str, Any]:
    summary: dict[str, Any] = compared_versions(OLD, OLD | changes)["summary"]
    return summary


def test_edits_are_quoted_with_their_place() -> None:
    rows = [*TABLE["rows"][:1], ["桂花街道", "356"], TABLE["rows"][2]]
    changes = {
        "paragraphs": ["预计惠及居民320户。", "街道 | 户数", "桂花街道 | 356", "石桥镇 | 298"],
        "tables": [TABLE | {"rows": rows}],
        "reporters": ["唐炜"],
    }
    assert [tuple(one.values()) for one in found(**changes)["edits"]] == [
        ("reporters", "", "", "唐炜"),
        ("tables", "桂花街道 户数", "365", "356"),
        ("paragraphs", "", "300", "320"),
    ]


def test_whole_paragraphs_and_files_are_counted() -> None:
    changed = found(
        paragraphs=[*OLD["paragraphs"], "另外还有一段。"],
        attachments=[{"url": "http://x/1.pdf", "name": "表"}],
    )
    assert (changed["paragraphs"], changed["attachments"]) == ({"added": 1}, {"added": 1})
    assert changed["edits"] == []


def test_long_edits_are_shortened_and_counted() -> None:
    changed = found(title="很长" * 40, byline="甲", source="乙", section="丙", date="2026-09-30")
    assert (changed["many"] >= 5, len(changed["edits"])) == (True, 4)
    assert all(len(one["new"]) <= 24 for one in changed["edits"])


def test_equal_versions_have_nothing_to_say() -> None:
    assert found() == {"edits": [], "many": 0, "paragraphs": {}, "rows": {}, "attachments": {}}
