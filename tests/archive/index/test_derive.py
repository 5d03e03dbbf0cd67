"""An index that grew run by run, one that was caught up at once and one that is rebuilt hold the same rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.index import derive
from bulletin_spider.archive.index.comparison import compare_index
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.index.tables import METADATA
from bulletin_spider.archive.index.totals import SiteTotals, read_totals
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from tests.archive.index.test_index import CLOSED, IN_FILES, put_segment, version
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

CAPTURE = {"file": "captures/demo/x.warc.gz", "offset": 3, "record_id": "urn:uuid:1", "digest": "sha1:A"}
FORM = {"url": "http://x/form.docx", "state": "owed", "digest": None}
LOST = {"a": "gone", "b": "elsewhere", "z": "gone"}


def run_of(day: int) -> str:
    return f"202609{day:02}T000000Z"


def ended(day: int) -> str:
    return f"2026-09-{day:02}T00:00:09+00:00"


def files(day: int) -> list[dict[str, Any]]:
    return [{"name": f"{day}", "bytes": day * 1000, "sha256": "", "lines": 1}]


RUNS: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    ([version("a", capture=CAPTURE), version("b", attachments=[FORM])], {"outcome": "incomplete"}),
    ([version("c")], {"visits": {"missing": ["a", "c"], "unchanged": ["b"]}, "settled": {"y": "gone"}}),
    ([version("a", 2, "g")], {"visits": {"missing": ["a"]}, "attachments": {"tried": [["b", FORM["url"]]]}}),
    (
        [version("b", 2, change="reread", attachments=[FORM | {"state": "kept", "digest": "d"}])],
        {"visits": {"unchanged": ["c"]}, "seen": {"c": CAPTURE}, "settled": LOST},
    ),
    ([version("c", 2, change="withdrawn"), version("y")], {"channels": {"要闻": CLOSED | {"also": ["a"]}}}),
    ([version("a", 3, "g", change="moved", moved_to="http://new/a.html")], {"outcome": "unreachable"}),
    ([], {"replay": True}),
    ([], {"outcome": "unreachable"}),
]
"""For each day the versions that a run publishes, and what else is in its record."""


def publish(layout: Layout, day: int) -> None:
    versions, more = RUNS[day - 1]
    if versions:
        put_segment(layout, f"{run_of(day)}-00001.jsonl", *versions)
    record = run_record(run_of(day), ended=ended(day), files=files(day))
    append_run_record(layout, "demo", record | more)


def rows(layout: Layout) -> dict[str, list[Any]]:
    indexes = site_indexes(layout)
    with (
        indexes.copied("demo", METADATA.sorted_tables) as uri,
        closing(sqlite3.connect(uri(), uri=True)) as index,
    ):
        names = [name for (name,) in index.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, index.execute(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608 - names of tables


@pytest.fixture
def grown(tmp_path: Path, index_address: str) -> Layout:
    """Return an archive whose index was caught up after each run."""
    layout = Layout(tmp_path, index_address)
    for day in range(1, len(RUNS) + 1):
        publish(layout, day)
        Index.open(layout, "demo").close()
    return layout


def test_rebuilt_index_equals_a_grown_one(grown: Layout) -> None:
    before = rows(grown)
    assert compare_index(grown, "demo").differing == {}
    (counts,) = reindex(grown, ["demo"], whole=True)
    assert (counts.bulletins, counts.versions, counts.runs) == (4, 8, 8)
    assert rows(grown) == before


@pytest.mark.parametrize("most", [1, 2, 3])
def test_batches_of_any_size_give_one_index(
    grown: Layout, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    before = rows(grown)
    monkeypatch.setattr(derive, "_SEGMENTS", most)
    monkeypatch.setattr(derive, "_ROWS", most)
    list(reindex(grown, ["demo"], whole=False))
    assert rows(grown) == before


@IN_FILES
def test_killed_rebuild_goes_on_after_a_whole_batch(grown: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(grown)
    monkeypatch.setattr(derive, "_SEGMENTS", 2)
    add, added = derive.Batch.add_segment, list[str]()

    def add_until_killed(batch: Any, segment: Path) -> None:
        if len(added) == 3:
            raise KeyboardInterrupt
        added.append(segment.name)
        add(batch, segment)

    with monkeypatch.context() as patched:
        patched.setattr(derive.Batch, "add_segment", add_until_killed)
        with pytest.raises(KeyboardInterrupt):
            list(reindex(grown, ["demo"], whole=False))
    assert len(rows(grown)["segments"]) == 2
    Index.open(grown, "demo").close()
    assert rows(grown) == before


def test_totals_follow_every_version_and_record(grown: Layout) -> None:
    totals = read_totals(grown, "demo")
    assert totals is not None
    assert totals[:4] == (4, 8, 1, {"gone": 1})
    assert totals.past == {
        "run": run_of(8),
        "well": False,
        "was_well": True,
        "in_a_row": 2,
        "since": ended(6),
        "ends": [ended(day) for day in (8, 6, 5, 4, 3, 2, 1)],
        "began": ended(2),
        "stored": {f"2026-09-{day:02}": day * 1000 for day in (3, 4, 5, 6, 8)},
    }


@IN_FILES
def test_totals_of_an_unreadable_index_are_unknown(grown: Layout) -> None:
    assert read_totals(grown, "elsewhere") is None
    grown.index("demo").write_bytes(b"no database " * 1000)
    assert read_totals(grown, "demo") is None


def test_totals_before_the_first_run_are_zero(tmp_path: Path, index_address: str) -> None:
    layout = Layout(tmp_path, index_address)
    Index.open(layout, "demo").close()
    assert read_totals(layout, "demo") == SiteTotals()
