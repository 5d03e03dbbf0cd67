"""``bulletin schedule --cluster``: what it sets and shows, and which sites it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cluster.filled_queue import FilledQueue
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ended


@pytest.fixture
def queue(database: str) -> FilledQueue:
    return FilledQueue(database, "s3://archives/news")


def schedule(queue: FilledQueue, capsys: pytest.CaptureFixture[str], place: Path, *arguments: str) -> Ended:
    return scrapy(capsys, place, "schedule", "--cluster", *arguments, "-s", f"DATABASE={queue.address.base}")


def test_interval_is_set_and_shown(
    queue: FilledQueue, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert schedule(queue, capsys, tmp_path).out.startswith("the timetable is empty; set it: ")
    assert schedule(queue, capsys, tmp_path, "--every", "2h").out == "all sites: every 2 h\n"
    shown = "all other sites: every 2 h\nhaidian: every 30 min\n"
    assert schedule(queue, capsys, tmp_path, "--every", "30min", "haidian").out == shown
    assert schedule(queue, capsys, tmp_path).out == shown


def test_site_without_file_is_taken_out(
    queue: FilledQueue, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    queue.timetable("gone", "haidian")
    ended = schedule(queue, capsys, tmp_path, "--every", "never", "gone")
    assert (ended.code, ended.out) == (0, "all other sites: every 60 min\ngone: never\n")
    queue.timetable("haidian")
    assert queue.execute("SELECT site FROM visits") == [("haidian",)]
    ended = schedule(queue, capsys, tmp_path, "--every", "never", "nowhere")
    assert ended.code == 2
    assert "unknown site 'nowhere'; known: " in ended.err
    assert ", , " not in ended.err
