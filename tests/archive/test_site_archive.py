from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.writer import CaptureWriter
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.exceptions import ArchiveFault, LockedSite
from tests.archive.exchanges import exchange

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 28, tzinfo=dt.UTC)


def test_one_run_at_a_time_locks_a_site(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    archive = SiteArchive.begin(layout, "demo", NOW)
    with pytest.raises(LockedSite, match="demo is in use by another run"):
        SiteArchive.begin(layout, "demo", NOW)
    SiteArchive.begin(layout, "other", NOW).end()
    archive.end()
    SiteArchive.begin(layout, "demo", NOW).end()


def test_half_written_files_of_killed_runs_are_removed(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    place = layout.bulletins("demo")
    place.mkdir(parents=True)
    part = place / ".20260927T000000Z-00001.jsonl.part"
    part.touch()
    SiteArchive.begin(layout, "demo", NOW).end()
    assert not part.exists()


def test_an_archive_must_be_a_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveFault, match="set BULLETIN_ARCHIVE to another one"):
        SiteArchive.begin(Layout(tmp_path / "file"), "demo", NOW)


def test_captures_are_recovered_and_the_name_is_new(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    killed = CaptureWriter(layout, "demo", "20260928T000000Z")
    killed.keep(exchange())
    killed.close()
    final = layout.captures("demo")[0]
    final.rename(layout.captures_dir("demo") / f"{final.name}.open")
    archive = SiteArchive.begin(layout, "demo", NOW)
    archive.end()
    assert layout.captures("demo") == archive.recovered == [final]
    assert archive.run == "20260928T000001Z"
