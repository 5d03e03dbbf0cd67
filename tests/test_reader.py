from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
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


def keys(found: Any) -> list[tuple[str, str, int]]:
    return [(one["site"], one["id"], one["revision"]) for one in found]


def test_versions_come_in_the_order_of_publication(archive: Path) -> None:
    demo = [("a", 1), ("b", 1), ("c", 1), ("a", 2), ("c", 2), ("a", 3), ("d", 1)]
    assert keys(reader.versions(archive)) == [*(("demo", *one) for one in demo), ("other", "a", 1)]
    assert keys(reader.versions(archive, "other")) == [("other", "a", 1)]


def test_each_bulletin_comes_once_and_not_withdrawn(archive: Path) -> None:
    assert keys(reader.latest(archive)) == [
        ("demo", "b", 1),
        ("demo", "a", 3),
        ("demo", "d", 1),
        ("other", "a", 1),
    ]
    everything = keys(reader.latest(archive, "demo", withdrawn=True))
    assert everything == [("demo", "b", 1), ("demo", "c", 2), ("demo", "a", 3), ("demo", "d", 1)]


def test_a_restored_bulletin_comes_again(archive: Path) -> None:
    put(archive, "20260924T000000Z-00001.jsonl", version("c", 3, "restored", day=4))
    assert ("demo", "c", 3) in keys(reader.latest(archive))


def test_a_consumer_with_a_cursor_reads_versions_once(archive: Path) -> None:
    cursor: dict[str, str] = {}
    read: list[dict[str, Any]] = []

    def read_new() -> int:
        before = len(read)
        for segment in reader.segments(archive, after=cursor):
            read.extend(reader.read(segment.path))
            cursor[segment.site] = segment.name
        return len(read) - before

    assert read_new() == 8
    assert read_new() == 0
    put(archive, "20260925T000000Z-00001.jsonl", version("e"))
    put(archive, "20260925T000000Z-00002.jsonl", version("f"))
    put(archive, FIRST, version("z"), site="late")
    assert read_new() == 3
    assert cursor == {"demo": "20260925T000000Z-00002.jsonl", "other": SECOND, "late": FIRST}


def test_changes_since_a_segment_were_published_later(archive: Path) -> None:
    assert keys(reader.changes(archive, SECOND, "demo")) == [("demo", "a", 3), ("demo", "d", 1)]
    assert keys(reader.changes(archive, {"demo": THIRD})) == [("other", "a", 1)]


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
def test_changes_since_a_time_were_fetched_later(archive: Path, since: Any) -> None:
    expected = [("demo", "a", 2), ("demo", "c", 2), ("demo", "a", 3), ("demo", "d", 1), ("other", "a", 1)]
    assert keys(reader.changes(archive, since)) == expected


def test_segments_of_earlier_runs_are_not_opened(archive: Path) -> None:
    (archive / "bulletins" / "demo" / FIRST).write_bytes(b"no record")
    assert keys(reader.changes(archive, "2026-09-22T09:00+08:00", "demo")) == [
        ("demo", "a", 3),
        ("demo", "d", 1),
    ]
    with pytest.raises(ValueError, match=f"{FIRST}, line 1 is not a version"):
        list(reader.changes(archive, "2026-09-21", "demo"))


@pytest.mark.parametrize("line", ["5", "null", "[]", "{}", '{"id": "a"}', "", "{", '{"id": "\\ud8"}'])
def test_a_damaged_line_is_named_with_its_number(archive: Path, line: str) -> None:
    path = archive / "bulletins" / "demo" / FIRST
    path.write_text(path.read_text() + line + "\n")
    for reading in (reader.read(path), reader.versions(archive), reader.latest(archive)):
        with pytest.raises(ValueError, match=f"{FIRST}, line 4 is not a version"):
            list(reading)


def test_half_written_and_foreign_files_are_not_read(archive: Path) -> None:
    before = keys(reader.versions(archive))
    place = archive / "bulletins" / "demo"
    for name in (f".{FIRST}.part", "notes.txt", f"{FIRST}~", f"{FIRST}.gz", "20260924T000000Z-1.jsonl"):
        (place / name).write_bytes(b'{"id": "half')
    (archive / "bulletins" / ".DS_Store").write_bytes(b"\0")
    assert keys(reader.versions(archive)) == before


def test_line_separators_in_a_text_end_no_line(tmp_path: Path) -> None:
    put(tmp_path, FIRST, version("a", title="甲\u2028乙\x85丙"))
    assert [one["title"] for one in reader.versions(tmp_path)] == ["甲\u2028乙\x85丙"]


def test_a_missing_archive_or_site_is_an_error(archive: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is not an archive"):
        list(reader.versions(archive / "bulletins"))
    with pytest.raises(FileNotFoundError, match="has no site 'haidian'"):
        list(reader.latest(archive, "haidian"))


PEAK = """
import sys, tracemalloc
from bulletin_spider import reader
tracemalloc.start()
count = sum(1 for _ in getattr(reader, sys.argv[1])(*sys.argv[2:]))
print(count, tracemalloc.get_traced_memory()[1])
"""


def peak(found: int, name: str, *arguments: object) -> int:
    """Return the bytes that reading takes, in a process without threads that other tests may have left."""
    command = [sys.executable, "-c", PEAK, name, *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    count, highest = map(int, ended.stdout.split())
    assert count == found
    return highest


@pytest.mark.slow
def test_memory_stays_flat(tmp_path: Path) -> None:
    for number in range(60):
        name = f"20260921T000000Z-{number:05}.jsonl"
        put(tmp_path, name, *(version(f"{number}-{one}", text="文" * 1000) for one in range(100)))

    size = sum(path.stat().st_size for path in tmp_path.rglob("*.jsonl"))
    assert size > 18_000_000
    assert peak(6000, "versions", tmp_path) < 500_000
    assert peak(6000, "latest", tmp_path) < 500_000


@pytest.mark.slow
def test_memory_holds_one_number_a_revised_bulletin(tmp_path: Path) -> None:
    revised = [version(f"{number:016x}", 2, "revised") for number in range(5000)]
    for site in ("demo", "other"):
        put(tmp_path, FIRST, *revised, site=site)

    one = peak(5000, "latest", tmp_path, "demo")
    assert one < 5000 * 200
    assert peak(10_000, "latest", tmp_path) < one * 1.2


def test_the_reader_runs_as_a_copied_file(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied.py"
    copy.write_bytes(Path(reader.__file__).read_bytes())
    code = f"import copied; print(len(list(copied.latest({str(archive)!r}))))"
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "4"
