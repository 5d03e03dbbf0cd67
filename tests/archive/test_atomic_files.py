from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.atomic_files import open_part, publish

if TYPE_CHECKING:
    from pathlib import Path


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
