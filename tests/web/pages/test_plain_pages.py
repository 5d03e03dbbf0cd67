from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(tmp_path, wording(1, "老旧小区"), site="haidian")
    append_run_record(Layout(tmp_path), "haidian", run_record("20260928T000000Z", outcome="drift"))
    return tmp_path


def test_metrics_are_read_by_prometheus(archive: Path) -> None:
    with served(Reading(archive)) as server:
        found = server.get("/metrics")
    assert (found.status, found.headers["cache-control"]) == (200, "no-store")
    assert found.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = text_string_to_metric_families(found.text)
    samples = {(one.name, one.labels.get("site")): one.value for family in families for one in family.samples}
    assert samples["bulletin_site_exit_code", "haidian"] == 4


def test_metrics_say_how_far_the_search_is_behind(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(archive)
    reading.search.follow()
    monkeypatch.setattr(reading.search, "follow_soon", lambda: None)
    with served(reading) as server:
        assert "\nbulletin_search_behind_segments 0\n" in server.get("/metrics").text
        for day in (1, 2):
            put(archive, wording(1 + day, "新文"), site="haidian", run=f"2026100{day}T000000Z")
        assert "\nbulletin_search_behind_segments 2\n" in server.get("/metrics").text
        reading.search.follow()
        assert "\nbulletin_search_behind_segments 0\n" in server.get("/metrics").text


def test_metrics_of_a_part_are_not_given(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a site, Prometheus would raise an alarm for it."""
    reading = Reading(archive)
    monkeypatch.setattr(reading.states, "follow_soon", lambda: None)
    with served(reading) as server:
        found = server.get("/metrics")
    assert (found.status, found.headers["retry-after"]) == (503, "5")
    assert found.text == "The states of the sites are being read: 0 of 1. Try again in a moment.\n"


def test_a_monitor_gets_one_line(archive: Path) -> None:
    with served(Reading(archive)) as server:
        found = server.get("/healthz")
    assert (found.status, found.text) == (200, "ok\n")


def test_a_monitor_learns_that_the_archive_is_gone(tmp_path: Path) -> None:
    with served(Reading(tmp_path / "gone")) as server:
        found = server.get("/healthz")
    assert found.status == 503
    assert found.text == "the archive cannot be read: No such file or directory\n"
