from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REPEAT = """
import sys
from pathlib import Path
from bulletin_spider.operations.schedule.repetition import Repetition
place, interval, code = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
sys.exit(Repetition([sys.executable, "-c", code], place, interval).run())
"""
NOTED = """
from pathlib import Path
with Path("runs").open("a") as file:
    file.write("x")
"""


def repeat(place: Path, interval: float, code: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", REPEAT, str(place), str(interval), code]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def test_command_runs_again_after_the_interval(tmp_path: Path) -> None:
    code = f"{NOTED}\nif Path('runs').read_text() == 'xxx': print('three', flush=True)"
    process = repeat(tmp_path, 0.05, code)
    assert first_line(process) == "three\n"
    process.terminate()
    process.communicate(timeout=30)
    assert (tmp_path / "runs").read_text().startswith("xxx")


def test_signal_between_runs_ends_with_zero(tmp_path: Path) -> None:
    process = repeat(tmp_path, 1000, "print('ended', flush=True)")
    assert first_line(process) == "ended\n"
    # The pipe is closed by the run before its process ends: so it may still be in progress, and the signal reaches it.
    while children(process):
        pass
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_signal_reaches_the_run_in_progress(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "print('open', flush=True)\n"
        "time.sleep(1000)"
    )
    process = repeat(tmp_path, 0, code)
    assert first_line(process) == "open\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143


@pytest.mark.parametrize(("code", "runs"), [(2, "x"), (3, "xx")])
def test_wrong_command_is_not_repeated(tmp_path: Path, code: int, runs: str) -> None:
    """The outcome 3 is repeated; its second run asks for the end."""
    end = "import os, signal\nif Path('runs').read_text() == 'xx': os.kill(os.getppid(), signal.SIGTERM)\n"
    process = repeat(tmp_path, 0, f"{NOTED}\n{end}\nraise SystemExit({code})")
    process.communicate(timeout=30)
    assert (tmp_path / "runs").read_text() == runs


def children(process: subprocess.Popen[str]) -> list[str]:
    shown = subprocess.run(
        ["ps", "--no-headers", "-o", "pid", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout.split()
