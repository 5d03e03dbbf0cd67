"""Wait for what a run does, not for a time: a busy machine is slow."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Archive, Ended

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

LIMIT = 300
"""Seconds after which a run counts as hung. A run takes about two on a free machine."""


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until a condition holds; fail if the process ends before it does, or hangs."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            out, err = process.communicate()
            pytest.fail(f"the run ended or hung before the condition held: {out}{err}")
        time.sleep(0.01)


def wait_for_end(process: subprocess.Popen[str]) -> Ended:
    out, err = process.communicate(timeout=LIMIT)
    return Ended(process.returncode, out, err)


def is_closing(archive: Archive, site: str = "baishi") -> bool:
    """Return whether the last run of a site has logged that it stops: it sends no further request."""
    logs = sorted((archive.root / "logs" / site).glob("*.log"))
    return bool(logs) and "Closing spider" in logs[-1].read_text(encoding="utf-8")
