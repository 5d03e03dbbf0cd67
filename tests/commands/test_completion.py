"""A real shell completes commands, options and sites with the code that ``completion`` prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BASH = """
{code}
COMP_WORDS=({words}) COMP_CWORD={at}
_bulletin
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def printed(*arguments: str) -> str:
    command = [sys.executable, "-m", "bulletin_spider", "completion", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def code() -> str:
    return printed("bash")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["sta"], ["startproject", "status"]),
        (["status", "--j"], ["--json"]),
        (["crawl", "--qu"], ["--quiet"]),
        (["crawl", "hai"], ["haidian"]),
        (["verify", "demo", "hai"], ["haidian"]),
        (["export", "--site", "xi"], ["xicheng"]),
        (["search", "hai"], [""]),
    ],
    ids=str,
)
def test_bash_completes(code: str, typed: list[str], expected: list[str]) -> None:
    words = " ".join(f"'{word}'" for word in ["bulletin", *typed])
    script = BASH.format(code=code, words=words, at=len(typed))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == expected
    assert done.stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_code_names_commands_and_options(shell: str) -> None:
    """A shell that is installed also reads it."""
    text = printed(shell)
    assert "haidian" not in text, "sites are asked for when they are completed"
    assert all(word in text for word in ("search", "limit", "completion sites"))
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=text, text=True, check=True)
