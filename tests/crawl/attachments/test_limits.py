"""Files get a part of the run's time, and a bulletin has a share of the disk."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.settings import Settings

from bulletin_spider.crawl.attachments import limits
from bulletin_spider.crawl.attachments.limits import RunLimits, largest_file


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that the test sets, in seconds."""
    now = SimpleNamespace(seconds=1_000.0)
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def run(limit: int | None = None, asked: int = 0, **settings: Any) -> RunLimits:
    values = {"CLOSESPIDER_TIMEOUT": 1800, "DOWNLOAD_TIMEOUT": 30, "DOWNLOAD_MAXSIZE": 0} | settings
    spider = SimpleNamespace(
        settings=Settings(values),
        window=SimpleNamespace(limit=limit),
        ledger=SimpleNamespace(asked=set(range(asked))),
    )
    return RunLimits(cast("Any", spider))


@pytest.mark.parametrize(
    ("timeout", "articles", "share"),
    [(1800, 60, 450), (1800, 1600, 140), (1800, 1750, 0), (0, 9_000, 450), (60, 10, 15)],
    ids=["a quarter", "near the end", "too late", "no time limit", "a short run"],
)
def test_files_get_a_quarter_of_the_time(
    clock: SimpleNamespace, timeout: int, articles: int, share: int
) -> None:
    run_limits = run(CLOSESPIDER_TIMEOUT=timeout)
    clock.seconds += articles
    run_limits.begin()
    clock.seconds += max(0, share - 1)
    assert run_limits.reached() == (share == 0)
    clock.seconds += 1
    assert run_limits.reached()


def test_request_ends_before_the_run(clock: SimpleNamespace) -> None:
    run_limits = run()
    clock.seconds += 1700
    run_limits.begin()
    assert clock.seconds + 40 + run_limits.seconds <= 1_000 + 1_800


def test_limit_counts_articles_and_files(clock: SimpleNamespace) -> None:
    assert clock
    run_limits = run(limit=5, asked=3)
    run_limits.begin()
    assert not run_limits.reached()
    run_limits.asked = 2
    assert run_limits.reached()


@pytest.mark.parametrize(
    ("sizes", "left"),
    [((), 10_000_000), ((10_000_000,) * 4, 10_000_000), ((9_999_999,) * 5, 5), ((10_000_000,) * 5, 0)],
)
def test_bulletin_has_fifty_megabytes(sizes: tuple[int, ...], left: int) -> None:
    files = [{"state": "kept", "size": size} for size in sizes]
    assert largest_file([*files, {"state": "owed"}]) == left


def test_smaller_setting_counts() -> None:
    assert run(DOWNLOAD_MAXSIZE=1_000).bytes_of(10_000_000) == 1_000
    assert run(DOWNLOAD_MAXSIZE=99_000_000).bytes_of(10_000_000) == 10_000_000
