"""A page shows only so much of a version, however large a site made it, and says what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.web.bulletins.people import NamedPeople
from bulletin_spider.web.bulletins.shown import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    MOST_ON_TIME_LINE,
    MOST_PARAGRAPHS,
    MOST_TABLES,
    shown,
    versions_near,
)
from bulletin_spider.web.pages import bulletin
from bulletin_spider.web.pages.bulletin import answer_of
from bulletin_spider.web.parameters import Parameters
from bulletin_spider.web.rendering import render
from tests.archive.wordings import wording


def of_rows(count: int, cells: int) -> dict[str, Any]:
    """Return a version that is one table."""
    rows = [[str(number)] * cells for number in range(count)]
    return wording(
        1,
        paragraphs=[" | ".join(row) for row in rows],
        tables=[{"paragraph": 0, "caption": None, "rows": rows}],
    )


def address(language: str = "zh") -> Parameters:
    return Parameters({"site": "demo", "id": "1"}, {}, language, "/b/demo/1", "http://127.0.0.1")


def page(versions: list[dict[str, Any]], version: dict[str, Any], language: str = "zh") -> str:
    answer = answer_of(versions, version, address(language))
    more = bulletin.more(None, answer, address(language))  # type: ignore[arg-type] # asks for no capture
    return str(render("bulletin.html", address(language), bulletin.PAGE, answer=answer, **more))


def test_a_version_of_usual_size_is_whole() -> None:
    version = of_rows(3, 2) | {"reporters": ["唐炜"], "warnings": ["w"]}
    assert shown(version) == (version, {})


def test_paragraphs_and_characters_are_bounded() -> None:
    cut = shown(wording(1, paragraphs=["字"] * (MOST_PARAGRAPHS + 1)))
    assert len(cut.version["paragraphs"]) == MOST_PARAGRAPHS
    assert cut.left_out["paragraphs"] == {"shown": MOST_PARAGRAPHS, "of": MOST_PARAGRAPHS + 1}
    text = ["字" * (MOST_CHARACTERS - 1), "末尾的段落", "又一段"]
    assert shown(wording(1, paragraphs=text)).version["paragraphs"] == [text[0], "末"]
    assert shown(wording(1, paragraphs=["字" * MOST_CHARACTERS])).left_out == {}


def test_rows_behind_the_bounds_leave_the_table() -> None:
    cut = shown(of_rows(MOST_PARAGRAPHS + 1, 1))
    assert len(cut.version["tables"][0]["rows"]) == MOST_PARAGRAPHS
    wide = shown(of_rows(201, MOST_CELLS // 200))
    assert len(wide.version["tables"][0]["rows"]) == 200
    assert len(wide.version["paragraphs"]) == 201 or "characters" in wide.left_out
    many = [{"paragraph": number, "caption": None, "rows": [["a"]]} for number in range(MOST_TABLES + 1)]
    found = shown(wording(1, paragraphs=["a"] * (MOST_TABLES + 1), tables=many))
    assert found.left_out["tables"] == {"shown": MOST_TABLES, "of": MOST_TABLES + 1}
    assert len(found.version["paragraphs"]) == MOST_TABLES + 1


@pytest.mark.parametrize("name", ["attachments", "images", "warnings"])
def test_entries_are_bounded(name: str) -> None:
    cut = shown(wording(1, **{name: [{}] * (MOST_ENTRIES + 1)}))
    assert (len(cut.version[name]), cut.left_out) == (
        MOST_ENTRIES,
        {name: {"shown": MOST_ENTRIES, "of": MOST_ENTRIES + 1}},
    )


def test_people_are_bounded_over_all_roles() -> None:
    names = [f"甲{number}" for number in range(MOST_ENTRIES)]
    cut = shown(wording(1, reporters=names[1:], editors=["乙", "丙"]))
    assert cut.version["editors"] == ["乙"]
    assert cut.left_out == {"people": {"shown": MOST_ENTRIES, "of": MOST_ENTRIES + 1}}


def test_names_are_sought_only_in_so_much_text() -> None:
    names = [f"甲{number}" for number in range(100, 200)]
    version = wording(1, paragraphs=[f"记者 {names[0]} {names[-1]} {'字' * 99_000}"], reporters=names)
    assert NamedPeople(version).marked(version["paragraphs"][0]) == {names[0]}
    assert shown(version).left_out == {"marked_names": {"shown": 50, "of": 100}}


def test_time_line_has_versions_near_the_page() -> None:
    versions = [wording(1, "文。", revision=number + 1) for number in range(MOST_ON_TIME_LINE + 150)]
    assert versions_near(versions, versions[-1]) == versions[150:]
    assert versions_near(versions, versions[0]) == versions[:MOST_ON_TIME_LINE]
    middle = versions_near(versions, versions[150])
    assert (middle[0]["revision"], middle[-1]["revision"]) == (51, 250)
    assert versions_near(versions[:2], versions[1]) == versions[:2]
    answer = answer_of(versions, versions[150], address())
    assert (answer["earlier"], answer["later"]) == (f"/b/demo/{1:016x}/50", f"/b/demo/{1:016x}/251")
    assert "第 151 版，共 350 版" in page(versions, versions[150])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "正文前 5,000 段，共 5,001 段"),
        ("en", "the first 5,000 of 5,001 paragraphs"),
    ],
)
def test_a_page_says_what_it_leaves_out(language: str, words: str) -> None:
    version = wording(1, paragraphs=["字"] * (MOST_PARAGRAPHS + 1))
    found = page([version], version, language)
    assert words in found
    assert f"bulletin show {version['id']} --json" in found


def test_all_versions_are_in_the_history() -> None:
    old = wording(1, paragraphs=["字"] * (MOST_PARAGRAPHS + 1))
    found = page([old, old | {"revision": 2, "change": "revised"}], old)
    assert f"bulletin history {old['id']} --json" in found
