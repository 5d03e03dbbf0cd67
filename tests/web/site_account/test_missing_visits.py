from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.site_account.missing_visits import visits_of
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

ID = "0" * 15 + "1"


def test_visits_go_back_to_the_last_one_that_found_it(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    capture = {"file": "captures/demo/20260904T000000Z.warc.gz", "offset": 7, "record_id": "x", "digest": "y"}
    results: list[dict[str, Any]] = [
        {"unchanged": [ID]},
        {"unchanged": ["other"]},
        {"missing": ["other", ID]},
        {"missing": [ID]},
        {"unreachable": [ID]},
    ]
    for day, visits in enumerate(results, 1):
        absent = {ID: capture} if day == 4 else {}
        append_run_record(layout, "demo", run_record(f"2026090{day}T000000Z", visits=visits, absent=absent))
    found, was_found, _ = visits_of(layout, "demo", ID)
    assert was_found
    assert [(one.run[6:8], one.result) for one in found] == [
        ("05", "unreachable"),
        ("04", "missing"),
        ("03", "missing"),
        ("01", "unchanged"),
    ]
    assert [one.capture_address for one in found][1] == "/c/demo/20260904T000000Z.warc.gz/7"
    assert [one.run[6:8] for one in visits_of(layout, "demo", ID, "20260904T000000Z").visits] == ["03", "01"]
    assert visits_of(layout, "demo", "other").visits[-1].result == "unchanged"
    first = visits_of(layout, "demo", ID, "20260901T000000Z")
    assert first == ([], False, True)


def test_a_bulletin_that_was_never_visited_has_none(tmp_path: Path) -> None:
    assert visits_of(Layout(tmp_path), "demo", ID) == ([], False, True)
