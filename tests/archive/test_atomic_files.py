from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.atomic_files import (
    Part,
    create_open_file,
    open_part,
    publish,
    recover_open_file,
    replace,
    replace_unsynced,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Steps = list[tuple[str, str]]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Note each sync, link, rename and removal, with the name of the file."""
    found: Steps = []

    def noting(kind: str, call: Callable[..., object]) -> Callable[..., object]:
        def noted(first: Path | str | int, *rest: object, **options: object) -> object:
            file = Path(f"/proc/self/fd/{first}").readlink() if isinstance(first, int) else Path(first)
            found.append((kind, file.name))
            return call(first, *rest, **options)

        return noted

    for name in ("fsync", "link", "rename", "replace", "unlink"):
        monkeypatch.setattr(os, name, noting(name, getattr(os, name)))
    return found


def test_a_file_is_synced_before_its_name(tmp_path: Path, steps: Steps) -> None:
    final = tmp_path / "x.jsonl"
    publish(open_part(final), final)
    assert steps == [
        ("fsync", ".x.jsonl.part"),
        ("link", ".x.jsonl.part"),
        ("unlink", ".x.jsonl.part"),
        ("fsync", tmp_path.name),
    ]


def test_a_replaced_file_is_synced_before_its_name(tmp_path: Path, steps: Steps) -> None:
    final = tmp_path / "x.json"
    final.write_bytes(b"old")
    with open_part(final) as part:
        part.write(b"new")
        replace(part, final)
    assert final.read_bytes() == b"new"
    assert steps == [("fsync", ".x.json.part"), ("replace", ".x.json.part"), ("fsync", tmp_path.name)]


def test_an_open_file_is_cut_before_its_name(tmp_path: Path, steps: Steps) -> None:
    final = tmp_path / "a" / "b" / "x.warc.gz"
    with create_open_file(final) as file:
        file.write(b"wholetorn")
    assert steps[-3:] == [("fsync", "b"), ("fsync", "a"), ("fsync", tmp_path.name)]
    steps.clear()
    path = final.with_name("x.warc.gz.open")
    assert recover_open_file(path, final, 5) == final
    assert final.read_bytes() == b"whole"
    assert steps == [("fsync", path.name), ("link", path.name), ("unlink", path.name), ("fsync", "b")]


def test_an_open_file_never_replaces_another(tmp_path: Path) -> None:
    final = tmp_path / "a" / "b" / "x.warc.gz"
    create_open_file(final).close()
    with pytest.raises(FileExistsError):
        create_open_file(final)


@pytest.mark.parametrize("make", [open_part, create_open_file])
def test_every_new_directory_is_synced(tmp_path: Path, steps: Steps, make: Callable[[Path], Part]) -> None:
    make(tmp_path / "a" / "b" / "c" / "d" / "e" / "x").close()
    assert {("fsync", name) for name in (tmp_path.name, *"abcd")} <= {*steps}


def test_a_feed_is_replaced_without_a_sync(tmp_path: Path, steps: Steps) -> None:
    """Every run writes every feed of its site, and a run must not wait for the disk so often."""
    path = tmp_path / "x.atom"
    replace_unsynced(path, b"old")
    replace_unsynced(path, b"new")
    assert path.read_bytes() == b"new"
    assert steps == [("replace", ".x.atom.part")] * 2


def test_a_part_has_no_final_name_before_publication(tmp_path: Path) -> None:
    final = tmp_path / "demo" / "20260928T000000Z-00001.jsonl"
    part = open_part(final)
    part.write(b"{}\n")
    assert not list(final.parent.glob("*.jsonl"))
    publish(part, final)
    assert [path.name for path in final.parent.iterdir()] == [final.name]
    assert final.read_bytes() == b"{}\n"


def test_a_failed_write_leaves_no_byte(tmp_path: Path) -> None:
    final = tmp_path / "x.jsonl"
    part = open_part(final)
    part.write(b"first\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            part.write(b"x" * 20_000 + b"\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    part.write(b"third\n")
    publish(part, final)
    assert final.read_bytes() == b"first\nthird\n"


def test_a_published_file_is_never_replaced(tmp_path: Path) -> None:
    final = tmp_path / "x.jsonl"
    final.write_bytes(b"first\n")
    part = open_part(final)
    part.write(b"second\n")
    with pytest.raises(FileExistsError):
        publish(part, final)
    assert final.read_bytes() == b"first\n"
