from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from pathlib import Path


def fill(root: Path, *names: str) -> Layout:
    layout = Layout(root)
    layout.bulletins("demo").mkdir(parents=True)
    for name in names:
        (layout.bulletins("demo") / name).touch()
    return layout


def test_segments_are_in_order_of_publication(tmp_path: Path) -> None:
    layout = fill(
        tmp_path,
        "20260929T000000Z-00001.jsonl",
        "20260928T000000Z-10000.jsonl",
        "20260928T000000Z-00002.jsonl",
        "notes.txt",
        ".20260930T000000Z-00001.jsonl.part",
    )
    names = [path.name for path in layout.segments("demo")]
    assert names == [
        "20260928T000000Z-00002.jsonl",
        "20260928T000000Z-10000.jsonl",
        "20260929T000000Z-00001.jsonl",
    ]
    assert [path.name for path in layout.segments("demo", "20260929T000000Z")] == [
        "20260929T000000Z-00001.jsonl"
    ]
    assert layout.segments("elsewhere") == []


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("", 4),
        ("20260828T000000Z-00001.jsonl", 3),
        ("20260927T000000Z", 2),
        ("20260928T000000Z-00002.jsonl", 0),
    ],
)
def test_later_segments_begin_after_a_name(tmp_path: Path, last: str, expected: int) -> None:
    """Those of several months are listed with the table of packs, those of the last month without."""
    names = ["20260828T000000Z-00001.jsonl", "20260901T000000Z-00001.jsonl"]
    names += ["20260928T000000Z-00001.jsonl", "20260928T000000Z-00002.jsonl"]
    layout = fill(tmp_path, *names)
    assert [path.name for path in layout.segments_after("demo", last)] == names[len(names) - expected :]


@pytest.mark.parametrize(
    ("run", "expected"),
    [("20260101T000000Z", 4), ("20260831T000000Z", 4), ("20260902T000000Z", 2), ("20261001T000000Z", 1)],
)
@pytest.mark.parametrize("packed", [False, True])
def test_segments_since_a_time_include_runs_in_progress(
    tmp_path: Path, run: str, expected: int, packed: bool
) -> None:
    old = ["20260828T000000Z-00001.jsonl", "20260828T000000Z-00002.jsonl"]
    names = [*old, "20260901T000000Z-00001.jsonl", "20260928T000000Z-00001.jsonl"]
    layout = fill(tmp_path, *names)
    if packed:
        pack = "20260828T000000Z-00003.jsonl"
        table = [{"name": name, "pack": pack, "start": 0, "bytes": 0} for name in old]
        layout.segment_table("demo").write_text(json.dumps({"segments": table}), encoding="utf-8")
        for name in old:
            (layout.bulletins("demo") / name).rename(layout.bulletins("demo") / pack)
    assert [path.name for path in layout.segments_since("demo", run)] == names[len(names) - expected :]


def test_leftovers_are_half_written_files(tmp_path: Path) -> None:
    layout = fill(tmp_path, ".20260930T000000Z-00001.jsonl.part", "20260929T000000Z-00001.jsonl")
    rejected = layout.rejected("demo", "20260930T000000Z")
    rejected.parent.mkdir(parents=True)
    rejected.with_name(f".{rejected.name}.part").touch()
    assert sorted(path.parent.parent.name for path in layout.leftovers("demo")) == ["bulletins", "rejected"]


@pytest.mark.parametrize(
    ("name", "owned"),
    [
        ("bulletins/demo/x.jsonl", True),
        ("bulletins", True),
        ("search.sqlite", True),
        ("captures/../runs/x.csv", True),
        ("again/index/demo.sqlite", True),
        ("index.sqlite", True),
        ("x.csv", False),
        ("exports/x.csv", False),
        ("bulletins.sqlite", False),
        ("../x.csv", False),
    ],
)
def test_the_archive_owns_its_paths(tmp_path: Path, name: str, *, owned: bool) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "again").symlink_to(tmp_path / "archive")
    assert Layout(tmp_path / "archive").owns(tmp_path / "archive" / name) is owned


def test_warc_files_are_in_the_order_of_writing(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    place = layout.captures_dir("demo")
    place.mkdir(parents=True)
    first, later = "20260928T000000Z", "20260929T000000Z"
    expected = [layout.captures_file("demo", first, number).name for number in (1, 2, 9, 10, 11)]
    assert expected[:2] == [f"{first}.warc.gz", f"{first}-2.warc.gz"]
    others = [f"{first}-3.warc.gz.open", f"{first}-1.warc.gz", f"{first}-02.warc.gz", "notes.warc.gz"]
    for name in (*reversed(expected), f"{later}.warc.gz", *others):
        (place / name).touch()
    assert [path.name for path in layout.captures("demo")] == [*expected, f"{later}.warc.gz"]
    assert [path.name for path in layout.captures("demo", first)] == expected
    assert [path.name for path in layout.open_captures("demo")] == [f"{first}-3.warc.gz.open"]
    assert {run_of(path) for path in layout.captures("demo")} == {first, later}
    assert layout.captures("elsewhere") == layout.open_captures("elsewhere") == []


def test_setting_puts_the_indexes_elsewhere(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/fast/%(site)s.sqlite"
    layout = Layout.of({"ARCHIVE_DIR": str(tmp_path), "INDEX_ADDRESS": address, "DATABASE": ""})
    assert layout.index("demo") == tmp_path / "fast" / "demo.sqlite"
    assert (
        Layout.of({"ARCHIVE_DIR": str(tmp_path), "INDEX_ADDRESS": None, "DATABASE": ""}).index("demo")
        == tmp_path / "index" / "demo.sqlite"
    )


@pytest.mark.parametrize(
    "address",
    ["mysql://me:secret@host/index/%(site)s", "sqlite:////srv/index.sqlite", "/srv/%(site)s.sqlite"],
)
def test_address_of_no_sqlite_file_is_a_usage_fault(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageFault, match=r"INDEX_ADDRESS or DATABASE: .* is not like") as caught:
        Layout(tmp_path, address).index("demo")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("index_address", "database", "expected"),
    [
        ("", "", ""),
        ("", "postgresql://host/news", "postgresql://host/news"),
        ("postgresql+psycopg://other/news", "postgresql://host/news", "postgresql+psycopg://other/news"),
        ("sqlite:////srv/%(site)s.sqlite", "postgresql://host/news", ""),
    ],
)
def test_index_address_goes_before_the_database(index_address: str, database: str, expected: str) -> None:
    settings = {"ARCHIVE_DIR": "/srv", "INDEX_ADDRESS": index_address, "DATABASE": database}
    assert Layout.of(settings).index_database == expected
