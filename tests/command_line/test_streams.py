"""An output that nobody reads, or that takes no more, ends a command in one line at most."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FULL = Path("/dev/full")
COMMANDS = [["-h"], ["list"], ["completion", "bash"]]
"""The overview, a command of Scrapy, and one that runs without it."""


@pytest.mark.slow
@pytest.mark.parametrize("arguments", COMMANDS, ids=str)
def test_reader_that_has_enough_is_no_fault(arguments: list[str]) -> None:
    """As in ``bulletin | head -1``."""
    reading, writing = os.pipe()
    os.close(reading)
    done = _bulletin(arguments, writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_full_output_is_one_line() -> None:
    with FULL.open("w", encoding="utf-8") as full:
        done = _bulletin(["list"], full.fileno())
    assert (done.returncode, done.stderr) == (74, "bulletin: the output: No space left on device\n")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", COMMANDS, ids=str)
def test_closed_output_is_no_fault(arguments: list[str]) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "bulletin_spider", *arguments]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_terminal_of_ascii_gets_the_overview() -> None:
    command = [sys.executable, "-X", "utf8=0", "-m", "bulletin_spider"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u" in done.stdout


def _bulletin(arguments: list[str], output: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bulletin_spider", *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
