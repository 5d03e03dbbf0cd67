"""The wheel is installed with the versions and hashes that the recipe writes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.installed import Installed


@pytest.mark.slow
def test_constraints_install_what_the_wheel_needs(installed: Installed, tmp_path: Path) -> None:
    file, place = tmp_path / "constraints.txt", tmp_path / "venv"
    install = ["uv", "pip", "install", "--quiet", "--python", place]
    for command in (
        ["just", "constraints", file],
        ["uv", "venv", "--quiet", "--python", sys.executable, place],
        [*install, "--require-hashes", "--requirement", file],
        [*install, "--no-deps", installed.wheel],
        ["uv", "pip", "check", "--quiet", "--python", place],
    ):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
    assert subprocess.run([place / "bin" / "bulletin", "version"], cwd=tmp_path, check=False).returncode == 0
