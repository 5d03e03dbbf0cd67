"""Unicode's normal form is found in linear time, and ordinary text is as Unicode says."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.contract.check import faults
from bulletin_spider.normal_form import MAX_MARKS, is_nfc, nfc, nfkc
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.normalization.text import clean

MARKS = st.text(st.sampled_from("eé\u0301\u0316\u0344\u0f73\u3099か\u1100\u1161 。a1\u034f"), max_size=120)


def longest_run(text: str) -> int:
    longest = run = 0
    for part in unicodedata.normalize("NFKD", text):
        run = run + 1 if unicodedata.combining(part) else 0
        longest = max(longest, run)
    return longest


@given(st.text())
def test_ordinary_text_is_what_unicode_says(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


@given(MARKS)
def test_text_with_many_marks_is_stream_safe(text: str) -> None:
    found = nfc(text)
    assert is_nfc(found)
    assert nfc(found) == found
    if longest_run(text) <= MAX_MARKS:
        assert found == unicodedata.normalize("NFC", text)
    elif found != text:
        assert longest_run(found) <= MAX_MARKS


def test_joiner_stands_between_thirty_marks() -> None:
    assert nfc("x" + "\u0301\u0316" * 16) == "x" + "\u0316" * 15 + "\u0301" * 15 + "\u034f\u0316\u0301"


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0344\u0316", "\u0316"], ids=ascii)
def test_flood_of_marks_takes_linear_time(marks: str) -> None:
    """Sorting these marks takes more than a minute of CPU time; here, less than one second."""
    flood = "会议" + marks * 200_000 + "\u0301"
    begun = time.process_time()
    texts = [clean(flood), publishable(flood)]
    assert all("NFC" not in fault for text in texts for fault in faults({"title": text}))
    assert faults({"title": flood})
    assert time.process_time() - begun < 10
