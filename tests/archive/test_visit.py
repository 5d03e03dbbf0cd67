from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.writer import CaptureFile
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.exceptions import ArchiveFault, LockedSite
from tests.archive.exchanges import exchange

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 28, tzinfo=dt.UTC)


def test_a_site_is_visited_by_one_run_at_a_time_and_others_are_free(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    archive = SiteArchive.begin(layout, "demo", NOW)
    with pytest.raises(LockedSite, match="demo is being crawled by another run"):
        SiteArchive.begin(layout, "demo", NOW)
    SiteArchive.begin(layout, "other", NOW).end()
    archive.end()
    SiteArchive.begin(layout, "demo", NOW).end()


def test_a_visit_clears_away_what_a_killed_run_left_half_written(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    place = layout.bulletins("demo")
    place.mkdir(parents=True)
    part = place / ".20260927T000000Z-00001.jsonl.part"
    part.touch()
    SiteArchive.begin(layout, "demo", NOW).end()
    assert not part.exists()


def test_an_archive_that_is_no_directory_is_a_fault_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveFault, match="set BULLETIN_ARCHIVE to another one"):
        SiteArchive.begin(Layout(tmp_path / "file"), "demo", NOW)


def test_a_visit_recovers_captures_and_its_name_is_none_that_they_have(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    killed = CaptureFile(layout, "demo", "20260928T000000Z")
    killed.keep(exchange())
    killed.close()
    final = layout.captures("demo")[0]
    final.rename(layout.captures_dir("demo") / f"{final.name}.open")
    archive = SiteArchive.begin(layout, "demo", NOW)
    archive.end()
    assert layout.captures("demo") == archive.recovered == [final]
    assert archive.run == "20260928T000001Z"
