"""The unit of docs/cluster.md is sound, and gives a worker the time to end."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.cluster.worker.cluster_worker import SETTLING
from tests.conftest import ROOT
from tests.docs.blocks import blocks
from tests.docs.tools import installed_tool
from tests.installation.image_files import services

if TYPE_CHECKING:
    from pathlib import Path

(UNIT,) = (block.text for block in blocks(ROOT / "docs" / "cluster.md") if block.kind == "ini")
_CLOSING = 60
"""Seconds in which runs close that are asked to end."""


@pytest.mark.slow
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    installed_tool("systemd-analyze", "systemd")
    unit = tmp_path / "bulletin-worker.service"
    text = re.sub(r"(?<=^ExecStart=)\S+", "/bin/true", UNIT, flags=re.MULTILINE)
    unit.write_text(text.replace("/srv/bulletins", str(tmp_path)), encoding="utf-8")
    for arguments in (["verify", "--man=no"], ["security", "--offline=true", "--threshold=20"]):
        done = subprocess.run(
            ["systemd-analyze", *arguments, unit], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert unit.name not in done.stderr


def test_worker_has_time_to_end() -> None:
    """Its grace, the time in which runs close, and that in which it waits for a database that is away."""
    unit = dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE))
    service = services()["worker"]
    for command, limit in (
        (unit["ExecStart"], unit["TimeoutStopSec"].removesuffix("min")),
        (" ".join(service["command"]), service["stop_grace_period"].removesuffix("m")),
    ):
        grace = int(command.partition("--grace ")[2])
        assert 60 * int(limit) >= grace + _CLOSING + SETTLING
    assert (unit["Restart"], unit["KillMode"]) == ("always", "mixed")
