"""Paths in a store answer as those of files do."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.s3


def put(root: Path, name: str, content: bytes) -> None:
    path = root / name
    assert isinstance(path, StorePath)
    path.store.put(path.key, content)


@pytest.fixture
def root(store: str) -> Path:
    return archive_path(store)


def test_text_is_address(root: Path, store: str) -> None:
    assert str(root / "a" / "b.txt") == f"{store}/a/b.txt"
    assert str((root / "a" / "b.txt").relative_to(root)) == "a/b.txt"
    assert pickle.loads(pickle.dumps(root / "a")) == root / "a"  # noqa: S301 - our own


def test_reads_like_files(root: Path) -> None:
    put(root, "a/区.txt", "一\n二\n".encode())
    put(root, "a/b/c.txt", b"x")
    assert (root / "a" / "区.txt").read_text(encoding="utf-8") == "一\n二\n"
    with (root / "a" / "区.txt").open("rb") as file:
        assert [*file] == ["一\n".encode(), "二\n".encode()]
    assert (root / "a" / "区.txt").stat().st_size == 8
    assert sorted(path.name for path in (root / "a").iterdir()) == ["b", "区.txt"]
    assert [path.name for path in (root / "a").iterdir() if path.is_dir()] == ["b"]
    assert (root / "a").is_dir()
    assert not (root / "a").is_file()
    assert {path.name for path in root.rglob("*.txt")} == {"c.txt", "区.txt"}


def test_missing_object(root: Path) -> None:
    path = root / "none"
    assert not path.exists()
    assert not path.is_dir()
    for read in (path.read_bytes, path.stat, path.open):
        with pytest.raises(FileNotFoundError):
            read()


def test_ranges(root: Path) -> None:
    content = os.urandom(6_000_000)
    put(root, "large", content)
    put(root, "c.warc.gz", content)
    for name in ("large", "c.warc.gz"):
        with (root / name).open("rb") as file:
            assert file.read() == content
            file.seek(5_999_990)
            assert file.read(100) == content[-10:]
            file.seek(123_456)
            assert file.read(300_000) == content[123_456:423_456]


def test_empty_object_is_hidden(root: Path) -> None:
    put(root, "a/plug", b"")
    put(root, "a/whole", b"x")
    assert [path.name for path in (root / "a").iterdir()] == ["whole"]
    assert not (root / "a" / "plug").exists()


def test_no_local_file(root: Path) -> None:
    for use in (os.fspath, open, os.stat):
        with pytest.raises(TypeError, match="is in an object store"):
            use(root / "a")
    with pytest.raises(TypeError, match="written whole"):
        (root / "a").write_bytes(b"x")


@pytest.mark.parametrize(
    "text", ["s3://", "s3://B_ucket/a", "s3://bucket/a//b", "s3://bucket/../b", "s3://bucket/runs"]
)
def test_wrong_address(text: str) -> None:
    with pytest.raises(UsageFault):
        archive_path(text)
