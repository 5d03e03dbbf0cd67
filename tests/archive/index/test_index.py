from __future__ import annotations

import json
import re
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.exceptions import ArchiveUnread, IndexFault
from tests.archive.records import run_record
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path


RUN = "20260928T000000Z"
CLOSED = {"closed": True, "url": "http://x/"}
OPEN = {"closed": False, "url": "http://x/"}
IN_FILES = pytest.mark.parametrize("index_address", [""])
"""For what is of files only."""
OWED = {"id": "x", "url": "http://x/x.html", "title": "标题", "date": None, "channel": "要闻"}


def put_segment(layout: Layout, name: str, *versions: dict[str, Any], site: str = "demo") -> None:
    place = layout.bulletins(site)
    place.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(version, ensure_ascii=False) + "\n" for version in versions)
    (place / name).write_text(lines, encoding="utf-8")


def version(identity: str, revision: int = 1, fingerprint: str = "f", **more: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "url": f"http://x/{identity}.html",
        "channel": "要闻",
        "title": "标题",
        "date": "2026-09-28",
        "change": "new" if revision == 1 else "revised",
        "revision": revision,
        "fingerprint": fingerprint,
        "fetched_at": "2026-09-28T08:00:00+08:00",
        "capture": None,
    } | more


@pytest.fixture
def layout(tmp_path: Path, index_address: str) -> Layout:
    return Layout(tmp_path / "archive", index_address)


