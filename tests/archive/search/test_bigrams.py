from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_spider.archive.search.bigrams import bigrams, fold, phrase_expression


def test_a_text_becomes_pairs_and_last_characters() -> None:
    assert bigrams("老旧小区 改造A1") == "老旧 旧小 小区 区 改造 造a a1 1"
    assert bigrams(" 　\n") == ""


def test_a_phrase_becomes_neighbouring_pairs() -> None:
    assert phrase_expression("老旧小区") == '"老旧 旧小 小区"'
    assert phrase_expression("区") == '"区" *'
    assert phrase_expression("小区 改造") == '"小区 区 改造"'
    assert phrase_expression("小区 改") == '"小区 区 改" *'
    assert phrase_expression('"a') == '"""a"'


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_width_and_case_do_not_matter() -> None:
    assert fold("ＡＢＣ１２（ｘ）İ") == "abc12(x)İ"
