from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.index.totals import past_after
from bulletin_spider.archive.layout import Layout
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.reporting.archive_status import (
    ArchiveStatus,
    archive_status,
    bytes_text,
    site_growth,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)


def record(days_ago: float, size: int, outcome: str = "ok") -> dict[str, Any]:
    files = [{"name": "x", "bytes": size, "sha256": ""}]
    ended = (NOW - dt.timedelta(days=days_ago)).isoformat()
    return {"run": ended, "ended": ended, "outcome": outcome, "files": files, "captures": [], "rejected": []}


def growth(records: Sequence[dict[str, Any]]) -> float | None:
    """Return the growth of a site whose records are these, the newest first."""
    past: Mapping[str, Any] = {}
    for one in reversed(records):
        past = past_after(past, one)
    return site_growth(past, NOW)


def test_growth_is_that_of_the_last_month() -> None:
    steady = [record(number, 1_000_000) for number in range(60)]
    assert growth(steady) == pytest.approx(1_400_000, rel=0.05)


def test_first_walk_is_no_growth() -> None:
    """It goes back for years, and may take several runs."""
    walk = [record(10, 9_000_000, "ok"), record(11, 9_000_000, "incomplete")]
    past = [record(number, 1_000_000) for number in range(10)] + walk
    assert growth(past) == pytest.approx(1_400_000, rel=0.05)
    assert growth(walk[1:]) == pytest.approx(9_000_000 * 1.4 / 11)
    assert growth([]) is None
    assert growth([record(0.5, 9)]) is None, "half a day says nothing about a day"


def test_forecast_asks_for_room_in_time(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    status, problems = archive_status(Layout(tmp_path), [None, None], [])
    assert (status.growth, problems) == (None, [])
    assert str(status).endswith("free; how fast it grows is not known yet")
    status, (problem,) = archive_status(Layout(tmp_path), [(status.free or 0) / 10, None], [])
    assert status.days_left in {9, 10}
    assert problem.text.startswith(f"the disk is full in {status.days_left} days")
    assert problem.outcome == "incomplete"
    assert str(ArchiveStatus("/a", 5_000_000_000, 1_000, 5_000_000)).endswith("room for more than 10 years")


def test_archive_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """A directory without runs is where a disk is mounted that is not there."""
    for root in (tmp_path, tmp_path / "none"):
        status, (problem,) = archive_status(Layout(root), [], [])
        assert (status.free, problem.outcome) == (None, "usage")
        assert problem.text == f"there is no archive at {root}"


def test_full_disk_is_found_without_a_run(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("size=200k")
    (disk / "runs").mkdir()
    with (disk / "rest").open("wb", buffering=0) as rest, suppress(OSError):
        while rest.write(bytes(4096)):
            pass
    problem = archive_status(Layout(disk), [], [])[1][0]
    assert problem.text == f"cannot write the archive at {disk}: No space left on device"
    assert problem.advice.startswith("make room or")
    assert problem.outcome == "output failed"


def test_part_that_cannot_be_written_is_named(small_disk: Callable[[str], Path]) -> None:
    root = small_disk("size=1m")
    for name in ("runs", "captures"):
        (root / name).mkdir()
    sudo = ["sudo", "-n"] * (os.getuid() != 0)
    place = root / "captures"
    subprocess.run([*sudo, "mount", "-t", "tmpfs", "-o", "ro", "none", str(place)], check=True)
    try:
        problem = archive_status(Layout(root), [], [])[1][0]
    finally:
        subprocess.run([*sudo, "umount", str(place)], check=True)
    assert problem.text == f"cannot write the archive at {place}: Read-only file system"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_archive_of_another_user_is_not_checked() -> None:
    """A child process becomes nobody, because root may write everywhere."""
    with tempfile.TemporaryDirectory() as root:  # the directories of tests are closed to other users
        Path(root, "runs").mkdir()
        Path(root).chmod(0o755)
        code = (
            "import os, sys; from pathlib import Path\n"
            "from bulletin_spider.archive.layout import Layout\n"
            "from bulletin_spider.operations.reporting.archive_status import archive_status\n"
            "os.setuid(65534)\n"
            "status, problems = archive_status(Layout(Path(sys.argv[1])), [], [])\n"
            "print(status.unchecked, problems)"
        )
        done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True, check=True)
    assert done.stdout == f"{root} []\n"


def test_bytes_have_a_unit() -> None:
    assert [bytes_text(count) for count in (7, 1_234, 5e7, 7.61e10)] == [
        "7 bytes",
        "1.2 KB",
        "50.0 MB",
        "76.1 GB",
    ]


def test_a_reader_tries_no_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs").mkdir()

    def no_call(*_: object) -> None:
        raise AssertionError("something was written")

    monkeypatch.setattr(f"{archive_status.__module__}.write_error", no_call)
    status, problems = archive_status(Layout(tmp_path), [None], ["demo"], only_read=True)
    assert (status.free is not None, problems) == (True, [])
