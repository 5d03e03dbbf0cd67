from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Archive

pytestmark = pytest.mark.crawl


def test_status_comes_from_records_and_index_alone(archive: Archive) -> None:
    fresh = archive.scrapy("status")
    assert fresh.code == 2
    assert fresh.out.splitlines()[0] == f"settings: bulletin_spider.settings ({ROOT}/scrapy.cfg)"
    assert fresh.out.splitlines()[1].startswith("not crawled yet: ")
    assert f"archive: there is no archive at {archive.root}\n" in fresh.out
    assert not archive.root.exists(), "status writes nothing"

    archive.demo()
    archive.demo("-a", "day=4")
    shown = archive.scrapy("status", "demo").out.splitlines()
    head, row = (line.split() for line in shown[1:3])
    assert head[0] == "site"
    assert row[0] == "demo"
    bulletins = {version["id"] for version in archive.versions()}
    assert row[-5:] == [str(len(bulletins)), str(len(archive.versions())), "0", "0", "0"]
    assert shown[-1] == "nothing needs a person"

    path = archive.run_file()
    record = archive.runs()[-1] | {"run": "20991231T000000Z", "outcome": "drift", "reasons": ["要闻: x"]}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    ended = archive.scrapy("status", "--json")
    assert ended.code == 4
    status = json.loads(ended.out)
    assert (status["site"], status["outcome"], status["in_a_row"]) == ("demo", "drift", 1)
    assert status["bulletins"] == len(bulletins)
    assert status["problems"] == ["drift (the last run): 要闻: x"]


def test_broken_site_file_needs_a_person(archive: Archive) -> None:
    (archive.root / "runs").mkdir(parents=True)
    ended = archive.scrapy("status", "-s", "SPIDER_MODULES=tests.crawls.broken_sites")
    assert ended.code == 1
    assert "broken: the site's file tests/crawls/broken_sites/broken.py cannot be read: " in ended.out
    assert "nothing needs a person" not in ended.out


def test_unreadable_records_need_a_person(archive: Archive) -> None:
    path = archive.root / "runs" / "haidian.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text('{"run": "20260928T000000Z"}\n', encoding="utf-8")
    ended = archive.scrapy("status")
    assert ended.code == 1
    assert "haidian: no run record of it can be read\n  scrapy verify --site haidian\n" in ended.out
    assert "nothing needs a person" not in ended.out


def test_required_site_must_be_well(archive: Archive) -> None:
    """An outcome that may pass by itself, or a site that was never crawled, is not enough."""
    required = ("status", "--require")
    archive.demo("-a", "limit=1")
    assert archive.scrapy(*required, "demo").code == 0
    ended = archive.scrapy(*required, "demo, haidian", "--json")
    assert (ended.code, ended.err) == (3, "haidian: required, and not crawled yet; scrapy crawl haidian\n")
    record = {name: value for name, value in archive.runs()[-1].items() if name != "previous_line"}
    append_run_record(
        Layout(archive.root),
        "demo",
        record | {"run": "20991231T000000Z", "outcome": "unreachable", "reasons": []},
    )
    assert archive.scrapy("status").code == 0
    ended = archive.scrapy(*required, "demo", "--json")
    assert ended.code == 7
    status = json.loads(ended.out)
    assert status["problems"] == ["required, and its last run was unreachable"]
    assert status["archive"]["free"] > 0


def test_unreadable_addresses_are_a_problem(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive.root / "runs").mkdir(parents=True)
    monkeypatch.setenv("BULLETIN_NOTIFY", "wecomb://key")
    ended = archive.scrapy("status")
    assert ended.code == 2
    assert "archive: nobody is notified: NOTIFY holds an address that Apprise cannot read" in ended.out


def test_unknown_site_is_one_line_with_a_suggestion(archive: Archive) -> None:
    ended = archive.scrapy("status", "hadian")
    assert ended.code == 2
    assert ended.err.splitlines() == ["scrapy status: usage: unknown site 'hadian' (did you mean 'haidian'?)"]
