from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.search.catalogue.days import DayRow, days
from bulletin_spider.archive.search.catalogue.sites import (
    archive_totals,
    channels_of,
    latest_published,
    longest_quiet,
    newest_rows,
    reporter_page,
    site_page,
    sites_with,
)
from tests.archive.search.catalogue.opened import catalogue
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 9, 28)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(
        tmp_path,
        wording(1, "一", reporters=["唐炜", "何川"], date="2026-09-26"),
        wording(2, "二", reporters=["唐炜"], channel="公告"),
        wording(3, "三", reporters=["何川"]),
        wording(4, "四", date="unknown"),
    )
    put(tmp_path, wording(1, "外区", date="2026-09-20"), site="other")
    later = {"revision": 2, "fetched_at": "2026-10-01T00:30:00+08:00"}
    put(
        tmp_path,
        wording(3, "三", change="revised", reporters=["唐炜"], date="2026-09-27", **later),
        wording(2, "二", change="withdrawn", reporters=["唐炜"], channel="公告", **later),
        run="20261001T000000Z",
    )
    return tmp_path


def test_sites_are_listed_with_counts(archive: Path) -> None:
    with catalogue(archive) as index:
        assert site_page(index) == [("demo", 4, 1, DAY), ("other", 1, 0, dt.date(2026, 9, 20))]
        assert [row.site for row in site_page(index, 1, "demo")] == ["other"]
        assert [row.site for row in longest_quiet(index, 5)] == ["other", "demo"]
        assert archive_totals(index) == (2, 5, 1)
        assert sites_with(index, f"{1:016x}") == ["demo", "other"]
        assert sites_with(index, f"{3:016x}") == ["demo"]


def test_channels_and_reporters_of_a_site_are_counted(archive: Path) -> None:
    with catalogue(archive) as index:
        assert channels_of(index, "demo") == [
            ("要闻", 3, None, dt.date(2026, 9, 27)),
            ("公告", 1, DAY, DAY),
        ]
        assert reporter_page(index, "demo") == [("唐炜", 3), ("何川", 1)]
        (first,) = reporter_page(index, "demo", 1)
        assert reporter_page(index, "demo", 1, first) == [("何川", 1)]
        assert reporter_page(index, "other") == []
        assert reporter_page(index, "\ud800") == []
        assert channels_of(index, "unknown") == []


def test_newest_bulletins_of_a_site_come_first(archive: Path) -> None:
    with catalogue(archive) as index:
        versions = [index.read_version(row) for row in newest_rows(index, "demo", 3)]
    assert [int(version["id"], 16) for version in versions] == [2, 3, 1]


def test_days_count_bulletins_and_changes(archive: Path) -> None:
    since, until = dt.date(2026, 9, 1), dt.date(2026, 10, 31)
    published = [DayRow(dt.date(2026, 9, day), 1, 0, 0) for day in (26, 27, 28)]
    changed = dt.date(2026, 10, 1)
    with catalogue(archive) as index:
        assert days(index, since, until, "demo") == [*published, (changed, 0, 1, 1)]
        assert days(index, since, until, "demo", "公告") == [published[2], (changed, 0, 0, 1)]
        assert days(index, since, until)[0] == (dt.date(2026, 9, 20), 1, 0, 0)
        assert days(index, since, until)[1:] == days(index, since, until, "demo")
        assert days(index, DAY, DAY) == [published[2]]
        assert days(index, since, until, "unknown") == []


def test_site_without_days_is_not_the_longest_quiet(archive: Path) -> None:
    put(archive, wording(1, "一", date="unknown"), site="timeless")
    with catalogue(archive) as index:
        assert [row.site for row in longest_quiet(index, 2)] == ["other", "demo"]
        assert [row.site for row in longest_quiet(index, 1, {"other"})] == ["demo"]
        assert [row.site for row in latest_published(index, 3)] == ["demo", "other", "timeless"]
        assert site_page(index)[-1] == ("timeless", 1, 0, None)


def test_names_that_cannot_be_stored_are_counted(tmp_path: Path) -> None:
    put(tmp_path)
    line = json.dumps(wording(1, "一", channel="\ud800闻", reporters=["唐\ud800", " 何\n川 ", "", "何 川"]))
    (tmp_path / "bulletins" / "demo" / "20260929T000000Z-00001.jsonl").write_text(
        f"{line}\n", encoding="ascii"
    )
    with catalogue(tmp_path) as index:
        assert [row.channel for row in channels_of(index, "demo")] == ["?闻"]
        assert [row.name for row in reporter_page(index, "demo")] == ["何 川", "唐?"]
