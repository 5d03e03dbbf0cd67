from __future__ import annotations

import pytest

from bulletin_spider.web.query_words import is_unclosed, query_words, separate_words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("养老", ""),
        ('"养老', "“养老”"),
        ("养老 -补贴", "“养老” and without “补贴”"),
        ("养老 OR 托育", "“养老” or “托育”"),
        ("NOT (养老 OR 托育) 街道", "without (“养老” or “托育”) and “街道”"),
        ("OR", ""),
    ],
)
def test_a_query_is_said_in_words(typed: str, words: str) -> None:
    assert query_words(typed, "en") == words


@pytest.mark.parametrize("typed", ['"养老', "（养老", "「养老", "养老 “补贴” “"])
def test_an_open_quote_or_bracket_is_noticed(typed: str) -> None:
    assert is_unclosed(typed)


@pytest.mark.parametrize("typed", ['"养老"', "（养老）", "「养老」", "“养老”", "养老）"])
def test_closed_quotes_and_brackets_are_no_mistake(typed: str) -> None:
    assert not is_unclosed(typed)


def test_words_wanted_at_once_are_separated() -> None:
    assert separate_words('养老 "a b" -补贴') == ["养老", '"a b"']
    assert separate_words("养老 OR 补贴") == []
