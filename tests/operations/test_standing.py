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

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def ran(layout: Layout, outcome: str, hours_ago: float, **more: Any) -> None:
    ended = NOW - dt.timedelta(hours=hours_ago)
    record = {"run": "x", "outcome": outcome, "ended": ended.isoformat(), "reasons": [], "channels": {}}
    append_run_record(layout.runs("baishi"), record | more)


def stands(layout: Layout) -> SiteStatus:
    found = site_status(layout, "baishi", NOW)
    assert found is not None
    return found


def test_a_site_that_was_never_crawled_stands_nowhere(layout: Layout) -> None:
    assert site_status(layout, "baishi", NOW) is None
    assert crawled_sites(layout) == []


def test_what_may_pass_by_itself_needs_a_person_when_it_lasts(layout: Layout) -> None:
    ran(layout, "ok", 8)
    for hours in (6, 4):
        ran(layout, "unreachable", hours, reasons=["no answer in time"])
        assert stands(layout).problems == []
    ran(layout, "unreachable", 2, reasons=["no answer in time"])
    found = stands(layout)
    assert found.problems == ["unreachable (3 runs, since 2026-09-30): no answer in time"]
    assert found.advice == ["try again later; if it lasts: scrapy doctor baishi"]
    assert (found.in_a_row, found.bulletins) == (3, None)
    assert crawled_sites(layout) == ["baishi"]


def test_a_site_of_which_no_run_has_come_to_its_end_is_told(layout: Layout) -> None:
    for run in ("20260929T000000Z", "20260930T010000Z", "20260930T035900Z"):
        layout.log("baishi", run).parent.mkdir(parents=True, exist_ok=True)
        layout.log("baishi", run).touch()
    found = stands(layout)
    assert (found.outcome, found.in_a_row, found.ended) == ("error", 2, "2026-09-30T01:00:00+00:00")
    assert found.problems[0].startswith("2 runs ended without a record")
    assert crawled_sites(layout) == ["baishi"]


def test_a_replay_hides_nothing_of_how_the_site_stands(layout: Layout) -> None:
    ran(layout, "drift", 2, reasons=["x"])
    ran(layout, "ok, nothing new", 1, replay=True)
    assert stands(layout).outcome == "drift"


def test_drift_needs_a_person_at_once_and_says_how_to_accept_it(layout: Layout) -> None:
    ran(layout, "drift", 1, reasons=["要闻: its listing shows no rows any more"])
    found = stands(layout)
    assert found.problems == ["drift (the last run): 要闻: its listing shows no rows any more"]
    assert "scrapy crawl baishi -s HEALTH_ACCEPT=1" in found.advice[0]


def test_a_channel_beyond_its_rhythm_and_a_timer_that_stopped_are_told(layout: Layout) -> None:
    days = [str(NOW.date() - dt.timedelta(days=9 + number)) for number in range(10)]
    rhythm = {"要闻": {"days": days, "alive": True}}
    for hours in range(60, 49, -2):
        ran(layout, "ok, nothing new", hours, rhythm=rhythm)
    found = stands(layout)
    assert found.channels == {"要闻": {"newest": days[0], "quiet": 9, "usual_gap": 1.0}}
    assert found.newest == days[0]
    assert found.problems == [
        "要闻: nothing new for 9 days; usual gap 1.0",
        "no run for 2 days; usually every 2 h",
    ]


def test_runs_that_a_person_started_one_after_another_are_no_timer(layout: Layout) -> None:
    for number in range(8):
        ran(layout, "ok", 50 - number / 60)
    assert stands(layout).problems == []


def test_a_run_that_left_a_log_and_no_record_is_told_unless_it_may_be_under_way(layout: Layout) -> None:
    ran(layout, "ok", 8, run="20260929T200000Z")
    for run in ("20260929T200000Z", "20260930T035000Z"):
        layout.log("baishi", run).parent.mkdir(parents=True, exist_ok=True)
        layout.log("baishi", run).touch()
    assert stands(layout).problems == []
    layout.log("baishi", "20260930T020000Z").touch()
    found = stands(layout)
    assert found.problems[0].startswith("a run ended without a record")
    assert found.problems[0].endswith("20260930T020000Z.log")
    assert found.advice[0] == "read the log: scrapy crawl baishi -L DEBUG"


def test_a_span_of_time_is_a_word_or_two() -> None:
    assert [duration_text(seconds) for seconds in (59, 3600, 7200, 86400 * 3)] == [
        "1 min",
        "60 min",
        "2 h",
        "3 days",
    ]
