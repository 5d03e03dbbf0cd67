from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider import reader

FIRST, SECOND, THIRD = (f"2026092{day}T000000Z-00001.jsonl" for day in (1, 2, 3))


def version(
    identity: str, revision: int = 1, change: str = "new", *, day: int = 1, **more: Any
) -> dict[str, Any]:
    moment = f"2026-09-2{day}T08:00:30+08:00"
    return {
        "site": "demo",
        "id": identity,
        "revision": revision,
        "change": change,
        "fetched_at": moment,
    } | more


def put(root: Path, name: str, *found: dict[str, Any], site: str = "demo") -> None:
    place = root / "bulletins" / site
    place.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(one | {"site": site}, ensure_ascii=False) + "\n" for one in found)
    (place / name).write_text(lines, encoding="utf-8")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(tmp_path, FIRST, version("a"), version("b"), version("c"))
    put(tmp_path, SECOND, version("a", 2, "revised", day=2), version("c", 2, "withdrawn", day=2))
    put(tmp_path, THIRD, version("a", 3, "revised", day=3), version("d", day=3))
    put(tmp_path, SECOND, version("a", day=2), site="other")
    return tmp_path


def told(found: Any) -> list[tuple[str, str, int]]:
    return [(one["site"], one["id"], one["revision"]) for one in found]


def test_all_versions_come_in_order_of_publication_site_by_site(archive: Path) -> None:
    demo = [("a", 1), ("b", 1), ("c", 1), ("a", 2), ("c", 2), ("a", 3), ("d", 1)]
    assert told(reader.versions(archive)) == [*(("demo", *one) for one in demo), ("other", "a", 1)]
    assert told(reader.versions(archive, "other")) == [("other", "a", 1)]


def test_the_latest_wording_of_each_bulletin_comes_once_and_no_withdrawn_one(archive: Path) -> None:
    assert told(reader.latest(archive)) == [
        ("demo", "b", 1),
        ("demo", "a", 3),
        ("demo", "d", 1),
        ("other", "a", 1),
    ]
    everything = told(reader.latest(archive, "demo", withdrawn=True))
    assert everything == [("demo", "b", 1), ("demo", "c", 2), ("demo", "a", 3), ("demo", "d", 1)]


def test_a_restored_bulletin_is_there_again(archive: Path) -> None:
    put(archive, "20260924T000000Z-00001.jsonl", version("c", 3, "restored", day=4))
    assert ("demo", "c", 3) in told(reader.latest(archive))


def test_a_consumer_that_keeps_the_last_segment_of_each_site_reads_every_version_once(archive: Path) -> None:
    cursor: dict[str, str] = {}
    read: list[dict[str, Any]] = []

    def come() -> int:
        before = len(read)
        for segment in reader.segments(archive, after=cursor):
            read.extend(reader.read(segment.path))
            cursor[segment.site] = segment.name
        return len(read) - before

    assert come() == 8
    assert come() == 0
    put(archive, "20260925T000000Z-00001.jsonl", version("e"))
    put(archive, "20260925T000000Z-00002.jsonl", version("f"))
    put(archive, FIRST, version("z"), site="late")
    assert come() == 3
    assert cursor == {"demo": "20260925T000000Z-00002.jsonl", "other": SECOND, "late": FIRST}


def test_changes_since_a_segment_are_those_published_behind_it(archive: Path) -> None:
    assert told(reader.changes(archive, SECOND, "demo")) == [("demo", "a", 3), ("demo", "d", 1)]
    assert told(reader.changes(archive, {"demo": THIRD})) == [("other", "a", 1)]


@pytest.mark.parametrize(
    "since",
    [
        "2026-09-22T08:00:30+08:00",
        "2026-09-22",
        "2026-09-22T00:00:30+00:00",
        dt.date(2026, 9, 22),
        dt.datetime(2026, 9, 22, 8, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    ],
)
def test_changes_since_a_time_are_those_fetched_then_or_later(archive: Path, since: Any) -> None:
    wanted = [("demo", "a", 2), ("demo", "c", 2), ("demo", "a", 3), ("demo", "d", 1), ("other", "a", 1)]
    assert told(reader.changes(archive, since)) == wanted


def test_runs_that_had_ended_by_a_time_are_not_even_opened(archive: Path) -> None:
    (archive / "bulletins" / "demo" / FIRST).write_bytes(b"no record")
    assert told(reader.changes(archive, "2026-09-22T09:00+08:00", "demo")) == [
        ("demo", "a", 3),
        ("demo", "d", 1),
    ]
    with pytest.raises(ValueError, match=f"{FIRST}, line 1 is no record"):
        list(reader.changes(archive, "2026-09-21", "demo"))


@pytest.mark.parametrize("line", ["5", "null", "[]", "{}", '{"id": "a"}', "", "{", '{"id": "\\ud8"}'])
def test_a_damaged_line_is_told_with_its_file_and_number(archive: Path, line: str) -> None:
    path = archive / "bulletins" / "demo" / FIRST
    path.write_text(path.read_text() + line + "\n")
    for reading in (reader.read(path), reader.versions(archive), reader.latest(archive)):
        with pytest.raises(ValueError, match=f"{FIRST}, line 4 is no record"):
            list(reading)


def test_half_written_files_and_strangers_are_never_read(archive: Path) -> None:
    before = told(reader.versions(archive))
    place = archive / "bulletins" / "demo"
    for name in (f".{FIRST}.part", "notes.txt", f"{FIRST}~", f"{FIRST}.gz", "20260924T000000Z-1.jsonl"):
        (place / name).write_bytes(b'{"id": "half')
    (archive / "bulletins" / ".DS_Store").write_bytes(b"\0")
    assert told(reader.versions(archive)) == before


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    put(tmp_path, FIRST, version("a", title="甲\u2028乙\x85丙"))
    assert [one["title"] for one in reader.versions(tmp_path)] == ["甲\u2028乙\x85丙"]


def test_a_place_that_is_no_archive_is_said_to_be_none(archive: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is no archive"):
        list(reader.versions(archive / "bulletins"))
    with pytest.raises(FileNotFoundError, match="holds no site 'haidian'"):
        list(reader.latest(archive, "haidian"))


def test_memory_stays_flat_however_much_is_read(tmp_path: Path) -> None:
    for number in range(60):
        name = f"20260921T000000Z-{number:05}.jsonl"
        put(tmp_path, name, *(version(f"{number}-{one}", text="文" * 1000) for one in range(100)))

    def peak(reading: Any) -> int:
        tracemalloc.start()
        assert sum(1 for _ in reading) == 6000
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    size = sum(path.stat().st_size for path in tmp_path.rglob("*.jsonl"))
    assert size > 18_000_000
    assert peak(reader.versions(tmp_path)) < 500_000
    assert peak(reader.latest(tmp_path)) < 500_000


def test_of_bulletins_that_were_revised_a_number_is_kept_site_by_site(tmp_path: Path) -> None:
    revised = [version(f"{number:016x}", 2, "revised") for number in range(5000)]
    for site in ("demo", "other"):
        put(tmp_path, FIRST, *revised, site=site)

    def peak(reading: Any, found: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in reading) == found
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    one = peak(reader.latest(tmp_path, "demo"), 5000)
    assert one < 5000 * 200
    assert peak(reader.latest(tmp_path), 10_000) < one * 1.2


def test_it_can_be_copied_and_run_alone(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied.py"
    copy.write_bytes(Path(reader.__file__).read_bytes())
    code = f"import copied; print(len(list(copied.latest({str(archive)!r}))))"
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "4"
