"""The recipes of docs/backup.md: copies taken during runs verify clean, and an archive can be moved, restored, joined."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Archive, Ended, free_port
from tests.docs.blocks import blocks
from tests.docs.tools import installed_tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.serving import Pages

pytestmark = pytest.mark.crawl

RECIPES = {block.heading: block.text for block in blocks(ROOT / "docs" / "backup.md") if block.kind == "sh"}
RUN_BEFORE = """#!/bin/sh
# Before each step of the copy a run ends; before the last one a run in progress ends, too.
case "$*" in *anchors*|*logs*) exec RSYNC "$@";; esac
case "$*" in *captures*) echo >> CALLS; test $(wc -l < CALLS) -lt 2 || touch RELEASE;; esac
echo >> DAYS
day=$(wc -l < DAYS)
(cd CLONE && exec PYTHON -m scrapy crawl demo -a port=PORT -a day=$day --quiet) || exit 99
exec RSYNC "$@"
"""


class Place:
    """A machine with the directories of the page, and an archive in which runs are in progress."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.live = Archive(root / "bulletins", free_port())
        self.copy = Archive(root / "backup" / "bulletins", free_port())

    def run(self, heading: str, first: Path | None = None) -> Ended:
        """Run the recipe below a heading; programs in the directory ``first`` come first."""
        text = (
            RECIPES[heading].replace("/mnt/backup", str(self.root / "backup")).replace("/srv", str(self.root))
        )
        path = f"{first or self.root}:{os.path.dirname(sys.executable)}:/usr/bin:/bin"  # noqa: PTH120
        environment = self.live.environment() | {"PATH": path}
        command = ["sh", "-eu", "-c", text]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def rsync_with_runs(self, released: Path) -> Path:
        """Return the directory of an rsync before which a run ends."""
        directory = self.root / "with_runs"
        directory.mkdir()
        words = {
            "CALLS": directory / "calls",
            "DAYS": directory / "days",
            "RELEASE": released,
            "PYTHON": sys.executable,
            "CLONE": ROOT,
            "PORT": self.live.port,
            "RSYNC": shutil.which("rsync"),
        }
        text = RUN_BEFORE
        for word, value in words.items():
            text = text.replace(word, str(value))
        (directory / "rsync").write_text(text, encoding="utf-8")
        (directory / "rsync").chmod(0o755)
        return directory


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    installed_tool("rsync")
    return Place(tmp_path_factory.mktemp("backup"))


LIST = "<ul>" + "".join(
    f"<li><a href=/x{n}.html>示例街道第{n}次便民集市开集</a><span>2026-09-{n}</span></li>"
    for n in range(10, 16)
)
PAGE = "<h1>示例街道第{n}次便民集市开集</h1><p>2026-09-{n}</p><div class=content><p>示例街道第{n}次便民集市开集，居民在家门口就能磨刀、配钥匙。</p></div>"


@pytest.fixture
def slow(serve: Callable[..., Pages], tmp_path: Path) -> Iterator[tuple[Pages, Path]]:
    """A site whose last article is answered once a file appears."""
    pages = {f"/x{n}.html": PAGE.format(n=n).encode() for n in range(10, 16)}
    server, released = serve(pages | {"/yw/": f"{LIST}</ul>".encode()}), tmp_path / "released"
    server.held["/x15.html"] = threading.Event()

    def watch() -> None:
        while not released.exists():
            time.sleep(0.02)
        server.held["/x15.html"].set()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield server, released
    released.touch()
    watcher.join()


def test_copies_taken_during_runs_verify_clean(place: Place, slow: tuple[Pages, Path]) -> None:
    """A run ends before each step, and one more goes on from before the first step to the last one."""
    server, released = slow
    assert place.live.demo().code == 0
    assert place.live.scrapy("anchor").code == 0
    listing = ("crawl", "listing", "-a", f"url={server.url}/yw/", "-a", "site=slow")
    more = ("-s", "SEGMENT_LINES=1", "-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0")
    running = place.live.start(*listing, *more)
    while len(place.live.versions("slow")) < 5:
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    done = place.run("A copy while runs are in progress", place.rsync_with_runs(released))
    assert (done.code, done.err) == (0, "")
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "")
    assert len(place.copy.runs()) == len(place.live.runs()) - 3
    assert len(place.copy.versions("slow")) == 5
    verified = place.copy.scrapy("verify")
    assert (verified.code, verified.err) == (0, ""), verified.out
    again = place.run("A copy while runs are in progress")
    assert (again.code, place.copy.scrapy("verify").code) == (0, 0)
    assert len(place.copy.versions()) == len(place.live.versions())


def test_copy_in_another_order_misses_files(place: Place) -> None:
    """So the order of the recipe matters."""
    other = Archive(place.root / "other_order", free_port())
    for part in ("bulletins", "captures"):
        shutil.copytree(place.live.root / part, other.root / part)
    assert place.live.demo("-a", "day=40").code == 0
    shutil.copytree(place.live.root / "runs", other.root / "runs")
    verified = other.scrapy("verify")
    assert verified.code == 1
    assert "is named in its run's record, but does not exist" in verified.out


def test_restored_archive_goes_on(place: Place) -> None:
    done = place.run("Restore")
    assert (done.code, done.err) == (0, ""), done.out
    restored = Archive(place.root / "restored", place.live.port)
    before = len(restored.versions())
    assert restored.demo("-a", "day=60").code == 0
    assert len(restored.versions()) > before
    assert restored.scrapy("verify").code == 0


def test_two_archives_of_different_sites_become_one(place: Place) -> None:
    other = Archive(place.root / "other", place.live.port)
    for part in ("bulletins", "captures", "runs"):
        shutil.copytree(place.live.root / part / "demo", other.root / part / "demo")
        for folder in (other.root, place.live.root):
            if folder == place.live.root:
                shutil.rmtree(folder / part / "demo")
    shutil.move(place.live.root / "runs" / "demo.head", other.root / "runs" / "demo.head")
    (place.live.root / "index" / "demo.sqlite").unlink()
    shutil.rmtree(place.live.root / "anchors")
    done = place.run("Two archives into one")
    assert (done.code, done.err) == (0, ""), done.out
    assert len(place.live.versions()) == len(other.versions())
    assert place.live.demo("-a", "day=80").code == 0
    assert place.live.scrapy("verify").code == 0


def test_moved_archive_verifies_clean(place: Place) -> None:
    done = place.run("Moving to another directory or machine")
    assert (done.code, done.err) == (0, ""), done.out
    assert "no faults" in done.out
