"""Programs that check files of deployment, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from filelock import FileLock

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def install_linters(place: Path) -> Path:
    """Install the dependency group ``linters``, once for all workers of a session; return where the programs are."""
    with FileLock(place.with_name(f"{place.name}.lock")):
        if not (place / "done").exists():
            for arguments in (
                ["venv", "--quiet", "--python", sys.executable, str(place)],
                [
                    "pip",
                    "install",
                    "--quiet",
                    "--python",
                    str(place),
                    "--group",
                    f"{ROOT / 'pyproject.toml'}:linters",
                ],
            ):
                subprocess.run(["uv", *arguments], check=True, timeout=300)
            (place / "done").touch()
    return place / "bin"
