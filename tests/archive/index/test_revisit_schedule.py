from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.exceptions import UsageFault
from tests.archive.index.test_index import put_segment, version
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

THINNING = Schedule.parse("every 1d for 7d, every 7d for 56d, every 30d for 365d")
SEEN = dt.datetime(2026, 9, 28, 8, tzinfo=dt.UTC)


@pytest.fixture
def layout(tmp_path: Path, index_address: str) -> Layout:
    return Layout(tmp_path, index_address)


def index_of(layout: Layout, *dates: str) -> Index:
    moment = SEEN.isoformat()
    put_segment(
        layout,
        "20260928T000000Z-00001.jsonl",
        *(version(date, date=date, fetched_at=moment) for date in dates),
    )
    return Index.open(layout, "demo")


def due(index: Index, later: dt.timedelta, limit: int = 100) -> list[str]:
    return [known.id for known in index.due(THINNING, SEEN + later, limit)]


def record_visit(layout: Layout, run: str, ended: dt.datetime, result: str = "missing") -> None:
    record = run_record(run, ended=ended.isoformat(), visits={result: ["2026-09-28"]}, seen={})
    append_run_record(layout, "demo", record)


def test_bands_are_added_up() -> None:
    assert THINNING.bands == ((7, 1), (63, 7), (428, 30))
    assert Schedule.parse("").bands == ()


@pytest.mark.parametrize(
    "text", ["daily", "every 0d for 7d", "every 1d", "every 1d for 7d; every 7d for 56d"]
)
def test_an_invalid_schedule_is_refused(text: str) -> None:
    with pytest.raises(UsageFault, match=r"REVISIT_SCHEDULE: .* is not a band"):
        Schedule.parse(text)


def test_older_bulletins_are_visited_less_often(layout: Layout) -> None:
    index = index_of(layout, "2026-09-28", "2026-09-01", "2026-05-01", "2024-01-01")
    assert due(index, dt.timedelta(hours=20)) == []
    assert due(index, dt.timedelta(hours=23)) == ["2026-09-28"]
    assert set(due(index, dt.timedelta(days=6.5))) == {"2026-09-28", "2026-09-01"}
    assert set(due(index, dt.timedelta(days=29))) == {"2026-09-28", "2026-09-01", "2026-05-01"}
    assert due(index, dt.timedelta(days=900)) == []
    index.close()


def test_the_longest_overdue_come_first(layout: Layout) -> None:
    index = index_of(layout, "2026-09-01", "2026-09-28", "2026-05-01")
    assert due(index, dt.timedelta(days=6.5), limit=1) == ["2026-09-28"]
    index.close()


def test_a_missing_bulletin_is_due_every_day(layout: Layout) -> None:
    index = index_of(layout, "2026-09-28")
    record_visit(layout, "20280101T000000Z", SEEN + dt.timedelta(days=460))
    index.catch_up()
    assert due(index, dt.timedelta(days=461)) == ["2026-09-28"]
    known = index.known(["2026-09-28"])["2026-09-28"]
    assert (known.missing, known.missing_since) == (1, int((SEEN + dt.timedelta(days=460)).timestamp()))
    index.close()


def test_an_article_that_is_found_ends_the_count(layout: Layout) -> None:
    index = index_of(layout, "2026-09-28")
    for day, result in enumerate(["missing", "missing", "failed", "missing, not counted", "missing"]):
        record_visit(layout, f"2026100{day + 1}T000000Z", SEEN + dt.timedelta(days=day), result)
    index.catch_up()
    assert index.known(["2026-09-28"])["2026-09-28"].missing == 3
    record_visit(layout, "20261009T000000Z", SEEN + dt.timedelta(days=9), "not modified")
    index.catch_up()
    assert index.known(["2026-09-28"])["2026-09-28"].missing == 0
    index.close()


def test_a_later_version_overrides_an_older_visit(layout: Layout) -> None:
    index = index_of(layout, "2026-09-28")
    index.close()
    record_visit(layout, "20261001T000000Z", SEEN)
    put_segment(layout, "20261002T000000Z-00001.jsonl", version("2026-09-28", 2, "g"))
    index = Index.rebuilt(layout, "demo")
    assert index.known(["2026-09-28"])["2026-09-28"].missing == 0
    index.close()


def test_all_bulletins_come_newest_first(layout: Layout) -> None:
    index = index_of(layout, "2026-09-01", "2026-09-28", "2024-05-01")
    assert [known.id for known in index.all_bulletins()] == ["2026-09-28", "2026-09-01", "2024-05-01"]
    index.close()


def test_visit_in_the_future_does_not_count(layout: Layout) -> None:
    """A run with a clock in 2040 has made it; the next run visits the bulletin, and then all is as usual."""
    index = index_of(layout, "2026-09-28")
    record_visit(layout, "20400101T000000Z", dt.datetime(2040, 1, 1, tzinfo=dt.UTC), "unchanged")
    index.catch_up()
    assert due(index, dt.timedelta(hours=2)) == ["2026-09-28"]
    record_visit(layout, "20400101T000001Z", SEEN + dt.timedelta(hours=2), "unchanged")
    index.catch_up()
    assert due(index, dt.timedelta(hours=20)) == []
    assert due(index, dt.timedelta(hours=24)) == ["2026-09-28"]
    index.close()


def test_absence_in_the_future_begins_today(layout: Layout) -> None:
    index = index_of(layout, "2026-09-28")
    record_visit(layout, "20400101T000000Z", dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    record_visit(layout, "20400101T000001Z", SEEN)
    index.catch_up()
    known = index.known(["2026-09-28"])["2026-09-28"]
    assert (known.missing, known.missing_since) == (2, int(SEEN.timestamp()))
    index.close()
