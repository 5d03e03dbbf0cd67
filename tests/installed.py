"""The wheel, installed with all extras in an empty environment outside the clone, as a user has it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock

from tests.conftest import ROOT, Ended

if TYPE_CHECKING:
    from pathlib import Path

EXTRAS = sorted(
    tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
)


@dataclass(frozen=True)
class Installed:
    """An environment that has the wheel, and nothing of the clone. ``bin`` holds its commands."""

    bin: Path
    wheel: Path

    def environment(self, home: Path, **more: str) -> dict[str, str]:
        """Return the environment of a new user: the bare system, and the commands of the wheel."""
        return {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TZ": "Asia/Shanghai",
            "COLUMNS": "80",
        } | more

    def run(self, command: list[str], directory: Path, home: Path, **more: str) -> Ended:
        """Run a command of the wheel in a directory, as a new user without a terminal."""
        done = subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=directory, env=self.environment(home, **more), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)


def install_wheel(place: Path) -> Installed:
    """Build the wheel below ``place`` and install it there, once for all workers of a session."""
    with FileLock(place.with_name(f"{place.name}.lock")):
        if not (place / "done").exists():
            _uv("build", "--wheel", "--quiet", "--out-dir", place / "wheel", ROOT)
            _uv("venv", "--quiet", "--python", sys.executable, place / "venv")
            (wheel,) = (place / "wheel").glob("*.whl")
            _uv("pip", "install", "--quiet", "--python", place / "venv", f"{wheel}[{','.join(EXTRAS)}]")
            (place / "done").touch()
    (wheel,) = (place / "wheel").glob("*.whl")
    return Installed(place / "venv" / "bin", wheel)


def _uv(*arguments: object) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        ["uv", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
