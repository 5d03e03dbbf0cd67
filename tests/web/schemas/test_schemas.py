from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from bulletin_spider.web.pages import all_pages
from bulletin_spider.web.schemas.registry import SCHEMAS, json_schema
from tests.web.full_archive import full_archive
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.served import Served

FIRST, SECOND = f"demo/{1:016x}", f"demo/{2:016x}"
ANSWERS = {
    "overview": ["/overview.json", "/en/overview.json?year=2024"],
    "search": ["/search.json", "/search.json?q=改造&rows=1", "/search.json?q=没有 改造&site=demo&has=card", "/search.json?after=1"],
    "changes": ["/changes.json", "/changes.json?rows=1&site=demo"],
    "withdrawn": ["/withdrawn.json", "/withdrawn.json?site=miyun"],
    "sites": ["/sites.json", "/sites.json?state=troubled"],
    "site": ["/s/demo.json", "/s/miyun.json?rows=1"],
    "runs": ["/s/demo/runs.json?rows=1"],
    "people": ["/s/demo/reporters.json?rows=1"],
    "refused": ["/s/demo/refused.json", "/s/miyun/refused.json"],
    "health": ["/health.json"],
    "help": ["/help.json", "/en/help.json"],
    "bulletin": [f"/b/{FIRST}.json", f"/b/{FIRST}/1.json", f"/b/{SECOND}.json"],
    "comparison": [f"/b/{FIRST}/1..2.json", f"/b/{SECOND}/1..2.json?context=all&view=line&links=1"],
    "absence": [f"/withdrawn/{FIRST}.json", f"/withdrawn/{SECOND}.json"],
    "fault": ["/search.json?since=x", "/s/nobody.json", "/nothing.json"],
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    reading = full_archive(tmp_path_factory.mktemp("archive"))
    reading.search.follow()
    with served(reading) as running:
        yield running


def test_every_page_has_a_schema() -> None:
    assert {page.name for page in all_pages()} | {"fault"} == {*SCHEMAS}
    assert {*ANSWERS} == {*SCHEMAS} - {"capture"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_is_served(server: Served, name: str) -> None:
    found = server.get(f"/schemas/{name}.json")
    assert found.headers["content-type"] == "application/schema+json"
    assert found.json == json_schema(name)
    Draft202012Validator.check_schema(found.json)


@pytest.mark.parametrize(
    ("name", "address"), [(name, one) for name, those in ANSWERS.items() for one in those]
)
def test_answers_are_as_their_schema_says(server: Served, name: str, address: str) -> None:
    found = server.get(address)
    if name != "fault":
        assert (found.status, found.headers["link"]) == (200, f'</schemas/{name}.json>; rel="describedby"')
    assert_valid(name, found.json)


def assert_valid(name: str, answer: object) -> None:
    validator = Draft202012Validator(json_schema(name), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(answer)] == []
