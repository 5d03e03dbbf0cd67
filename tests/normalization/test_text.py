"""Clean text has one kind of blank and nothing invisible."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.normalization.numerals import arabic
from bulletin_spider.normalization.text import clean


def test_indents_and_zero_width_characters_are_removed() -> None:
    assert clean("　　\u200b会\ufeff议\u00a0 \t召开\r\n") == "会议 召开"


def test_control_characters_and_surrogates_are_removed() -> None:
    assert clean("会\x00议\ud800") == "会议"


def test_text_is_composed_to_nfc() -> None:
    assert clean("e\u0301") == "é"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_only_numerals_of_dates_become_digits() -> None:
    assert arabic("二〇二六年十月二十五日") == "2026年10月25日"
    assert arabic("２０２６－１０－２５") == "2026-10-25"
    assert arabic("一是加强领导") == "一是加强领导"
    assert arabic("三月三十一日") == "3月31日"
