"""The index derives from lines and run records which files are owed, and which are due for a check."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from tests.archive.index.test_index import put_segment, version
from tests.archive.records import run_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = "http://x/1.pdf"
OWED = {"url": URL, "name": "决定", "state": "owed"}
KEPT = OWED | {"state": "kept", "digest": "a" * 64}


@pytest.fixture
def layout(tmp_path: Path, index_address: str) -> Layout:
    return Layout(tmp_path / "archive", index_address)


def put(layout: Layout, run: str, *versions: dict[str, Any], **account: Any) -> None:
    put_segment(layout, f"{run}-00001.jsonl", *versions)
    append_run_record(layout, "demo", run_record(run, attachments=account))


@pytest.fixture
def opened() -> Iterator[list[Index]]:
    found: list[Index] = []
    yield found
    for index in found:
        index.close()


def reopen(layout: Layout, opened: list[Index]) -> Index:
    """Return the index of an archive, after it was derived again."""
    opened.append(Index.open(layout, "demo"))
    opened[-1].rebuild()
    return opened[-1]


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def due(index: Index, text: str) -> list[str]:
    return [known.id for known in index.with_due_files(day(text), 9)]


def test_owed_files_are_those_of_the_latest_version(layout: Layout, opened: list[Index]) -> None:
    versions = (
        version("a", attachments=[OWED]),
        version("b", attachments=[OWED]),
        version("c", attachments=[OWED, KEPT | {"url": "http://x/2.pdf"}]),
        version("d", attachments=[OWED | {"state": "failed"}]),
        version("e", attachments=[{"url": URL, "name": "of an earlier release"}]),
    )
    put(layout, "20260101T000000Z", *versions)
    put(layout, "20260102T000000Z", version("b", 2, attachments=[KEPT]))
    put(layout, "20260103T000000Z", version("a", 2, change="withdrawn", attachments=[OWED]))
    index = reopen(layout, opened)
    assert [known.id for known in index.with_owed_files(9)] == ["c"]
    found = index.with_kept_file(URL)
    assert found is not None
    assert found.id == "b"
    assert index.with_kept_file("http://x/3.pdf") is None


def test_attempts_are_counted_until_the_file_comes(layout: Layout, opened: list[Index]) -> None:
    """Another version of the bulletin with the same state keeps the count."""
    put(layout, "20260101T000000Z", version("a", attachments=[OWED]), tried=[["a", URL]])
    put(layout, "20260102T000000Z", version("a", 2, "g", attachments=[OWED]), tried=[["a", URL]])
    now = day("2026-01-03")
    assert reopen(layout, opened).file_requests("a", now)[URL][:3] == ("owed", 2, 0)
    put(layout, "20260103T000000Z", version("a", 3, "g", attachments=[KEPT]), tried=[["a", URL]])
    assert reopen(layout, opened).file_requests("a", now)[URL][:3] == ("kept", 0, 0)


def test_kept_file_is_checked_after_a_month_and_a_year(layout: Layout, opened: list[Index]) -> None:
    put(layout, "20260101T000000Z", version("a", attachments=[KEPT]))
    index = reopen(layout, opened)
    assert due(index, "2026-01-30") == []
    assert due(index, "2026-01-31") == ["a"]
    assert index.file_requests("a", day("2026-01-31"))[URL].is_due
    put(layout, "20260201T000000Z", version("b"), checked=[["a", URL]])
    index = reopen(layout, opened)
    assert due(index, "2026-12-31") == []
    assert due(index, "2027-01-01") == ["a"]
    put(layout, "20270102T000000Z", version("c"), checked=[["a", URL]])
    assert due(reopen(layout, opened), "2036-01-01") == []


def test_late_first_check_is_the_last(layout: Layout, opened: list[Index]) -> None:
    put(layout, "20260101T000000Z", version("a", attachments=[KEPT]))
    put(layout, "20270301T000000Z", version("b"), checked=[["a", URL]])
    assert due(reopen(layout, opened), "2036-01-01") == []


def test_replaced_file_is_checked_anew(layout: Layout, opened: list[Index]) -> None:
    put(layout, "20260101T000000Z", version("a", attachments=[KEPT]))
    replaced = version("a", 2, attachments=[KEPT | {"digest": "b" * 64}])
    put(layout, "20260201T000000Z", replaced, checked=[["a", URL]])
    index = reopen(layout, opened)
    assert due(index, "2026-03-02") == []
    assert due(index, "2026-03-03") == ["a"]


def test_version_of_a_file_is_no_visit(layout: Layout, opened: list[Index]) -> None:
    """A missing bulletin stays missing when an owed file of it comes or a file is replaced."""
    put(layout, "20260101T000000Z", version("a", attachments=[OWED], capture={"offset": 1}))
    missed = run_record("20260102T000000Z", visits={"missing": ["a"]}, ended="2026-01-02T00:00:00+00:00")
    append_run_record(layout, "demo", missed)
    for revision, change in ((2, "reread"), (3, "revised")):
        later = version(
            "a",
            revision,
            change=change,
            attachments=[KEPT | {"digest": change}],
            fetched_at=f"2027-01-0{revision}T00:00:00+08:00",
            capture={"offset": revision},
        )
        put(layout, f"2026010{revision + 1}T000000Z", later)
    known = reopen(layout, opened).known(["a"])["a"]
    assert (known.revision, known.missing, known.capture) == (3, 1, {"offset": 1})


@pytest.mark.parametrize(
    "attachments",
    [None, "x", [None], [{}], [OWED | {"url": 7}], [OWED | {"state": ["owed"]}]],
    ids=str,
)
def test_damaged_attachments_are_left_out(layout: Layout, opened: list[Index], attachments: object) -> None:
    put(layout, "20260101T000000Z", version("a", attachments=attachments))
    index = reopen(layout, opened)
    assert [*index.known(["a"])] == ["a"]
    assert index.with_owed_files(9) == []


def test_half_of_a_surrogate_pair_stops_no_index(layout: Layout, opened: list[Index]) -> None:
    put(layout, "20260101T000000Z", version("a", attachments=[OWED]))
    segment = layout.segments("demo")[0]
    segment.write_bytes(segment.read_bytes().replace(b"/1.pdf", b"/\\ud800.pdf"))
    assert reopen(layout, opened).with_owed_files(9) == []
