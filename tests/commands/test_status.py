from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Archive

pytestmark = pytest.mark.crawl


def test_status_comes_from_records_and_index_alone(archive: Archive) -> None:
    fresh = archive.scrapy("status")
    assert fresh.code == 0
    assert fresh.out.startswith("not crawled yet: ")
    assert not archive.root.exists(), "status writes nothing"

    archive.demo()
    archive.demo("-a", "day=4")
    shown = archive.scrapy("status", "demo").out.splitlines()
    head, row = (line.split() for line in shown[:2])
    assert head[0] == "site"
    assert row[0] == "demo"
    bulletins = {version["id"] for version in archive.versions()}
    assert row[-5:] == [str(len(bulletins)), str(len(archive.versions())), "0", "0", "0"]
    assert shown[-1] == "nothing needs a person"

    path = archive.root / "runs" / "demo.jsonl"
    record = archive.runs()[-1] | {"run": "20991231T000000Z", "outcome": "drift", "reasons": ["要闻: x"]}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    ended = archive.scrapy("status", "--json")
    assert ended.code == 4
    status = json.loads(ended.out)
    assert (status["site"], status["outcome"], status["in_a_row"]) == ("demo", "drift", 1)
    assert status["bulletins"] == len(bulletins)
    assert status["problems"] == ["drift (the last run): 要闻: x"]


def test_unknown_site_is_one_line_with_a_suggestion(archive: Archive) -> None:
    ended = archive.scrapy("status", "hadian")
    assert ended.code == 2
    assert ended.err.splitlines() == ["scrapy status: usage: unknown site 'hadian' (did you mean 'haidian'?)"]
