from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.web.bulletins.credited import people_of
from bulletin_spider.web.bulletins.people import NamedPeople
from tests.archive.wordings import wording

BYLINE = "（记者 唐炜 通讯员 何川）"


def people(**fields: Any) -> NamedPeople:
    return NamedPeople(wording(1, **fields))


def marked(of: NamedPeople, text: str, **options: bool) -> list[str]:
    parts = of.parts(text, **options)
    assert "".join(part.text for part in parts) == text
    return [part.text for part in parts if part.roles]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("（记者 唐炜）9月28日，会议召开。", ["唐炜"]),
        ("本报讯（记者唐炜、高峰）会议召开。", ["唐炜", "高峰"]),
        ("记者：唐 炜", ["唐 炜"]),
        ("图为改造后的小区。高峰 摄", ["高峰"]),
        ("早高峰期间，唐炜所在的小区车流量大。", []),
        ("唐炜说，改造进展顺利。", []),
        ("没有人。", []),
        ("", []),
    ],
)
def test_names_are_marked_beside_a_label(text: str, names: list[str]) -> None:
    assert marked(people(reporters=["唐炜", "高峰"]), text) == names


def test_every_name_of_the_byline_is_marked() -> None:
    of = people(reporters=["唐炜"], correspondents=["何川"], byline=BYLINE)
    assert marked(of, f"{BYLINE}何川在会上说。") == ["唐炜", "何川"]
    assert marked(of, BYLINE, is_credit=True) == ["唐炜", "何川"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("Tom", "记者 T om"), ("甲　乙", "记者 甲　乙"), ("a b", "记者 a b"), ("ab", "记者 a　b")],
)
def test_names_of_any_signs_are_found(name: str, text: str) -> None:
    of = people(reporters=[name])
    assert len(marked(of, text)) == 1
    assert of.marked(text) == {name}


def test_blanks_in_a_name_take_linear_time() -> None:
    """Blanks that may be padded by blanks can be matched in a billion ways."""
    assert marked(people(reporters=[f"{chr(0x3000) * 30}x"]), f"记者{chr(0x3000) * 500}") == []


def test_longer_name_is_found_before_its_beginning() -> None:
    assert marked(people(reporters=["王军", "王军民"]), "（记者 王军民 王军）") == ["王军民", "王军"]


def test_person_of_two_roles_has_both() -> None:
    (part,) = [
        one
        for one in people(reporters=["唐炜"], photographers=["唐炜"]).parts("文/图 记者 唐炜")
        if one.roles
    ]
    assert part.roles == ("reporters", "photographers")


def test_foreign_name_and_signs_are_no_pattern() -> None:
    assert marked(people(reporters=["John (Smith)", "a.c"]), "记者 John (Smith) abc") == ["John (Smith)"]


def test_long_text_without_labels_is_read_in_time() -> None:
    assert marked(people(reporters=["唐炜"]), "唐炜" * 100_000) == []


def test_roles_name_where_each_person_is_marked() -> None:
    version = wording(
        1,
        reporters=["唐炜"],
        correspondents=["何川"],
        byline=BYLINE,
        paragraphs=["题。", "（记者 唐炜）开会。"],
    )
    assert list(people_of(version)) == [
        {"role": "reporters", "names": [{"name": "唐炜", "paragraphs": [2], "in_byline": True}]},
        {"role": "correspondents", "names": [{"name": "何川", "paragraphs": [], "in_byline": True}]},
    ]


def test_a_name_in_a_row_of_a_table_is_in_no_paragraph() -> None:
    table = {"paragraph": 0, "caption": None, "rows": [["记者 唐炜"]]}
    version = wording(1, reporters=["唐炜"], paragraphs=["记者 唐炜", "（记者 唐炜）"], tables=[table])
    assert next(people_of(version))["names"] == [{"name": "唐炜", "paragraphs": [2], "in_byline": False}]


def test_names_in_thousands_of_paragraphs_are_read_in_time() -> None:
    """Labels are looked for beside some hundred names; later ones are not marked."""
    of = people(reporters=["唐炜"])
    found = [marked(of, "（记者 唐炜）") for _ in range(20_000)]
    assert found[0] == ["唐炜"]
    assert found[-1] == []
