"""Give text Unicode's normal form in time proportional to its length."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_MARKS = 30
"""Combining marks in sequence, by the Stream-Safe Text Format of UAX #15, section 13.

``unicodedata.normalize`` sorts marks by insertion: 50,000 alternating U+0301 and U+0316 take 9 s.
"""
_JOINER = "\N{COMBINING GRAPHEME JOINER}"
_MANY_MARKS = re.compile(r"\w?[^\w\s]{10,}")
"""Text that can have more than ``MAX_MARKS``: no mark is a letter, a digit or a blank.

Ten, as one character can decompose into four, of which the first can be none.
"""


def nfc(text: str) -> str:
    """Return ``text`` in NFC. A text that is not in NFC also gets a joiner between each ``MAX_MARKS`` marks."""
    return text if is_nfc(text) else unicodedata.normalize("NFC", _stream_safe(text))


def is_nfc(text: str) -> bool:
    """Return whether ``text`` is in NFC. This is linear: marks that are not in order are no NFC and are not sorted."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def nfkc(text: str) -> str:
    """Return ``text`` in NFKC, with a joiner between each ``MAX_MARKS`` marks."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _stream_safe(text))


def _stream_safe(text: str) -> str:
    return _MANY_MARKS.sub(lambda run: _with_joiners(run[0]), text)


def _with_joiners(text: str) -> str:
    """Return ``text`` by the Stream-Safe Text Process of UAX #15."""
    parts = []
    marks = 0
    for character in text:
        leading, trailing, starts = _marks_of(character)
        if marks + leading > MAX_MARKS:
            parts.append(_JOINER)
            marks = 0
        marks = trailing if starts else marks + leading
        parts.append(character)
    return "".join(parts)


@lru_cache(1_000)  # Unicode has about 900 marks
def _marks_of(character: str) -> tuple[int, int, bool]:
    """Return how many marks a decomposed character begins and ends with, and whether it has a base between them."""
    classes = [unicodedata.combining(part) for part in unicodedata.normalize("NFKD", character)]
    bases = [at for at, number in enumerate(classes) if number == 0]
    return (bases[0], len(classes) - 1 - bases[-1], True) if bases else (len(classes), 0, False)
