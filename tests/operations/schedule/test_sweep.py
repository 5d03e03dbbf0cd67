from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from bulletin_spider.actions.sweep import fits_worker
from bulletin_spider.archive.reading_journal import ReadingJournal, is_reading
from bulletin_spider.operations.schedule.site_pool import sites_at_once
from bulletin_spider.operations.schedule.site_process import process_record

if TYPE_CHECKING:
    from pathlib import Path


def test_missing_record_is_replaced_from_exit_code() -> None:
    locked = process_record("x", 75, "", "scrapy crawl: locked: x is in use by another run\n")
    assert locked["outcome"] == "locked"
    assert locked["reasons"] == ["x is in use by another run"]
    assert process_record("x", 0, "", "")["outcome"] == "error", "nothing printed is nothing known"


def test_run_ended_by_signal_is_an_error() -> None:
    assert process_record("x", -14, "", "")["reasons"] == ["it hung and its time limit ended it"]
    assert process_record("x", -11, "", "")["reasons"] == ["SIGSEGV ended it"]


@pytest.mark.parametrize(
    ("jobs", "cores", "at_once"), [(1, 2, 1), (4, 2, 4), (16, 2, 16), (32, 2, 16), (64, 2, 32), (64, 1, 32)]
)
def test_jobs_are_spread_over_the_cores(
    jobs: int, cores: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert sites_at_once(jobs) == at_once


def test_limit_of_open_files_bounds_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (256, 256))
    assert sites_at_once(32) == 4


def test_journal_says_whether_a_page_is_being_read(tmp_path: Path) -> None:
    path = tmp_path / ".site.reading"
    assert not is_reading(path)
    journal = ReadingJournal.open(path, "20261123T060000Z")
    journal.begin("rules")
    assert not is_reading(path)
    with journal.reading(b"<html>", "http://site.gov.cn/1.html"):
        assert is_reading(path)
    assert not is_reading(path)


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("LOG_LEVEL", "INFO", True),
        ("FORCE_CRAWLER_PROCESS", True, False),
        ("TWISTED_REACTOR", "twisted.internet.epollreactor.EPollReactor", False),
    ],
)
def test_only_scrapys_own_reactor_fits_a_worker(name: str, value: object, fits: bool) -> None:
    settings = Settings()
    settings.set(name, value)
    assert fits_worker(settings) == fits
