from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.reporting.site_status import site_status
from bulletin_spider.statuses import Outcome
from bulletin_spider.web.health import reading_states, states
from bulletin_spider.web.health.states import StatesReader
from tests.archive.records import run_file, run_record

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def end_run(layout: Layout, site: str, hour: int, **more: Any) -> None:
    ended = dt.datetime(2026, 9, 30, hour, tzinfo=dt.UTC)
    walk = {"要闻": {"url": "http://x/", "closed": True}}
    rhythm = {"要闻": {"days": ["2026-09-30"], "alive": True}}
    record = run_record(f"20260930T{hour:02}0000Z", ended=ended.isoformat(), channels=walk, rhythm=rhythm)
    append_run_record(layout, site, record | more)


def reader(layout: Layout) -> StatesReader:
    return StatesReader(layout, lambda: NOW)


def test_sites_are_read_as_status_reads_them(layout: Layout) -> None:
    end_run(layout, "haidian", 1)
    end_run(layout, "miyun", 2, outcome="drift", reasons=["要闻: no rows"])
    found = reader(layout).read()
    assert [(one.site, one.outcome) for one in found.sites] == [("haidian", "ok"), ("miyun", "drift")]
    assert found.outcome == Outcome.DRIFT
    assert (found.is_whole, found.read, found.problems) == (True, 2, [])


def test_only_sites_with_new_runs_are_read_again(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    for site in ("haidian", "miyun"):
        end_run(layout, site, 1)
    again, asked, read = reader(layout), list[str](), site_status

    def noting(layout: Layout, site: str, now: dt.datetime) -> Any:
        asked.append(site)
        return read(layout, site, now)

    monkeypatch.setattr(reading_states, "site_status", noting)
    again.read()
    again.read()
    assert asked == ["haidian", "miyun"]
    end_run(layout, "miyun", 2, outcome="drift")
    assert [one.outcome for one in again.read().sites] == ["ok", "drift"]
    assert asked == ["haidian", "miyun", "miyun"]
    monkeypatch.setattr(states, "_STALE", -1.0)
    again.read()
    assert len(asked) == 5


def test_ageing_sites_are_read_a_few_at_once(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = ["chaoyang", "haidian", "miyun"]
    for site in sites:
        end_run(layout, site, 1)
    again = reader(layout)
    again.read()
    asked = list[str]()
    monkeypatch.setattr(states, "_AGING", -1.0)

    def noting(_layout: Layout, due: Any, _now: dt.datetime) -> Any:
        asked.extend(due)
        return [(site, reading_states.SiteState(None, None)) for site in due]

    monkeypatch.setattr(states, "read_states", noting)
    for _ in range(4):
        again.read()
    assert asked == [*sites, sites[0]]


def test_many_sites_are_read_in_a_process(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    end_run(layout, "haidian", 1)
    end_run(layout, "miyun", 2, outcome="drift", reasons=["要闻: no rows"])
    end_run(layout, "shunyi", 2)
    run_file(layout, "shunyi").write_bytes(b"x\n")
    few = reader(layout).read()
    monkeypatch.setattr(reading_states, "MANY", 0)
    monkeypatch.setattr(reading_states, "_state", None)
    many = reader(layout).read()
    assert (many.sites, many.problems, many.outcome) == (few.sites, few.problems, few.outcome)


def test_first_answer_waits_for_no_process(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    end_run(layout, "haidian", 1)
    monkeypatch.setattr(states, "MANY", 0)
    seen = list[states.States]()
    waiting = reader(layout)

    def asking(_layout: Layout, _due: Any, _now: dt.datetime) -> Any:
        seen.append(waiting.states(patience=60))
        return [("haidian", reading_states.SiteState(None, None))]

    monkeypatch.setattr(states, "read_states", asking)
    assert waiting.read().is_whole
    assert [(one.read, one.of) for one in seen] == [(0, 1)]


def test_the_reading_process_ends_with_its_parent(layout: Layout) -> None:
    task = f'["{layout.root}", "", "{NOW.isoformat()}"]\n'
    command = [sys.executable, "-m", "bulletin_spider.web.health.reading_states"]
    done = subprocess.run(command, input=task, capture_output=True, check=False, timeout=60, text=True)
    assert done.returncode in {0, 1}
    assert done.stderr == ""


def test_a_forgotten_site_is_left_out(layout: Layout) -> None:
    for site in ("haidian", "miyun"):
        end_run(layout, site, 1)
    again = reader(layout)
    assert again.read().read == 2
    run_file(layout, "miyun").unlink()
    run_dir = layout.runs("miyun")
    run_dir.rmdir()
    assert [one.site for one in again.read().sites] == ["haidian"]


def test_a_request_gets_what_is_known_so_far(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    end_run(layout, "haidian", 1)
    slow = reader(layout)
    monkeypatch.setattr(slow, "follow_soon", lambda: None)
    first = slow.states(patience=0)
    assert (first.read, first.of, first.is_whole, first.sites) == (0, 1, False, [])
    slow.read()
    assert slow.states(patience=0).is_whole


def test_unreadable_records_are_a_problem(layout: Layout) -> None:
    end_run(layout, "haidian", 1)
    run_file(layout, "haidian").write_bytes(b"x\n")
    found = reader(layout).read()
    assert [(one.subject, one.text) for one in found.problems] == [
        ("haidian", "no run record of it can be read")
    ]
    assert found.outcome == Outcome.ERROR


def test_a_site_that_cannot_be_read_hides_no_other(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    for site in ("haidian", "miyun"):
        end_run(layout, site, 1)

    def denying(layout: Layout, site: str, now: dt.datetime) -> Any:
        if site == "haidian":
            raise PermissionError(13, "Permission denied", "runs/haidian")
        return site_status(layout, site, now)

    monkeypatch.setattr(reading_states, "site_status", denying)
    found = reader(layout).read()
    assert [one.site for one in found.sites] == ["miyun"]
    assert "Permission denied" in found.problems[0].text


def test_a_missing_archive_is_a_problem(tmp_path: Path) -> None:
    found = reader(Layout(tmp_path / "nowhere")).states(patience=5)
    assert [one.subject for one in found.problems] == ["archive"]
    assert found.is_whole


def test_a_site_without_an_ended_run_has_begun(layout: Layout) -> None:
    layout.runs("haidian").mkdir(parents=True)
    assert list(reader(layout).read().begun) == ["haidian"]
