"""A new version gives each attachment a state; what is known of a file stays."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.pipelines.attachments import begin_states

CAPTURE = {
    "file": "captures/demo/20260928T000000Z.warc.gz",
    "offset": 7,
    "record_id": "<x>",
    "digest": "sha1:A",
}
KEPT = {"state": "kept", "digest": "0" * 64, "size": 3, "capture": CAPTURE}


def bulletin(*files: dict[str, Any], **more: Any) -> Bulletin:
    fields: dict[str, Any] = {
        "id": "0" * 16,
        "url": "http://x/",
        "site": "demo",
        "channel": "要闻",
        "title": "题",
    }
    return Bulletin(**fields, date="2026-09-28", attachments=list(files), **more)


def file(number: int, **more: Any) -> dict[str, Any]:
    return {"url": f"http://x/{number}.docx", "name": "申报表"} | more


def states(item: Bulletin, before: dict[str, Any] | None = None, *, asks: bool = True) -> list[str]:
    begin_states(item, before or {}, asks=asks)
    return [one["state"] for one in item.attachments]


def test_new_file_is_owed_or_off() -> None:
    assert states(bulletin(file(1))) == ["owed"]
    assert states(bulletin(file(1)), asks=False) == ["off"]


@pytest.mark.parametrize(
    "film",
    [file(1, url="http://x/1.MP4?id=2"), file(1, kind="audio"), file(1, kind="video")],
    ids=["address", "sound", "film"],
)
def test_films_are_not_asked_for(film: dict[str, Any]) -> None:
    assert states(bulletin(film)) == ["no document"]


def test_twenty_files_are_asked_for() -> None:
    """Films do not count."""
    films = [file(number, kind="video") for number in range(5)]
    found = states(bulletin(*films, *(file(number) for number in range(10, 32))))
    assert found == ["no document"] * 5 + ["owed"] * 20 + ["over limit"] * 2


def test_known_file_keeps_what_is_known() -> None:
    before = {"attachments": [file(1, **KEPT), file(2, state="owed"), file(3)], "warnings": []}
    item = bulletin(file(2), file(1, name="新申报表"), file(3), file(4), change="revised")
    assert states(item, before) == ["owed", "kept", "owed", "owed"]
    assert item.attachments[1] == file(1, name="新申报表") | KEPT


@pytest.mark.parametrize(
    ("change", "state", "warnings"),
    [("reread", "failed", ["attachment http://x/1.docx: HTTP 404"]), ("revised", "owed", [])],
)
def test_failed_file_is_asked_for_after_a_revision(change: str, state: str, warnings: list[str]) -> None:
    text = "attachment http://x/1.docx: HTTP 404"
    before = {"attachments": [file(1, state="failed")], "warnings": ["dates disagree", text]}
    item = bulletin(file(1), change=change)
    assert states(item, before) == [state]
    assert item.warnings == warnings


def test_files_of_a_site_that_was_off_are_owed() -> None:
    before = {"attachments": [file(1, state="off")], "warnings": []}
    assert states(bulletin(file(1), change="reread"), before) == ["owed"]
    assert states(bulletin(file(1), change="reread"), before, asks=False) == ["off"]


def test_state_of_a_page_that_is_the_file_stays() -> None:
    assert states(bulletin(file(1, **KEPT))) == ["kept"]


def test_state_is_not_in_the_fingerprint() -> None:
    plain, kept = bulletin(file(1)), bulletin(file(1, kind="document", **KEPT))
    assert fingerprint(plain) == fingerprint(kept)


def test_malformed_attachment_is_left_to_the_contract() -> None:
    item = bulletin()
    item.attachments = ["http://x/1.docx", {"url": 7}, {"url": "http://[x/1.docx"}]  # type: ignore[list-item]
    begin_states(item, {}, asks=True)
    assert item.attachments[0] == "http://x/1.docx"
