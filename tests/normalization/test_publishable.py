"""Published texts are clean UTF-8 on one line, whatever was read."""

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


def test_control_characters_are_removed_and_words_stay_separate() -> None:
    assert publishable("会\x00议\ud800\ufffe") == "会议"
    assert publishable("甲\u2028乙\x85丙\r\n丁\t戊") == "甲 乙 丙 丁 戊"
    assert publishable("e\u0301") == "é"


def test_texts_inside_lists_and_objects_are_cleaned() -> None:
    value = {"rule": "a\0", "more": ["b\x1f", None, 3, {"text": "\ud800c"}]}
    assert publishable(value) == {"rule": "a", "more": ["b ", None, 3, {"text": "c"}]}


@given(ANYTHING)
def test_any_value_becomes_clean_utf8_on_one_line(value: object) -> None:
    line = json.dumps(publishable(value), ensure_ascii=False, allow_nan=False)
    assert line.encode("utf-8")
    assert line.splitlines() == [line]
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in line)


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(value: object) -> None:
    assert publishable(publishable(value)) == publishable(value)
