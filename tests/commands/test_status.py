from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Archive


def test_status_tells_from_records_and_index_alone_how_a_site_stands(archive: Archive) -> None:
    fresh = archive.scrapy("status")
    assert fresh.code == 0
    assert fresh.out.startswith("not crawled yet: ")
    assert not archive.root.exists(), "a look writes nothing"

    archive.demo()
    archive.demo("-a", "day=4")
    shown = archive.scrapy("status", "demo").out.splitlines()
    head, row = (line.split() for line in shown[:2])
    assert head[0] == "site"
    assert row[0] == "demo"
    bulletins = {version["id"] for version in archive.versions()}
    assert row[-3:] == [str(len(bulletins)), str(len(archive.versions())), "0"]
    assert shown[-1] == "nothing needs a person"

    path = archive.root / "runs" / "demo.jsonl"
    record = archive.runs()[-1] | {"run": "20991231T000000Z", "outcome": "drift", "reasons": ["要闻: x"]}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    ended = archive.scrapy("status", "--json")
    assert ended.code == 4
    told = json.loads(ended.out)
    assert (told["site"], told["outcome"], told["in_a_row"]) == ("demo", "drift", 1)
    assert told["bulletins"] == len(bulletins)
    assert told["problems"] == ["drift (the last run): 要闻: x"]


def test_an_unknown_site_is_one_line_with_a_suggestion(archive: Archive) -> None:
    ended = archive.scrapy("status", "hadian")
    assert ended.code == 2
    assert ended.err.splitlines() == ["scrapy status: usage: unknown site 'hadian' (did you mean 'haidian'?)"]
