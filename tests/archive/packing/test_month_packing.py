from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bulletin_spider import reader
from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.archive.index.comparison import compare_index
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing import month_packing
from bulletin_spider.archive.packing.month_packing import PackedMonth, pack_site
from bulletin_spider.archive.packing.pack_history import PackHistory, pack_events
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.exceptions import LockedSite
from tests.archive.exchanges import read_by_warcio
from tests.archive.packing.building import (
    NOW,
    SITE,
    faults,
    lines,
    names,
    notes,
    page,
    run,
    run_name,
    three_months,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_months(tmp_path_factory.mktemp("months") / "archive").root


@pytest.fixture
def layout(built: Path, tmp_path: Path) -> Layout:
    shutil.copytree(built, tmp_path / "archive")
    return Layout(tmp_path / "archive")


def pack(layout: Layout, before: str = "", *, segments: bool = False, **options: int) -> list[PackedMonth]:
    return list(pack_site(layout, SITE, before, NOW, segments=segments, **options))


def test_closed_months_become_one_file_each(layout: Layout) -> None:
    size = sum(path.stat().st_size for path in layout.captures(SITE))
    packed = pack(layout)
    assert [(one.month, one.files, one.packs) for one in packed] == [("2026-09", 4, 2), ("2026-10", 4, 2)]
    assert [name for name in names(layout) if not name.startswith("bulletins/")] == [
        "captures/2026-09.warc.gz",
        "captures/2026-10.warc.gz",
        "captures/20261105T060000Z.warc.gz",
        "captures/20261115T060000Z.warc.gz",
        "captures/packed.jsonl",
        "rejected/2026-09.jsonl",
        "rejected/2026-10.jsonl",
        "rejected/20261105T060000Z.jsonl",
        "rejected/20261115T060000Z.jsonl",
    ]
    assert sum(path.stat().st_size for path in layout.capture_files(SITE)) == size
    assert pack(layout) == []


def test_every_published_capture_still_resolves(layout: Layout) -> None:
    pack(layout)
    for number, version in enumerate(lines(layout), 1):
        exchange = read_exchange(layout.root, version["capture"])
        assert (exchange.url, exchange.body) == (version["url"], page(number))
        found = reader.capture(layout.root, version)
        assert found
        path, offset = found
        ids = {record.offset: record.id for record in read_records(path)}
        assert ids[offset] == version["capture"]["record_id"]


def test_other_readers_take_a_pack_for_a_warc_file(layout: Layout) -> None:
    before = [record for path in layout.captures(SITE)[:2] for record in read_by_warcio(path)]
    pack(layout)
    assert read_by_warcio(layout.capture_packs(SITE)[0]) == before


def test_verify_is_clean_after_packing(layout: Layout) -> None:
    before = notes(layout)
    assert faults(layout) == []
    pack(layout)
    assert (faults(layout), notes(layout)) == ([], before)
    pack(layout, segments=True)
    assert (faults(layout), notes(layout)) == ([], before)


def test_the_chain_names_old_and_new_files(layout: Layout) -> None:
    recorded = PackHistory.read(layout, SITE).recorded
    pack(layout, "2026-10")
    (event,) = pack_events(layout, SITE)
    assert (event["month"], [one["name"] for one in event["packs"]]) == (
        "2026-09",
        [f"captures/{SITE}/2026-09.warc.gz", f"rejected/{SITE}/2026-09.jsonl"],
    )
    for one in event["files"]:
        assert (one["bytes"], one["sha256"]) == recorded[one["name"]][1:]
    table = [json.loads(line) for line in layout.capture_table(SITE).read_bytes().splitlines()]
    assert [one["file"] for one in table] == sorted(one["name"] for one in event["files"])


def test_segments_of_a_month_become_one(layout: Layout) -> None:
    before, rows = lines(layout), lines_of_index(layout)
    packed = pack(layout, segments=True)
    assert [one.packs for one in packed] == [3, 3]
    assert [path.name for path in layout.segment_files(SITE)] == [
        "20260915T060000Z-00003.jsonl",
        "20261015T060000Z-00003.jsonl",
        "20261105T060000Z-00001.jsonl",
        "20261105T060000Z-00002.jsonl",
        "20261115T060000Z-00001.jsonl",
        "20261115T060000Z-00002.jsonl",
    ]
    assert lines(layout) == before
    assert lines_of_index(layout) == rows


def lines_of_index(layout: Layout) -> dict[str, int]:
    """Return how a grown index differs from one that is derived now."""
    return compare_index(layout, SITE).differing


def test_a_rebuilt_index_equals_a_grown_one(layout: Layout) -> None:
    pack(layout, segments=True)
    assert compare_index(layout, SITE).differing == {}
    list(reindex(layout, [SITE], whole=True))
    comparison = compare_index(layout, SITE)
    assert (comparison.differing, comparison.unread) == ({}, 0)


def test_segments_wait_for_a_publication_in_a_later_month(layout: Layout) -> None:
    december = NOW.replace(month=12)
    packed = list(pack_site(layout, SITE, "", december, segments=True))
    assert [(one.month, one.packs) for one in packed] == [("2026-09", 3), ("2026-10", 3), ("2026-11", 2)]
    run(layout, december, range(30, 31))
    packed = list(pack_site(layout, SITE, "", december, segments=True))
    assert [(one.month, one.packs) for one in packed] == [("2026-11", 1)]
    assert faults(layout) == []


def test_a_cursor_stays_exact_in_a_packed_month(layout: Layout) -> None:
    every = [(segment.name, list(reader.read(segment))) for segment in reader.segments(layout.root)]
    pack(layout, segments=True)
    for read in range(len(every) + 1):
        cursor = {SITE: every[read - 1][0]} if read else {}
        rest = [version for _, versions in every[read:] for version in versions]
        assert list(reader.versions(layout.root, after=cursor)) == rest
        found, after = [], dict(cursor)
        for segment in reader.segments(layout.root, after=cursor):
            found += reader.read(segment)
            after[segment.site] = segment.name
        assert found == rest
        assert list(reader.versions(layout.root, after=after)) == []


def test_a_consumer_that_is_reading_meanwhile_misses_nothing(layout: Layout) -> None:
    before, found = lines(layout), []
    for segment in reader.segments(layout.root):
        found += reader.read(segment)
        pack(layout, segments=True)
    assert found == before


def test_large_months_become_several_packs(layout: Layout) -> None:
    (packed, _) = pack(layout, roll_at=5_000)
    assert packed.packs == 3
    assert [path.name for path in layout.capture_packs(SITE)][:2] == ["2026-09.warc.gz", "2026-09-2.warc.gz"]
    assert faults(layout) == []


def test_logs_of_closed_months_are_removed(layout: Layout) -> None:
    for day in ("20260901", "20261031", "20261101"):
        layout.log(SITE, f"{day}T000000Z").parent.mkdir(parents=True, exist_ok=True)
        layout.log(SITE, f"{day}T000000Z").touch()
    pack(layout)
    assert [path.stem for path in layout.logs(SITE)] == ["20261101T000000Z"]


def test_the_current_month_is_never_packed(layout: Layout) -> None:
    assert {one.month for one in pack(layout, "2099-01")} == {"2026-09", "2026-10"}


@pytest.mark.parametrize("damage", ["missing", "changed", "cut"])
def test_a_damaged_month_stays_as_it_is(layout: Layout, damage: str) -> None:
    path = layout.captures_file(SITE, run_name("2026-09", 15))
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if damage == "cut" else content[:-1] + b"?")
    before = [name for name in names(layout) if "202609" in name]
    first, second = pack(layout)
    assert (first.month, first.packs, second.month, second.packs) == ("2026-09", 0, "2026-10", 2)
    assert first.problem.startswith(f"captures/{SITE}/{path.name} is ")
    assert [name for name in names(layout) if "202609" in name or "2026-09" in name] == before
    path.write_bytes(content)
    assert [one.problem for one in pack(layout)] == [""]
    assert faults(layout) == []


