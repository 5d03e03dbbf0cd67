"""A usage error of any command is one line, with a suggestion if there is one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.commands.inprocess import scrapy
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["crawl", "demo", "--quite"], "scrapy crawl: usage: unknown option '--quite' (did you mean '--quiet'?)"),
        (["crawl", "demo", "-a", "since"], "scrapy crawl: usage: Invalid -a value, use -a NAME=VALUE"),
        (["crawl", "demo", "-s", "FOO"], "scrapy crawl: usage: Invalid -s value, use -s NAME=VALUE"),
        (["crawl", "demo", "-o"], "scrapy crawl: usage: argument -o/--output: expected one argument"),
        (["crawl", "demo", "-L", "debug"], "scrapy crawl: usage: 'debug' is not a log level (did you mean 'DEBUG'?)"),
        (["crawl", "demo", "--logfile", "/dev/null/x"], "scrapy crawl: usage: /dev/null/x cannot be written: Not a directory"),
        (["crawl", "demo", "--pidfile", "/dev/null/x"], "scrapy crawl: usage: /dev/null/x cannot be written: Not a directory"),
        (["crawl", "demo", "-s", "TWISTED_REACTOR_ENABLED=0"], "scrapy crawl: usage: TWISTED_REACTOR_ENABLED is off: a run needs Twisted's reactor; leave the setting out"),
        (["sweep", "-a", "since=yesterday"], "scrapy sweep: usage: since=yesterday is not a day; write it like since=2020-04-01"),
        (["sweep", "-a", "since"], "scrapy sweep: usage: invalid -a value, write it like -a since=2020-04-01"),
        (["sweep", "--job", "many"], "scrapy sweep: usage: --jobs=many is not a whole number from 1 to 64"),
        (["status", "--jsn"], "scrapy status: usage: unknown option '--jsn' (did you mean '--json'?)"),
        (["schedule", "--cron", "--systemd"], "scrapy schedule: usage: argument --systemd: not allowed with argument --cron"),
        (["schedule", "--into", "x"], "scrapy schedule: usage: --into, --user and --as need --systemd; crontab lines are only printed"),
        (["doctor", "demo", "--yes"], "scrapy doctor: usage: unknown option '--yes'"),
        (["extract", "--explian", "x"], "scrapy extract: usage: unknown option '--explian' (did you mean '--explain'?)"),
        (["verify", "--sites", "x"], "scrapy verify: usage: unknown option '--sites' (did you mean '--site'?)"),
    ],
)  # fmt: skip
def test_usage_error_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    ended = scrapy(capsys, tmp_path / "archive", *arguments)
    assert (ended.code, ended.out, ended.err) == (2, "", f"{says}\n")
    assert not (tmp_path / "archive").exists()


@pytest.mark.crawl
@pytest.mark.parametrize("command", ["status", "schedule"])
def test_closed_pipe_is_no_error(archive: Archive, command: str) -> None:
    assert archive.demo().code == 0
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", command],
        cwd=ROOT,
        env=archive.environment() | {"BULLETIN_CONTACT": "mailto:x@example.org"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_file_instead_of_archive_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    ended = scrapy(capsys, tmp_path / "file", "status")
    assert ended.code == 74
    assert ended.err.startswith(
        f"scrapy status: output failed: cannot read the archive at {tmp_path}/file: Not a directory;"
    )
    assert ended.err.count("\n") == 1
