from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.reporting.site_status import (
    SiteStatus,
    crawled_sites,
    duration_text,
    site_status,
)
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def add_record(layout: Layout, outcome: str, hours_ago: float, **more: Any) -> None:
    ended = NOW - dt.timedelta(hours=hours_ago)
    run = ended.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    record = run_record(run, outcome=outcome, ended=ended.isoformat())
    append_run_record(layout, "baishi", record | more)


def status_now(layout: Layout) -> SiteStatus:
    status = site_status(layout, "baishi", NOW)
    assert status is not None
    return status


def test_site_never_crawled_has_no_status(layout: Layout) -> None:
    assert site_status(layout, "baishi", NOW) is None
    assert crawled_sites(layout) == []


def test_passing_outcome_needs_a_person_after_three_runs(layout: Layout) -> None:
    add_record(layout, "ok", 8)
    for hours in (6, 4):
        add_record(layout, "unreachable", hours, reasons=["no answer in time"])
        assert status_now(layout).problems == []
    add_record(layout, "unreachable", 2, reasons=["no answer in time"])
    status = status_now(layout)
    assert status.problems == ["unreachable (3 runs, since 2026-09-30): no answer in time"]
    assert status.advice == ["try again later; if it lasts: scrapy doctor baishi"]
    assert (status.in_a_row, status.bulletins) == (3, None)
    assert crawled_sites(layout) == ["baishi"]


def test_site_with_logs_but_no_record_is_reported(layout: Layout) -> None:
    for run in ("20260929T000000Z", "20260930T010000Z", "20260930T035900Z"):
        layout.log("baishi", run).parent.mkdir(parents=True, exist_ok=True)
        layout.log("baishi", run).touch()
    status = status_now(layout)
    assert (status.outcome, status.in_a_row, status.ended) == ("error", 2, "2026-09-30T01:00:00+00:00")
    assert status.problems[0].startswith("2 runs ended without a record")
    assert crawled_sites(layout) == ["baishi"]


def test_replay_does_not_hide_the_last_outcome(layout: Layout) -> None:
    add_record(layout, "drift", 2, reasons=["x"])
    add_record(layout, "ok, nothing new", 1, replay=True)
    assert status_now(layout).outcome == "drift"


def test_drift_needs_a_person_at_once(layout: Layout) -> None:
    """The advice says how to accept the site as it is."""
    add_record(layout, "drift", 1, reasons=["要闻: its listing shows no rows any more"])
    status = status_now(layout)
    assert status.problems == ["drift (the last run): 要闻: its listing shows no rows any more"]
    assert "scrapy crawl baishi -s HEALTH_ACCEPT=1" in status.advice[0]


def test_silent_channel_and_stopped_timer_are_reported(layout: Layout) -> None:
    days = [str(NOW.date() - dt.timedelta(days=9 + number)) for number in range(10)]
    rhythm = {"要闻": {"days": days, "alive": True}}
    for hours in range(60, 49, -2):
        add_record(layout, "ok, nothing new", hours, rhythm=rhythm)
    status = status_now(layout)
    assert status.channels == {"要闻": {"newest": days[0], "quiet": 9, "usual_gap": 1.0}}
    assert status.newest == days[0]
    assert status.problems == [
        "要闻: nothing new for 9 days; usual gap 1.0",
        "no run for 2 days; usually every 2 h",
    ]


@pytest.mark.parametrize(("hours", "days"), [(71, None), (72, 3), (24 * 55 + 5, 55)])
def test_a_site_without_visits_is_not_well(layout: Layout, hours: int, days: int | None) -> None:
    """It is no problem either: nobody has said how often it is to be visited."""
    add_record(layout, "ok", hours)
    status = status_now(layout)
    assert (status.unvisited, status.problems) == (days, [])


def test_a_weekly_timer_explains_days_without_visits(layout: Layout) -> None:
    for week in range(6, -1, -1):
        add_record(layout, "ok", 24 * (7 * week + 6))
    assert status_now(layout).unvisited is None


def test_runs_started_by_hand_are_no_timer(layout: Layout) -> None:
    for number in range(8):
        add_record(layout, "ok", 50 - number / 60)
    assert status_now(layout).problems == []


def test_unrecorded_run_is_reported_when_it_is_over(layout: Layout) -> None:
    """A log of a run that may still be going on is no problem."""
    add_record(layout, "ok", 8, run="20260929T200000Z")
    for run in ("20260929T200000Z", "20260930T035000Z"):
        layout.log("baishi", run).parent.mkdir(parents=True, exist_ok=True)
        layout.log("baishi", run).touch()
    assert status_now(layout).problems == []
    layout.log("baishi", "20260930T020000Z").touch()
    status = status_now(layout)
    assert status.problems[0].startswith("a run ended without a record")
    assert status.problems[0].endswith("20260930T020000Z.log")
    assert status.advice[0] == "read the log: scrapy crawl baishi -L DEBUG"


def test_duration_text_is_short() -> None:
    assert [duration_text(seconds) for seconds in (59, 3600, 7200, 86400 * 3)] == [
        "1 min",
        "60 min",
        "2 h",
        "3 days",
    ]
