from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin_spider.archive.search.bigrams import fold
from bulletin_spider.archive.search.query import And, Not, Or, Phrase, Query, included_phrases, parse_query

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD, LIFT, PIPE = Phrase("老旧"), Phrase("电梯"), Phrase("管线")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("老旧", OLD),
        ("老旧 电梯", And((OLD, LIFT))),
        ("老旧　电梯", And((OLD, LIFT))),
        ("老旧 AND 电梯", And((OLD, LIFT))),
        ("老旧 OR 电梯", Or((OLD, LIFT))),
        ("老旧 电梯 OR 管线", Or((And((OLD, LIFT)), PIPE))),
        ("老旧 (电梯 OR 管线)", And((OLD, Or((LIFT, PIPE))))),
        ("老旧（电梯 OR 管线）", And((OLD, Or((LIFT, PIPE))))),
        ("老旧 NOT 电梯", And((OLD, Not(LIFT)))),
        ("老旧 -电梯 －管线", And((OLD, Not(LIFT), Not(PIPE)))),
        ("NOT NOT 老旧", OLD),
        ("NOT (电梯 管线)", Not(And((LIFT, PIPE)))),
        ('"老旧 电梯"', Phrase("老旧 电梯")),
        ("“老旧 电梯”管线", And((Phrase("老旧 电梯"), PIPE))),
        ("「老旧  电梯」", Phrase("老旧 电梯")),
        ("『老旧 OR 电梯』", Phrase("老旧 or 电梯")),
        ('-"老旧 电梯"', Not(Phrase("老旧 电梯"))),
        ("新冠-19", Phrase("新冠-19")),
        ("or", Phrase("or")),
    ],
)
def test_a_query_has_its_usual_meaning(typed: str, tree: Query) -> None:
    assert parse_query(typed) == tree


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("老旧 AND", OLD), ("OR 老旧", OLD), ("老旧 OR OR 电梯", Or((OLD, LIFT))), ("老旧 NOT", OLD),
        ("((老旧", OLD), ("老旧))) 电梯", And((OLD, LIFT))), ("() 老旧", OLD), ('老旧 "电梯', And((OLD, LIFT))),
        ('"" 老旧', OLD), ("AND", Phrase("and")), ('"', Phrase('"')), ("()", Phrase("()")), ("*", Phrase("*")),
        ("title:老旧", Phrase("title:老旧")), ("老旧 老旧", OLD), ("老旧 OR 老旧 电梯 老旧", Or((OLD, And((OLD, LIFT))))), ("", None), (" 　", None),
    ],
)  # fmt: skip
def test_open_or_empty_parts_are_ignored(typed: str, tree: Query | None) -> None:
    assert parse_query(typed) == tree


def test_negated_phrases_are_left_out() -> None:
    assert list(included_phrases(parse_query("老旧 (电梯 OR 管线) -公告"))) == ["老旧", "电梯", "管线"]
    assert list(included_phrases(parse_query("NOT 公告"))) == []
    assert list(included_phrases(None)) == []


SYNTAX = [
    "(",
    ")",
    "（",
    "）",
    '"',
    "“",
    "「",
    "AND",
    "OR",
    "NOT",
    "-",
    "*",
    "^",
    ":",
    "+",
    "{",
    "}",
    "NEAR",
    "'",
    "\\",
]
TYPED = st.lists(st.sampled_from(SYNTAX) | st.text(max_size=4), max_size=40).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda blank: blank.join(words))
)


@pytest.fixture(scope="module")
def words() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5 (title, body, facets)")
        yield database


@settings(deadline=None)
@given(TYPED)
@example("\udcff")
@example("\0")
@example("a \0 b")
def test_no_query_is_an_error(words: sqlite3.Connection, typed: str) -> None:
    query = parse_query(typed)
    if query is None:
        assert not fold(typed.replace("\0", " ")).split()
        return
    words.execute(
        "SELECT rowid FROM words WHERE words MATCH ?", (query.expression("{title body}"),)
    ).fetchall()


@pytest.mark.parametrize(
    "typed",
    ["(" * 5000 + "老旧", "老旧" * 3000, " ".join(f"词{n}" for n in range(1500)), " OR ".join("甲乙丙丁" * 200),
     "NOT " * 3000 + "老旧", "-(老旧 -(电梯 " * 60, "a (b OR (c " * 300, "”" * 999, "( OR )" * 500],
)  # fmt: skip
def test_no_absurd_query_is_an_error(words: sqlite3.Connection, typed: str) -> None:
    query = parse_query(typed)
    assert query is not None
    words.execute(
        "SELECT rowid FROM words WHERE words MATCH ?", (query.expression("{title body}"),)
    ).fetchall()
