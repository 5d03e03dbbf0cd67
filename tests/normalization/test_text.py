"""Text: one kind of blank, nothing invisible."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.normalization.numerals import arabic
from bulletin_spider.normalization.text import clean


def test_indents_and_zero_widths_go() -> None:
    assert clean("　　\u200b会\ufeff议\u00a0 \t召开\r\n") == "会议 召开"


def test_controls_and_surrogates_go() -> None:
    assert clean("会\x00议\ud800") == "会议"


def test_composed_forms_are_one_spelling() -> None:
    assert clean("e\u0301") == "é"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_numerals_of_dates_become_digits_and_others_stay() -> None:
    assert arabic("二〇二六年十月二十五日") == "2026年10月25日"
    assert arabic("２０２６－１０－２５") == "2026-10-25"
    assert arabic("一是加强领导") == "一是加强领导"
    assert arabic("三月三十一日") == "3月31日"
