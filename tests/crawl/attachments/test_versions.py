"""What became of files makes a version only if it is new."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bulletin_spider.crawl.attachments.answers import FileAnswer
from bulletin_spider.crawl.attachments.versions import next_version
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import AttachmentState
from tests.archive.wordings import wording

NOW = dt.datetime(2026, 11, 1, 8, tzinfo=SHANGHAI)
OWED = {"url": "http://x/owed.pdf", "name": "决定", "state": "owed"}
KEPT = {
    "url": "http://x/kept.pdf",
    "name": "办法",
    "state": "kept",
    "digest": "a" * 64,
    "size": 3,
    "capture": {},
}


def kept(digest: str = "a") -> FileAnswer:
    return FileAnswer(AttachmentState.KEPT, kept={"digest": digest * 64, "size": 4, "capture": {"offset": 1}})


def published(*files: dict[str, Any]) -> dict[str, Any]:
    title = {"title": {"rule": "h1", "text": ""}}
    return wording(1, "段", attachments=list(files), evidence=title, warnings=["dates disagree"])


def test_file_that_came_is_a_reread() -> None:
    before = published(KEPT, OWED)
    made = next_version(before, {OWED["url"]: kept("b")}, NOW)
    assert made is not None
    assert made.change == "reread"
    assert made.attachments == [KEPT, OWED | kept("b").kept | {"state": "kept"}]
    assert made.evidence["change"] == {"rule": "attachment-kept", "text": f"决定: {'b' * 64}"}
    assert made.evidence["title"] == before["evidence"]["title"]
    assert made.fetched_at == before["fetched_at"]


def test_replaced_file_is_revised_now() -> None:
    made = next_version(published(KEPT, OWED), {KEPT["url"]: kept("b"), OWED["url"]: kept("c")}, NOW)
    assert made is not None
    assert made.change == "revised"
    assert made.evidence["change"]["rule"] == "attachment-replaced attachment-kept"
    assert made.evidence["change"]["text"] == f"办法: {'a' * 64} is now {'b' * 64}; 决定: {'c' * 64}"
    assert made.fetched_at == NOW.isoformat()


def test_dead_file_is_a_warning() -> None:
    made = next_version(published(OWED), {OWED["url"]: FileAnswer(AttachmentState.FAILED, "HTTP 404")}, NOW)
    assert made is not None
    assert made.change == "reread"
    assert made.warnings == ["dates disagree", "attachment http://x/owed.pdf: HTTP 404"]
    assert made.evidence["change"] == {"rule": "attachment-not-kept", "text": "决定: HTTP 404"}


def test_nothing_new_is_no_version() -> None:
    """A kept file that is confirmed, comes again, or is gone meanwhile; an owed one that is still owed."""
    for answer in (kept(), FileAnswer(AttachmentState.FAILED, "HTTP 404"), FileAnswer(AttachmentState.OWED)):
        assert next_version(published(KEPT), {KEPT["url"]: answer}, NOW) is None
    assert next_version(published(OWED), {OWED["url"]: FileAnswer(AttachmentState.OWED)}, NOW) is None
    assert next_version(published(OWED), {}, NOW) is None


def test_evidence_of_many_files_is_bounded() -> None:
    files = [OWED | {"url": f"http://x/{number}", "name": "长" * 500} for number in range(20)]
    made = next_version(published(*files), {file["url"]: kept() for file in files}, NOW)
    assert made is not None
    assert len(made.evidence["change"]["text"]) <= 2_000
