"""Whole crawls over every list of ``tests/listings/pagers``: none is wrongly called well, none wrongly incomplete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.crawls.own_project import SETTINGS, Project
from tests.crawls.pager_site import PagerSite
from tests.listings.pagers.cases import pager_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Ended

pytestmark = pytest.mark.crawl
BY_NAME = {case.name: case for case in pager_cases()}


class Crawled(NamedTuple):
    """A project whose only site has a channel for each case, after its first crawl."""

    project: Project
    ended: Ended
    channels: dict[str, Any]
    """Channel → its part of the run's record."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    server = PagerSite(pager_cases())
    made = Project(tmp_path_factory.mktemp("lists"), server)
    made.write("scrapy.cfg", "[settings]\ndefault = own.settings\n")
    made.write("own/__init__.py", "")
    made.write("own/spiders/__init__.py", "")
    made.write("own/settings.py", SETTINGS)
    made.write("own/spiders/lists.py", server.spider())
    ended = made.scrapy("crawl", "lists", "-s", "RETRY_TIMES=0")
    yield Crawled(made, ended, made.lines("runs/*/*.jsonl")[0]["channels"])
    server.stop()


def test_no_list_is_wrongly_called_well(crawled: Crawled) -> None:
    """A list that goes on out of reach leaves a gap, and so the run is incomplete."""
    assert crawled.ended.code == 3, crawled.ended.err
    wrong = [name for name, one in crawled.channels.items() if one["closed"] and not BY_NAME[name].well]
    assert wrong == []


def test_no_list_is_wrongly_called_incomplete(crawled: Crawled) -> None:
    well = {name: one for name, one in crawled.channels.items() if BY_NAME[name].well}
    assert {name: one["overlap"] for name, one in well.items() if not one["closed"]} == {}
    assert {name: one["listed"] for name, one in well.items()} == {
        name: case.rows for name, case in BY_NAME.items() if case.well
    }


def test_doctor_calls_well_what_a_crawl_does(crawled: Crawled) -> None:
    ended = crawled.project.scrapy("doctor", "lists", "--json", "-s", "RETRY_TIMES=0")
    assert ended.code == 3, ended.err
    (site,) = json.loads(ended.out)["sites"]
    told = {channel["channel"]: channel["well"] for channel in site["channels"]}
    assert told == {name: one["closed"] for name, one in crawled.channels.items()}


def test_form_requests_are_captured_and_verified(crawled: Crawled) -> None:
    assert crawled.project.scrapy("verify", "--site", "lists", "--deep").code == 0
    assert crawled.project.server.posted
