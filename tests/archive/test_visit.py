from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.visit import Visit
from bulletin_spider.exceptions import ArchiveFault, LockedSite

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 28, tzinfo=dt.UTC)


def test_a_site_is_visited_by_one_run_at_a_time_and_others_are_free(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    visit = Visit.begin(layout, "demo", NOW)
    with pytest.raises(LockedSite, match="demo is being crawled by another run"):
        Visit.begin(layout, "demo", NOW)
    Visit.begin(layout, "other", NOW).end()
    visit.end()
    Visit.begin(layout, "demo", NOW).end()


def test_a_visit_clears_away_what_a_killed_run_left_half_written(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    place = layout.bulletins("demo")
    place.mkdir(parents=True)
    part = place / ".20260927T000000Z-0001.jsonl.part"
    part.touch()
    Visit.begin(layout, "demo", NOW).end()
    assert not part.exists()


def test_an_archive_that_is_no_directory_is_a_fault_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveFault, match="set BULLETIN_ARCHIVE to another one"):
        Visit.begin(Layout(tmp_path / "file"), "demo", NOW)
