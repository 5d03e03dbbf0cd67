"""A full disk is called a full disk, wherever it is met."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.crawl
FULL = "No space left on device; make room or set BULLETIN_ARCHIVE to another one"


@pytest.mark.parametrize("options", ["size=4k", "size=16k", "size=120k", "nr_inodes=3", "nr_inodes=8"])
def test_run_without_room_to_begin_says_so(small_disk: Callable[[str], Path], options: str) -> None:
    """SQLite calls it "database or disk is full", "disk I/O error" or "unable to open database file"."""
    root = small_disk(options) / "archive"
    ended = Archive(root, free_port()).demo()
    assert ended.code == 74
    (line,) = ended.err.splitlines()
    assert line.startswith(f"scrapy crawl: output failed: cannot write the archive at {root}")
    assert line.endswith(FULL)


@pytest.mark.parametrize("options", ["size=360k", "nr_inodes=16"])
def test_run_that_fills_the_disk_says_so(small_disk: Callable[[str], Path], options: str) -> None:
    """With too few inodes, the log is the first file that cannot be made."""
    ended = Archive(small_disk(options) / "archive", free_port()).demo()
    assert ended.code == 74
    assert FULL in ended.out
    assert "make the directory writable" not in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_read_only_disk_is_not_called_full(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("size=1m")
    sudo = ["sudo", "-n"] * (os.getuid() != 0)
    subprocess.run([*sudo, "mount", "-o", "remount,ro", str(disk)], check=True)
    ended = Archive(disk / "archive", free_port()).demo()
    assert ended.code == 74
    assert "Read-only file system; mount its file system for writing or set BULLETIN_ARCHIVE" in ended.err


def test_search_without_room_for_its_index_reads_segments(
    crawled_demo: Archive, small_disk: Callable[[str], Path]
) -> None:
    disk = small_disk("size=1m")
    shutil.copytree(crawled_demo.root, disk / "archive")
    with (disk / "rest").open("wb", buffering=0) as rest, suppress(OSError):
        while rest.write(bytes(4096)):
            pass
    filled = Archive(disk / "archive", free_port())
    ended = filled.scrapy("search", "养老")
    assert (ended.code, len(ended.err.splitlines())) == (0, 2)
    assert "search.sqlite cannot be written here: No space left on device: the published files" in ended.err
