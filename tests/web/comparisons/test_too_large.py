"""What is too large is not compared: a comparison gives its size, and whether it is equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from bulletin_spider.web.bulletins.shown import MOST_CHARACTERS, MOST_ENTRIES, MOST_PARAGRAPHS, MOST_TABLES
from bulletin_spider.web.comparisons.versions import compared_versions
from bulletin_spider.web.reading import Reading
from bulletin_spider.web.schemas.registry import json_schema
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from pathlib import Path


def compared(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return compared_versions(wording(1, **old), wording(1, **new))


def test_a_text_too_large_is_not_compared() -> None:
    text = "字" * (MOST_CHARACTERS + 1)
    found = compared({"paragraphs": [text]}, {"paragraphs": [text + "变"], "title": "新题"})
    assert found["not_compared"] == {
        "paragraphs": {"old": MOST_CHARACTERS + 1, "new": MOST_CHARACTERS + 2, "is_equal": False}
    }
    assert (found["paragraphs"], found["is_cut"], found["kinds"]) == ([], True, ["headline"])
    assert compared({"paragraphs": [text[1:]]}, {"paragraphs": [text[1:]]})["not_compared"] == {}


def test_too_many_paragraphs_are_not_compared() -> None:
    many = [f"第{number}段" for number in range(MOST_PARAGRAPHS + 1)]
    found = compared({"paragraphs": many}, {"paragraphs": many})
    assert found["not_compared"]["paragraphs"]["is_equal"]
    assert not found["is_cut"]


def test_too_many_tables_are_not_compared() -> None:
    tables = [{"paragraph": number, "caption": None, "rows": [["a"]]} for number in range(MOST_TABLES + 1)]
    text = ["a"] * (MOST_TABLES + 1)
    found = compared({"paragraphs": text, "tables": tables}, {"paragraphs": text, "tables": tables[1:]})
    assert found["not_compared"] == {
        "tables": {"old": MOST_TABLES + 1, "new": MOST_TABLES, "is_equal": False}
    }
    assert (found["tables"], found["kinds"]) == ([], ["table"])


@pytest.mark.parametrize(
    ("part", "name", "entry", "kind"),
    [
        ("people", "reporters", "唐炜", "people"),
        ("attachments", "attachments", {"url": "http://x/a", "name": "a"}, "attachment"),
        ("images", "images", {"url": "http://x/a", "caption": None}, "picture"),
    ],
)
def test_too_many_entries_are_not_compared(part: str, name: str, entry: Any, kind: str) -> None:
    found = compared({name: [entry] * (MOST_ENTRIES + 1)}, {})
    assert found["not_compared"] == {part: {"old": MOST_ENTRIES + 1, "new": 0, "is_equal": False}}
    assert (found[part], found["kinds"]) == ([], [kind])


def test_the_page_says_what_was_not_compared(tmp_path: Path) -> None:
    first = wording(1, "字" * (MOST_CHARACTERS + 1))
    put(tmp_path, first, first | {"revision": 2, "change": "revised", "paragraphs": ["变"]})
    address = f"/b/demo/{first['id']}/1..2"
    with served(Reading(tmp_path)) as server:
        assert "正文：旧版 200,001 字，新版 1 字，两版不同" in server.get(address).text
        assert "text: 200,001 and 1 characters, which differ" in server.get(f"/en{address}").text
        jsonschema.validate(server.get(f"{address}.json").json, json_schema("comparison"))
