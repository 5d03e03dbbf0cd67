"""A run whose clock is years ahead stops no later revisit, and the next run says that a clock was wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Ended

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive

pytestmark = pytest.mark.crawl
CLOCK = """
import datetime, os
_ahead = datetime.datetime.fromisoformat(os.environ["CLOCK"]) - datetime.datetime.now(datetime.UTC)

class Shifted(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + _ahead

datetime.datetime = Shifted
"""
"""Python reads it at its start (``sitecustomize``): the process begins at the moment in ``CLOCK``."""


def run_at(archive: Archive, place: Path, moment: str, *arguments: str) -> Ended:
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    environment = archive.environment() | {"PYTHONPATH": f"{place}{os.pathsep}{ROOT}", "CLOCK": moment}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def test_run_in_the_future_stops_no_revisit(archive: Archive, tmp_path: Path) -> None:
    crawl = ("crawl", "demo", "-a", f"port={archive.port}", "-s", "DOWNLOAD_DELAY=0.01")
    place = tmp_path / "clock"
    assert run_at(archive, place, "2026-11-24T08:00:00+00:00", *crawl).code == 0
    assert run_at(archive, place, "2040-01-01T00:00:00+00:00", *crawl, "-a", "revisit=all").code == 0
    status = run_at(archive, place, "2026-11-25T08:00:00+00:00", "status", "demo")
    said = (
        r"demo: run 2040\S+ ended on 2040-01-01 08:0\d \+08:00, and it is 2026-11-25 16:0\d \+08:00: a clock"
    )
    assert re.search(said, status.out), status.out
    assert re.search(r"2040-01-01 08:0\d +in the future", status.out)
    third = run_at(archive, place, "2026-11-25T08:00:00+00:00", *crawl)
    assert (third.code, "a clock was or is wrong" in third.out) == (0, True)
    visited = archive.runs()[2]["visits"]
    assert sum(map(len, visited.values())) >= 5
    fourth = run_at(archive, place, "2026-11-25T09:00:00+00:00", *crawl)
    assert "a clock" not in fourth.out
