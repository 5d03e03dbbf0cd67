from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_event, append_run_record
from bulletin_spider.clock import DemoClock
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import RecordEvent
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = DemoClock(dt.datetime(2026, 10, 2, 12, tzinfo=SHANGHAI))


def archived(archive: Path) -> Path:
    put(
        archive,
        wording(1, "共12项。", title="甲"),
        wording(2, "乙文。", title="乙"),
        wording(3, "", title="丙", date="2025-03-01"),
    )
    put(
        archive,
        wording(
            1, "共13项。", title="甲", change="revised", revision=2, fetched_at="2026-10-01T08:00:00+08:00"
        ),
        wording(
            2, "乙文。", title="乙", change="withdrawn", revision=2, fetched_at="2026-10-01T09:00:00+08:00"
        ),
        run="20261001T000000Z",
    )
    put(archive, wording(4, "外区。", title="丁", date="2026-08-01"), site="other")
    return archive


def test_overview_counts_the_week(tmp_path: Path) -> None:
    with served(Reading(archived(tmp_path), clock=CLOCK)) as running:
        found = running.get("/overview.json").json
    assert found["week"] == {"since": "2026-09-26", "bulletins": 2, "changed": 1, "withdrawn": 1}
    assert found["totals"] == {"sites": 2, "bulletins": 4, "withdrawn": 1}


def test_overview_has_the_newest_of_each_site(tmp_path: Path) -> None:
    with served(Reading(archived(tmp_path), clock=CLOCK)) as running:
        found = running.get("/overview.json").json
    assert [(one["site"], version["title"]) for one in found["newest"] for version in one["bulletins"]] == [
        ("demo", "乙"),
        ("demo", "甲"),
        ("other", "丁"),
    ]


def test_site_is_named_once_above_its_bulletins(tmp_path: Path) -> None:
    with served(Reading(archived(tmp_path), clock=CLOCK)) as running:
        newest = running.get("/").text.partition('id="newest"')[2].partition('id="year"')[0]
        rows = running.get("/s/demo").text.split('<article class="row">')[1:]
    assert newest.count('href="/s/demo"') == 1
    assert len(rows) == 3
    assert not any('href="/s/demo"' in row.partition("</article>")[0] for row in rows)


def test_a_change_leads_to_its_comparison(tmp_path: Path) -> None:
    with served(Reading(archived(tmp_path), clock=CLOCK)) as running:
        page = running.get("/").text
    assert f'<a href="/b/demo/{1:016x}/1..2" lang="zh-CN">甲</a>' in page
    assert f'<a href="/b/demo/{2:016x}" lang="zh-CN">乙</a>' in page
    assert "2026-10-01 09:00" in page


def test_sites_that_are_quiet_are_named(tmp_path: Path) -> None:
    with served(Reading(archived(tmp_path), clock=CLOCK)) as running:
        found = running.get("/overview.json").json
    assert found["quiet"][0] == {"site": "other", "newest": "2026-08-01", "days": 62, "usual_gap": None}


def test_retired_sites_are_not_called_quiet(tmp_path: Path) -> None:
    layout = Layout(archived(tmp_path))
    append_run_record(layout, "other", run_record("20260928T000000Z", site="other"))
    append_event(layout, "other", RecordEvent.RETIRED, CLOCK.now(SHANGHAI))
    with served(Reading(tmp_path, clock=CLOCK)) as running:
        found = running.get("/overview.json").json
    assert [one["site"] for one in found["quiet"]] == ["demo"]


def test_another_year_can_be_seen(tmp_path: Path) -> None:
    with served(Reading(archived(tmp_path), clock=CLOCK)) as running:
        found = running.get("/overview.json?year=2025").json
        page = running.get("/?year=2025").text
    assert found["days"] == {"2025-03-01": 1}
    assert 'href="/?year=2026"' in page


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bulletins").mkdir()
    with served(Reading(tmp_path, clock=CLOCK)) as running:
        assert "Run bulletin demo" in running.get("/en/").text