def test_a_month_without_room_stays(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month_packing, "_SPARE", 1 << 60)
    before = names(layout)
    assert all("make room" in one.problem for one in pack(layout))
    assert names(layout) == before


def test_a_site_in_use_is_not_packed(layout: Layout) -> None:
    with FileLock(layout.lock(SITE)), pytest.raises(LockedSite):
        pack(layout)


def test_files_of_unrecorded_runs_stay(layout: Layout) -> None:
    """A killed run's files belong to no run record until the next run recovers them."""
    unrecorded = layout.captures_file(SITE, "20261020T000000Z")
    shutil.copyfile(layout.captures(SITE)[-1], unrecorded)
    (layout.captures_dir(SITE) / "20261021T000000Z.warc.gz.open").touch()
    pack(layout)
    assert unrecorded.exists()
    assert (layout.captures_dir(SITE) / "20261021T000000Z.warc.gz.open").exists()


def test_a_run_goes_on_after_packing(layout: Layout, caplog: pytest.LogCaptureFixture) -> None:
    pack(layout, segments=True)
    run(layout, NOW, range(40, 43))
    assert faults(layout) == []
    assert [version["title"] for version in lines(layout)][-1] == "第42号"
    assert caplog.text == ""  # the index is not rebuilt


@pytest.mark.slow
def test_verify_finds_damage_in_packs(layout: Layout) -> None:
    pack(layout, segments=True)
    for path in (*layout.capture_packs(SITE), *layout.rejection_packs(SITE), *layout.segment_files(SITE)[:2]):
        content = path.read_bytes()
        for changed in (content[: len(content) // 2], content[:700] + b"?" + content[701:], None):
            if changed is None:
                path.unlink()
            else:
                path.write_bytes(changed)
            assert any(path.name in one for one in faults(layout)), (path, changed and len(changed))
            path.write_bytes(content)
    assert faults(layout) == []


@pytest.mark.parametrize("name", ["captures/demo/packed.jsonl", "bulletins/demo/packed.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_lost_table_is_found_and_written_again(layout: Layout, name: str, content: bytes | None) -> None:
    pack(layout, segments=True)
    table = layout.root / name
    before = table.read_bytes()
    table.unlink() if content is None else table.write_bytes(content)
    assert any(name in one and "scrapy pack" in one for one in faults(layout))
    pack(layout)
    assert table.read_bytes() == before
    assert faults(layout) == []


def test_the_search_index_stays_as_it_is(layout: Layout) -> None:
    WordIndex.open(layout.root).close()
    pack(layout, segments=True)
    assert faults(layout) == []
    opened = WordIndex.open_readonly(layout.root)
    assert opened
    index, unread = opened
    with closing(index):
        rows = [row for (row,) in index.rows("SELECT row FROM places ORDER BY row", ())]
        assert (unread, len(rows)) == (0, 18)
        assert [index.read_version(row)["title"] for row in rows] == [f"第{one}号" for one in range(1, 19)]


def test_packing_changes_no_line_of_the_chain(layout: Layout) -> None:
    before = list(chain_lines(layout, SITE))
    pack(layout)
    assert list(chain_lines(layout, SITE))[: len(before)] == before
