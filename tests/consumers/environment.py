"""The environment of a consumer of the archive: other tools, and this package with its extras."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Consumer:
    """A consumer's Python with the tools of the dependency group ``consumers``, and its working directory."""

    place: Path
    archive: Path

    @classmethod
    def settled(cls, place: Path, archive: Path) -> Consumer:
        """Make the environment; ``output`` in the consumer's directory is the archive."""
        place.mkdir()
        uv("venv", "--quiet", place / ".venv")
        python = place / ".venv" / "bin" / "python"
        group = f"{ROOT / 'pyproject.toml'}:consumers"
        uv("pip", "install", "--quiet", "--python", python, "--group", group, "-e", f"{ROOT}[parquet,xlsx]")
        (place / "output").symlink_to(archive)
        return cls(place, archive)

    def run(self, command: str) -> str:
        """Run a command line of the docs, and return what it prints."""
        environment = os.environ | {
            "PATH": f"{self.place / '.venv' / 'bin'}:{os.environ['PATH']}",
            "BULLETIN_ARCHIVE": str(self.archive),
            "SCRAPY_SETTINGS_MODULE": "bulletin_spider.settings",
            "HF_HOME": str(self.place / ".cache"),
            "HF_HUB_OFFLINE": "1",
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=self.place, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def python(self, code: str) -> str:
        """Run a program, and return what it prints."""
        (self.place / "program.py").write_text(code, encoding="utf-8")
        return self.run("python program.py")


def uv(*arguments: object) -> None:
    """Run uv."""
    done = subprocess.run(["uv", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
