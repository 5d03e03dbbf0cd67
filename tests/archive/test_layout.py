from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from pathlib import Path


def fill(root: Path, *names: str) -> Layout:
    layout = Layout(root)
    layout.bulletins("demo").mkdir(parents=True)
    for name in names:
        (layout.bulletins("demo") / name).touch()
    return layout


def test_segments_come_in_order_of_publication_and_nothing_else_is_one(tmp_path: Path) -> None:
    layout = fill(
        tmp_path,
        "20260929T000000Z-0001.jsonl",
        "20260928T000000Z-10000.jsonl",
        "20260928T000000Z-0002.jsonl",
        "notes.txt",
        ".20260930T000000Z-0001.jsonl.part",
    )
    names = [path.name for path in layout.segments("demo")]
    assert names == [
        "20260928T000000Z-0002.jsonl",
        "20260928T000000Z-10000.jsonl",
        "20260929T000000Z-0001.jsonl",
    ]
    assert [path.name for path in layout.segments("demo", "20260929T000000Z")] == [
        "20260929T000000Z-0001.jsonl"
    ]
    assert layout.segments("elsewhere") == []


def test_leftovers_are_what_a_killed_run_left_half_written(tmp_path: Path) -> None:
    layout = fill(tmp_path, ".20260930T000000Z-0001.jsonl.part", "20260929T000000Z-0001.jsonl")
    rejected = layout.rejected("demo", "20260930T000000Z")
    rejected.parent.mkdir(parents=True)
    rejected.with_name(f".{rejected.name}.part").touch()
    assert sorted(path.parent.parent.name for path in layout.leftovers("demo")) == ["bulletins", "rejected"]
