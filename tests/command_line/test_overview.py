"""`bulletin` alone says what to type first; an unknown command gets a suggestion."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bulletin_spider.command_line.overview import GROUPS, command_names, overview
from tests.conftest import ROOT

OURS = {path.stem for path in (ROOT / "bulletin_spider" / "actions").glob("[a-z]*.py")}


def bulletin(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bulletin_spider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_command_is_in_one_group() -> None:
    grouped = [name for commands in GROUPS.values() for name in commands]
    assert len(grouped) == len({*grouped})
    assert {*grouped} >= OURS


def test_overview_fits_a_terminal() -> None:
    lines = overview(command_names()).splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert lines[2] == "begin with:"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("-h",), ("--help",)], ids=str)
def test_overview_is_printed_without_a_command(arguments: tuple[str, ...]) -> None:
    done = bulletin(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: bulletin COMMAND")


@pytest.mark.slow
def test_unknown_command_gets_a_suggestion() -> None:
    done = bulletin("statu")
    message = "bulletin: usage: unknown command 'statu' (did you mean 'status'?); see 'bulletin -h'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
