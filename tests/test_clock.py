"""Only the demo's run may show another time than it is."""

from __future__ import annotations

import ast
import datetime as dt

import pytest
from scrapy import Spider

from bulletin_spider.clock import CLOCK, DemoClock, clock_of
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.spiders.demo import DemoSpider
from tests.test_architecture import MODULES, PACKAGE

MOMENT = dt.datetime(2026, 9, 28, 8, 30, tzinfo=SHANGHAI)


def test_every_other_spider_has_the_time() -> None:
    assert clock_of(Spider("haidian")) is clock_of(DemoSpider()) is CLOCK
    assert CLOCK.account() == {}


def test_demo_shows_its_day() -> None:
    clock = clock_of(DemoSpider(day="2", clock="day"))
    assert clock.now(dt.UTC).isoformat() == "2026-09-29T12:30:00+00:00"
    assert {*clock.account()} == {"began"}


def test_moved_clock_of_another_site_is_refused() -> None:
    spider = Spider("haidian")
    spider.clock = DemoClock(MOMENT)  # type: ignore[attr-defined]
    with pytest.raises(UsageFault, match="only the demo"):
        clock_of(spider)


def test_only_the_demo_makes_a_moved_clock() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if "DemoClock" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("DemoClock")
    }
    assert users == {"spiders/demo.py"}


OF_A_RUN = (
    "crawl",
    "pipelines",
    "operations/run",
    "archive/captures",
    "archive/segments",
    "archive/site_archive.py",
)


def test_a_run_reads_one_clock_only() -> None:
    for path in MODULES:
        if path.relative_to(PACKAGE).as_posix().startswith(OF_A_RUN):
            assert "datetime.now(" not in path.read_text(encoding="utf-8"), path
