from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_event, append_run_record
from bulletin_spider.statuses import Pace, RecordEvent
from bulletin_spider.watches.coverage import coverage
from bulletin_spider.watches.definition import Watch
from bulletin_spider.watches.forecast import forecast
from bulletin_spider.watches.target_names import target_name
from tests.archive.records import run_record
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 28, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def publish(archive: Path, days_ago: float, *numbers: int, site: str = "demo", **fields: str) -> None:
    moment = NOW - days_ago * DAY
    fields = {"fetched_at": moment.isoformat(), "date": f"{moment:%Y-%m-%d}"} | fields
    put(
        archive,
        *(wording(one, "养老", **fields) for one in numbers),
        run=f"{moment:%Y%m%dT%H%M%SZ}",
        site=site,
    )


def test_forecast_counts_the_last_month(tmp_path: Path) -> None:
    publish(tmp_path, 40, 1, 2)
    publish(tmp_path, 20, 3, 4, 5)
    publish(tmp_path, 3, 6, 7, 8)
    publish(tmp_path, 3.01, 9, date="2020-01-01")
    publish(tmp_path, 2, 10, change="reread")
    found = forecast(Layout(tmp_path), Watch("w", "养老"), NOW)
    assert (found.hits, found.older) == (6, 1)
    assert [found.messages(every) for every in Pace] == [6, 2, 2]
    assert found.a_week(Pace.AT_ONCE) == pytest.approx(6 * 7 / 30)


def test_young_archive_is_counted_from_its_beginning(tmp_path: Path) -> None:
    publish(tmp_path, 14, 1, 2)
    found = forecast(Layout(tmp_path), Watch("w", "养老"), NOW)
    assert found.a_week(Pace.AT_ONCE) == pytest.approx(1)


def test_empty_archive_has_no_forecast(tmp_path: Path) -> None:
    found = forecast(Layout(tmp_path), Watch("w", sites=("haidian",)), NOW)
    assert (found.hits, found.a_week(Pace.AT_ONCE)) == (0, 0)
    assert found.coverage == ("haidian: it is not known whether its runs were well",)


def record(archive: Path, outcomes: dict[float, str]) -> list[str]:
    """Record runs of a site so many days ago, and return the coverage of the last ten days."""
    layout = Layout(archive)
    for days_ago, outcome in outcomes.items():
        moment = NOW - days_ago * DAY
        ended = {"run": f"{moment:%Y%m%dT%H%M%SZ}", "ended": moment.isoformat(), "outcome": outcome}
        append_run_record(layout, "demo", run_record(**ended))
    Index.open(layout, "demo").close()
    return list(coverage(layout, ["demo"], NOW - 10 * DAY, NOW))


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({20: "ok", 11: "ok", 1: "ok"}, []),
        (
            {20: "ok", 5: "unreachable", 1: "blocked"},
            ["demo: not well since 2026-09-23 12:00 +08:00, its last run was blocked"],
        ),
        ({20: "ok", 5: "unreachable", 1: "ok"}, ["demo: well only since 2026-09-27 12:00 +08:00"]),
        ({20: "ok"}, ["demo: no run has ended since 2026-09-08 12:00 +08:00"]),
        ({20: "ok", 1: "unproven"}, ["demo: its runs cannot prove that nothing is missing"]),
        ({20: "unreachable", 12: "ok", 1: "ok, nothing new"}, []),
    ],
)
def test_coverage_names_what_may_be_missing(
    tmp_path: Path, outcomes: dict[float, str], expected: list[str]
) -> None:
    publish(tmp_path, 30, 1)
    assert record(tmp_path, outcomes) == expected


def test_coverage_of_a_retired_site_says_so(tmp_path: Path) -> None:
    publish(tmp_path, 30, 1)
    record(tmp_path, {20: "ok"})
    append_event(Layout(tmp_path), "demo", RecordEvent.RETIRED, NOW - 15 * DAY)
    (line,) = coverage(Layout(tmp_path), ["demo"], NOW - 10 * DAY, NOW)
    assert line == "demo: retired since 2026-09-13 12:00 +08:00"


def test_coverage_names_a_site_that_is_new(tmp_path: Path) -> None:
    publish(tmp_path, 4, 1)
    assert record(tmp_path, {4: "ok", 1: "ok"}) == ["demo: archived only since 2026-09-24 12:00 +08:00"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("mailto://user:secret@example.org?to=x", "mailto://example.org"),
        ("https://hooks.example.org/secret?a=b", "https://hooks.example.org"),
        ("slack://secretA/secretB", "slack://…"),
        ("tgram://secret/chat", "tgram://…"),
        ("secret", "?://…"),
    ],
)
def test_name_of_a_target_holds_no_secret(target: str, expected: str) -> None:
    assert target_name(target) == expected