def test_bulletins_have_first_run_and_latest_version(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"), version("b"))
    put_segment(layout, "20260929T000000Z-00001.jsonl", version("a", 2, "g"))
    index = Index.open(layout, "demo")
    known = index.known(["a", "b", "c"])
    assert {name: (one.run, one.change, one.revision, one.fingerprint) for name, one in known.items()} == {
        "a": ("20260928T000000Z", "revised", 2, "g"),
        "b": ("20260928T000000Z", "new", 1, "f"),
    }
    assert index.version(known["a"])["fingerprint"] == "g"
    index.close()


def test_absent_bulletin_is_found_once_published(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    index = Index.open(layout, "demo")
    assert not index.known(["b"])
    put_segment(layout, "20260929T000000Z-00001.jsonl", version("b"))
    index.catch_up()
    assert [*index.known(["b"])] == ["b"]
    index.close()


def test_catching_up_reads_only_new_segments(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    index = Index.open(layout, "demo")
    (layout.bulletins("demo") / "20260928T000000Z-00001.jsonl").write_text("no longer readable")
    put_segment(layout, "20260929T000000Z-00001.jsonl", version("b"))
    index.catch_up()
    assert set(index.known(["a", "b"])) == {"a", "b"}
    index.close()


def test_sites_are_separate(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"), site="one")
    index = Index.open(layout, "other")
    assert index.known(["a"]) == {}
    assert index.last_run() is None
    index.close()


def test_line_separators_in_a_text_end_no_line(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a", title="一\u2028二\x85三"), version("b"))
    index = Index.open(layout, "demo")
    assert set(index.known(["a", "b"])) == {"a", "b"}
    index.close()


def test_a_channel_is_closed_by_gapless_runs_only(layout: Layout) -> None:
    append_run_record(layout, "demo", run_record("20260928T000000Z", channels={"要闻": CLOSED, "公告": OPEN}))
    append_run_record(layout, "demo", run_record("20260929T000000Z", channels={"要闻": OPEN}, failed=[OWED]))
    index = Index.open(layout, "demo")
    assert index.closed_channels() == {("要闻", "http://x/"): "20260928T000000Z"}
    assert index.last_run() == "20260929T000000Z"
    assert index.last_record()["failed"] == [OWED]
    index.close()


def test_the_last_run_is_known_without_its_record(layout: Layout) -> None:
    append_run_record(layout, "demo", run_record("20260928T000000Z", channels={}))
    put_segment(layout, "20260929T000000Z-00001.jsonl", version("a"))
    index = Index.open(layout, "demo")
    assert index.last_run() == "20260929T000000Z"
    index.close()


@IN_FILES
@pytest.mark.parametrize("damage", [b"", b"no database " * 1000])
def test_a_lost_or_damaged_database_is_rebuilt(layout: Layout, damage: bytes) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    Index.open(layout, "demo").close()
    layout.index("demo").write_bytes(damage)
    index = Index.open(layout, "demo")
    assert set(index.known(["a"])) == {"a"}
    index.close()


@IN_FILES
def test_damage_found_later_deletes_the_database(layout: Layout) -> None:
    for site in ("demo", "other"):
        put_segment(layout, "20260926T000000Z-00001.jsonl", version("a"), site=site)
        Index.open(layout, site).close()
    path = layout.index("demo")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'bulletins'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    index = Index.open(layout, "demo")
    with pytest.raises(IndexFault, match="malformed; nothing is lost, the next run brings it up to date"):
        list(index.all_bulletins())
    index.close()
    assert (path.exists(), layout.index("other").exists()) == (False, True)
    with closing(Index.open(layout, "demo")) as again:
        assert set(again.known(["a"])) == {"a"}


@IN_FILES
def test_a_damaged_json_column_deletes_the_database(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    index = Index.open(layout, "demo")
    with closing(sqlite3.connect(layout.index("demo"))) as database, database:
        database.execute("UPDATE bulletins SET capture = '{'")
    with pytest.raises(IndexFault, match="a column is not JSON"):
        index.known(["a"])
    index.close()
    assert not layout.index("demo").exists()


@IN_FILES
def test_a_full_disk_leaves_the_database(layout: Layout) -> None:
    index = Index.open(layout, "demo")
    put_segment(layout, "20260928T000000Z-00001.jsonl", *(version(str(number)) for number in range(999)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (layout.index("demo").stat().st_size, hard))
    try:
        with pytest.raises(IndexFault) as caught:
            index.add_published(layout.segments("demo"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    index.close()
    text = f"{layout.index('demo')}: disk I/O error; nothing is lost, the next run brings it up to date"
    assert (str(caught.value), caught.value.outcome) == (text, "output failed")
    index = Index.open(layout, "demo")
    assert index.known(["7"]).keys() == {"7"}
    index.close()


def test_a_number_too_large_is_left_out(layout: Layout, caplog: pytest.LogCaptureFixture) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a", 10**30), version("b"))
    with closing(Index.open(layout, "demo")) as index:
        assert index.known(["a", "b"]).keys() == {"b"}
    assert "20260928T000000Z-00001.jsonl, offset 0 has a value that no archive" in caplog.text


def test_a_removed_or_older_segment_rebuilds_the_index(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    put_segment(layout, "20260929T000000Z-00001.jsonl", version("b"))
    Index.open(layout, "demo").close()
    (layout.bulletins("demo") / "20260929T000000Z-00001.jsonl").unlink()
    index = Index.open(layout, "demo")
    assert set(index.known(["a", "b"])) == {"a"}
    put_segment(layout, "20260927T000000Z-00001.jsonl", version("c"))
    index.catch_up()
    assert set(index.known(["a", "b", "c"])) == {"a", "c"}
    index.close()


def test_only_a_closed_walk_shows_other_bulletins(layout: Layout) -> None:
    append_run_record(
        layout, "demo", run_record("20260928T000000Z", channels={"要闻": CLOSED | {"also": ["a"]}})
    )
    append_run_record(
        layout,
        "demo",
        run_record("20260929T000000Z", channels={"要闻": OPEN | {"also": ["b"]}}, settled={"c": "gone"}),
    )
    index = Index.open(layout, "demo")
    assert index.shown_in_channel("要闻", ["a", "b"]) == {"a"}
    assert index.shown_in_channel("公告", ["a", "b"]) == set()
    assert index.settled(["a", "c"]) == {"c"}
    index.close()


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ({"title": "标题"}, "id, url, channel"),
        (version("b", fetched_at="2026-13-40"), "fetched_at:"),
        (version("b", capture="x", revision="2"), "revision, capture:"),
        ([version("b")], "id, url, channel"),
    ],
)
def test_a_wrong_line_is_left_out_and_named(
    layout: Layout, line: Any, lacking: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It must not keep its site from running; 'scrapy verify' reports it. The index itself is not damaged and stays."""
    Index.open(layout, "demo").close()
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"), line, version("z"))
    before = layout.index_database or layout.index("demo").stat().st_ino
    with closing(Index.open(layout, "demo")) as index:
        assert index.known(["a", "b", "z"]).keys() == {"a", "z"}
    assert re.search(rf"20260928T000000Z-00001.jsonl, line 2 lacks {lacking}", caplog.text)
    assert (layout.index_database or layout.index("demo").stat().st_ino) == before


@IN_FILES
@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE bulletins",
        "UPDATE last_record SET record = '{'",
        "UPDATE last_record SET record = CAST(x'7B22FF227D' AS TEXT)",
        "UPDATE stamps SET stamp = CAST(x'FF' AS TEXT)",
    ],
)
def test_damaged_rows_are_rebuilt_at_the_opening(layout: Layout, damage: str) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    append_run_record(layout, "demo", run_record("20260928T000000Z", channels={"要闻": CLOSED}))
    index = Index.open(layout, "demo")
    index.store_stamp()
    index.close()
    with closing(sqlite3.connect(layout.index("demo"))) as database, database:
        database.execute(damage)
    index = Index.open(layout, "demo")
    assert index.known(["a"]).keys() == {"a"}
    assert index.last_record()["run"] == "20260928T000000Z"
    index.close()


@IN_FILES
@pytest.mark.slow
def test_simultaneous_openings_share_the_database(layout: Layout) -> None:
    code = "import sys; from pathlib import Path; from bulletin_spider.archive.index.index import Index; from bulletin_spider.archive.layout import Layout; Index.open(Layout(Path(sys.argv[1])), sys.argv[2]).close()"
    started = [subprocess.Popen([sys.executable, "-c", code, str(layout.root), f"site{n}"]) for n in range(6)]
    assert [process.wait(timeout=60) for process in started] == [0] * 6


def test_a_line_without_a_version_is_named(layout: Layout) -> None:
    put_segment(layout, "20260928T000000Z-00001.jsonl", version("a"))
    index = Index.open(layout, "demo")
    known = index.known(["a"])["a"]
    (layout.bulletins("demo") / known.segment).write_text("{")
    with pytest.raises(ArchiveUnread, match="has no version at offset 0"):
        index.version(known)
    index.close()


@pytest.mark.parametrize(
    "damage",
    [
        {"channels": None},
        {"run": 3},
        {"visits": {"missing": 3}},
        {"ended": "x"},
        {"settled": {"\ud800": "gone"}},
    ],
)
def test_damaged_run_record_is_left_out_and_named(
    layout: Layout, damage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The next run takes it for that of a killed run, and finds again what it did not record."""
    lines = [run_record(RUN, channels={"要闻": CLOSED}), run_record("20260929T000000Z") | damage]
    write_lines(layout, *lines)
    with closing(Index.open(layout, "demo")) as index:
        assert index.last_record()["run"] == RUN
    assert re.search(r"runs/demo.jsonl: the record that ends at byte \d+ is left out \(", caplog.text)


def test_missing_keys_of_a_record_are_named(layout: Layout, caplog: pytest.LogCaptureFixture) -> None:
    write_lines(layout, {"run": RUN, "files": [], "channels": {}, "ended": "2026-09-28T00:00:00+00:00"})
    Index.open(layout, "demo").close()
    assert (
        "is left out (lacks outcome, reasons, captures, rejected, recovered): restore the line" in caplog.text
    )


def write_lines(layout: Layout, *records: dict[str, Any]) -> None:
    layout.head("demo").parent.mkdir(parents=True)
    layout.earlier_runs("demo").write_text(
        "".join(json.dumps(one) + "\n" for one in records), encoding="utf-8"
    )


def test_opening_an_index_makes_none_of_another_site(tmp_path: Path) -> None:
    """The table of hosts is filled from the indexes of all sites, as far as there are any."""
    put(tmp_path, wording(1))
    put(tmp_path, wording(2), site="other")
    Index.open(Layout(tmp_path), "demo").close()
    assert Layout(tmp_path).index("demo").exists()
    assert not Layout(tmp_path).index("other").exists()
