from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bulletin_spider.archive.search.bigrams import fold, pairs, phrase
from bulletin_spider.archive.search.query import Both, Either, Phrase, Query, Without, parse, phrases

OLD, LIFT, PIPE = Phrase("老旧"), Phrase("电梯"), Phrase("管线")


def test_a_text_is_indexed_as_overlapping_pairs_and_the_end_of_each_run() -> None:
    assert pairs("老旧小区 改造A1") == "老旧 旧小 小区 区 改造 造a a1 1"
    assert pairs(" 　\n") == ""


def test_a_phrase_is_a_run_of_pairs_and_a_single_character_the_beginning_of_one() -> None:
    assert phrase("老旧小区") == '"老旧 旧小 小区"'
    assert phrase("区") == '"区" *'
    assert phrase("小区 改造") == '"小区 区 改造"'
    assert phrase("小区 改") == '"小区 区 改" *'
    assert phrase('"a') == '"""a"'


@given(st.text())
def test_folding_keeps_the_length_so_that_places_stay_true(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_width_and_case_do_not_matter() -> None:
    assert fold("ＡＢＣ１２（ｘ）İ") == "abc12(x)İ"


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("老旧", OLD),
        ("老旧 电梯", Both((OLD, LIFT))),
        ("老旧　电梯", Both((OLD, LIFT))),
        ("老旧 AND 电梯", Both((OLD, LIFT))),
        ("老旧 OR 电梯", Either((OLD, LIFT))),
        ("老旧 电梯 OR 管线", Either((Both((OLD, LIFT)), PIPE))),
        ("老旧 (电梯 OR 管线)", Both((OLD, Either((LIFT, PIPE))))),
        ("老旧（电梯 OR 管线）", Both((OLD, Either((LIFT, PIPE))))),
        ("老旧 NOT 电梯", Both((OLD, Without(LIFT)))),
        ("老旧 -电梯 －管线", Both((OLD, Without(LIFT), Without(PIPE)))),
        ("NOT NOT 老旧", OLD),
        ("NOT (电梯 管线)", Without(Both((LIFT, PIPE)))),
        ('"老旧 电梯"', Phrase("老旧 电梯")),
        ("“老旧 电梯”管线", Both((Phrase("老旧 电梯"), PIPE))),
        ("「老旧  电梯」", Phrase("老旧 电梯")),
        ("『老旧 OR 电梯』", Phrase("老旧 or 电梯")),
        ('-"老旧 电梯"', Without(Phrase("老旧 电梯"))),
        ("新冠-19", Phrase("新冠-19")),
        ("or", Phrase("or")),
    ],
)
def test_what_is_typed_means_what_a_person_means(typed: str, tree: Query) -> None:
    assert parse(typed) == tree


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("老旧 AND", OLD), ("OR 老旧", OLD), ("老旧 OR OR 电梯", Either((OLD, LIFT))), ("老旧 NOT", OLD),
        ("((老旧", OLD), ("老旧))) 电梯", Both((OLD, LIFT))), ("() 老旧", OLD), ('老旧 "电梯', Both((OLD, LIFT))),
        ('"" 老旧', OLD), ("AND", Phrase("and")), ('"', Phrase('"')), ("()", Phrase("()")), ("*", Phrase("*")),
        ("title:老旧", Phrase("title:老旧")), ("老旧 老旧", OLD), ("老旧 OR 老旧 电梯 老旧", Either((OLD, Both((OLD, LIFT))))), ("", None), (" 　", None),
    ],
)  # fmt: skip
def test_what_is_left_open_or_empty_is_passed_over(typed: str, tree: Query | None) -> None:
    assert parse(typed) == tree


def test_only_what_is_to_be_there_is_marked_in_a_snippet() -> None:
    assert list(phrases(parse("老旧 (电梯 OR 管线) -公告"))) == ["老旧", "电梯", "管线"]
    assert list(phrases(parse("NOT 公告"))) == []
    assert list(phrases(None)) == []


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
def words() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5 (title, body, facets)")
    return database


@given(TYPED)
@example("\udcff")
@example("\0")
@example("a \0 b")
def test_nothing_that_is_typed_is_an_error(words: sqlite3.Connection, typed: str) -> None:
    query = parse(typed)
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
def test_not_even_the_absurd_is_an_error(words: sqlite3.Connection, typed: str) -> None:
    query = parse(typed)
    assert query is not None
    words.execute(
        "SELECT rowid FROM words WHERE words MATCH ?", (query.expression("{title body}"),)
    ).fetchall()
