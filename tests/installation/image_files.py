"""What the Dockerfile and compose.yaml say."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import yaml

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.installed import Installed

DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yaml"
_INSTRUCTION = re.compile(r"^([A-Z]+) (.+)$", re.MULTILINE)


def instructions() -> list[tuple[str, str]]:
    """Return (instruction, value) of each line of the Dockerfile, in its order."""
    lines = (line for line in DOCKERFILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return _INSTRUCTION.findall("\n".join(lines).replace("\\\n", " "))


def last(name: str) -> str:
    """Return the value of the last instruction of this name."""
    return [value for found, value in instructions() if found == name][-1]


def variables(installed: Installed) -> dict[str, str]:
    """Return the environment of the image, with the wheel in the place of its packages."""
    environment = dict(value.split("=", 1) for value in shlex.split(last("ENV")))
    more = {"PATH": f"{installed.bin}:/usr/bin:/bin", "TMPDIR": "/mnt/tmp", "BULLETIN_CONTACT": "a@b.example"}
    return environment | more


def services() -> dict[str, dict[str, Any]]:
    """Return the services of compose.yaml by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    return found
