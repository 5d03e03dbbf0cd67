from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.normalization.publishable import publishable

HOSTILE = st.text(
    st.characters(exclude_categories=())
    | st.sampled_from("\0\x85\u2028\u2029\ud800\udfff\ufffe\n\t\x0b\x1cé")
)
ANYTHING = st.recursive(
    HOSTILE | st.none() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner),
)


def test_controls_surrogates_and_separators_go_and_words_stay_apart() -> None:
    assert publishable("会\x00议\ud800\ufffe") == "会议"
    assert publishable("甲\u2028乙\x85丙\r\n丁\t戊") == "甲 乙 丙 丁 戊"
    assert publishable("e\u0301") == "é"


def test_lists_and_objects_are_cleaned_through_and_the_rest_is_left_alone() -> None:
    value = {"rule": "a\0", "more": ["b\x1f", None, 3, {"text": "\ud800c"}]}
    assert publishable(value) == {"rule": "a", "more": ["b ", None, 3, {"text": "c"}]}


@given(ANYTHING)
def test_whatever_comes_what_goes_out_is_clean_utf8_on_one_line(value: object) -> None:
    line = json.dumps(publishable(value), ensure_ascii=False, allow_nan=False)
    assert line.encode("utf-8")
    assert line.splitlines() == [line]
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in line)


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(value: object) -> None:
    assert publishable(publishable(value)) == publishable(value)
