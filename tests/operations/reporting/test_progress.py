"""The lines at the bottom of a terminal, on a real pseudo terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.operations.reporting.progress import channel_line
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Archive


def run_at_terminal(archive: Archive, *more: str) -> tuple[int, str, str]:
    """Return exit code, stdout, and what the terminal on stderr shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrapy", "crawl", "demo", "-a", f"port={archive.port}", *more]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=archive.environment() | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown: list[bytes] = []
    reader = threading.Thread(target=read_all, args=(ours, shown))
    reader.start()
    out, _ = process.communicate(timeout=120)
    reader.join(timeout=10)
    os.close(ours)
    return process.returncode, out.decode(), b"".join(shown).decode()


def read_all(terminal: int, shown: list[bytes]) -> None:
    try:
        while chunk := os.read(terminal, 1 << 16):
            shown.append(chunk)
    except OSError:
        pass  # the other end is closed


@pytest.mark.crawl
def test_terminal_shows_progress_and_erases_it(archive: Archive) -> None:
    code, out, shown = run_at_terminal(archive, "-a", "limit=20", "-s", "DOWNLOAD_DELAY=0.05", "-L", "INFO")
    assert code == 0
    assert "要闻: page 1, " in shown
    assert " a second, " in shown
    assert " s left" in shown
    assert "INFO: Spider closed (finished)" in shown
    assert "要闻: page" not in out
    assert out.startswith("demo: ok")
    log = next((archive.root / "logs" / "demo").iterdir()).read_text(encoding="utf-8")
    assert "a second" not in log


@pytest.mark.crawl
def test_quiet_run_prints_nothing_at_a_terminal(archive: Archive) -> None:
    assert run_at_terminal(archive, "-a", "limit=3", "--quiet") == (0, "", "")


def test_channel_line_counts_rows_by_status() -> None:
    walk = Walk("要闻", "http://x/")
    walk.pages = 3
    walk.rows.update({"new": 4, "revised": 1, "known": 7, "unchanged": 1, "refused": 2, "asked": 3})
    assert channel_line(walk) == "要闻: page 3, 5 new, 8 known, 2 refused, 3 in progress"
    walk.reach("overlap")
    assert channel_line(walk).endswith(" - overlap on page 3")
