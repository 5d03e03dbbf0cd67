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


@pytest.mark.parametrize("kind", [(), ("--user",)], ids=["system", "user"])
@pytest.mark.parametrize("sites", [("demo", "haidian"), ("--sweep",)], ids=["sites", "sweep"])
def test_systemd_finds_no_fault_with_the_units(
    archive: Archive, tmp_path: Path, sites: tuple[str, ...], kind: tuple[str, ...]
) -> None:
    units = tmp_path / "units"
    archive.root.mkdir()
    command = ("schedule", "--every", "6h", "--systemd", *kind, "--into", str(units))
    ended = archive.scrapy(*command, *sites)
    assert ended.code == 0, ended.err
    enable = " ".join(["systemctl", *kind, "daemon-reload"])
    assert any(line.startswith(f"{enable} && ") for line in ended.out.splitlines())
    again = archive.scrapy(*command, *sites)
    assert again.code == 1
    assert "nothing was written" in again.err
    checker = installed("systemd-analyze", "systemd")
    for template in units.glob("*@.service"):
        template.rename(str(template).replace("@.", "@demo."))
    files = [str(path) for path in units.iterdir()]
    manager = subprocess.run(
        [checker, *kind, "verify", "--man=no", *files],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert [line for line in manager.stderr.splitlines() if "bulletin-spider" in line] == []
    assert manager.returncode == 0, manager.stderr
    if not kind:
        for file in units.glob("*.service"):
            most = [
                "security",
                "--offline=true",
                "--threshold=25",
                str(file),
            ]  # in tenths: 10 is exposed, 0 is safe
            assert subprocess.run([checker, *most], capture_output=True, check=False).returncode == 0


def test_printed_line_runs_as_cron_starts_it(archive: Archive) -> None:
    """With no variables but those of the crontab, in another directory, by sh."""
    printed = archive.scrapy("schedule", "--sweep", "--every", "2h", "demo").out.splitlines()
    variables = [line.replace('"', "") for line in printed if line.startswith("BULLETIN_")]
    command = printed[-1].partition("  ")[2].replace(r"\%", "%")
    done = subprocess.run(
        ["env", "-i", *variables, "sh", "-c", f"{command} -a port={archive.port}"],
        cwd="/", capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(archive.versions()) == 60


def test_impossible_interval_is_a_usage_error(archive: Archive) -> None:
    ended = archive.scrapy("schedule", "--every", "5h")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.splitlines()[0].startswith("scrapy schedule: usage: --every 5h cannot be kept all day")


def test_crontab_lines_use_absolute_paths(archive: Archive) -> None:
    shown = archive.scrapy("schedule", "--every", "1d")
    lines = [line for line in shown.out.splitlines() if " -m bulletin_spider crawl " in line]
    assert len(lines) == 16
    assert all(Path(line.split(" exec ")[1].split()[0]).is_absolute() for line in lines)
    assert "BULLETIN_CONTACT is not set" in shown.err
