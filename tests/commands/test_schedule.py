"""The printed lines and units are tried on real programs: a cron daemon and ``systemd-analyze verify``."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Archive

pytestmark = pytest.mark.crawl

APT = {"DEBIAN_FRONTEND": "noninteractive"}


def installed(program: str, package: str) -> str:
    """Return the path of a program, installed through apt if it is missing; fail the test without it."""
    if not (found := shutil.which(program)):
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", package],
        ):
            subprocess.run(command, check=False, capture_output=True, env=os.environ | APT, timeout=300)
        found = shutil.which(program)
    if not found:
        pytest.fail(f"this check needs {program}: install the package {package}, or run the tests as root")
    return found


@contextmanager
def crontab_of(text: str) -> Iterator[None]:
    """Install a crontab for the user, and put back the one that was there."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    subprocess.run(["crontab", "-"], input=text, text=True, check=True)
    try:
        yield
    finally:
        if before.returncode:
            subprocess.run(["crontab", "-r"], check=True)
        else:
            subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)


@contextmanager
def daemon(program: str) -> Iterator[None]:
    """Run a cron daemon; it exits at once if the machine runs one already."""
    process = subprocess.Popen([program, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_cron_daemon_runs_the_printed_line(archive: Archive) -> None:
    program = installed("cron", "cron")
    printed = archive.scrapy("schedule", "--every", "2h", "demo").out.splitlines()
    line = printed[-1]
    fields = line.split()
    assert fields[5] == "cd"
    # Run every minute, not at the printed hour, and on a free port; the rest of the line is unchanged.
    every_minute = f"* * * * * {line.partition('  ')[2]} -a port={archive.port}"
    text = "\n".join([*printed[:-1], every_minute, ""])
    with crontab_of(text), daemon(program):
        deadline = time.monotonic() + 110
        while not Layout(archive.root).run_files("demo") and time.monotonic() < deadline:
            time.sleep(0.5)
    assert Layout(archive.root).run_files("demo"), "no run after almost two minutes"
    assert archive.runs()[0]["outcome"] == "ok"
    assert len(archive.versions()) == 60


def test_systemd_finds_no_fault_with_the_units(archive: Archive, tmp_path: Path) -> None:
    units = tmp_path / "units"
    ended = archive.scrapy("schedule", "--every", "6h", "--systemd", "--into", str(units), "demo", "haidian")
    assert ended.code == 0
    names = sorted(path.name for path in units.iterdir())
    assert names == [
        "bulletin-spider@.service",
        "bulletin-spider@demo.timer",
        "bulletin-spider@haidian.timer",
    ]
    assert ended.out.splitlines()[-1].startswith("systemctl daemon-reload && systemctl enable --now")
    again = archive.scrapy("schedule", "--systemd", "--into", str(units), "demo")
    assert again.code == 1
    assert "nothing was written" in again.err
    checker = installed("systemd-analyze", "systemd")
    (units / "bulletin-spider@.service").rename(units / "bulletin-spider@demo.service")
    for name in ("bulletin-spider@demo.service", "bulletin-spider@demo.timer"):
        done = subprocess.run(
            [checker, "verify", "--man=no", str(units / name)], capture_output=True, text=True, check=False
        )
        about_ours = [line for line in done.stderr.splitlines() if "bulletin-spider" in line]
        assert about_ours == []
        assert done.returncode == 0, done.stderr


def test_impossible_interval_is_a_usage_error(archive: Archive) -> None:
    ended = archive.scrapy("schedule", "--every", "5h")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.splitlines()[0].startswith("scrapy schedule: usage: --every 5h cannot be kept all day")


def test_crontab_lines_use_absolute_paths(archive: Archive) -> None:
    shown = archive.scrapy("schedule", "--every", "1d")
    lines = [line for line in shown.out.splitlines() if " -m scrapy crawl " in line]
    assert len(lines) == 16
    assert all(Path(line.split(" exec ")[1].split()[0]).is_absolute() for line in lines)
    assert "BULLETIN_CONTACT is not set" in shown.err
