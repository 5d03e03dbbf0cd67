"""Cut a short snippet from a text around a match, and mark the matches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.archive.search.bigrams import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE, _LENGTH = 16, 72
"""Characters before the first match, and characters of the whole snippet."""


def highlight(text: str, phrases: Sequence[str], marks: tuple[str, str]) -> str:
    """Return ``text`` with ``marks`` before and after each match of the folded ``phrases``; the longest match wins."""
    if not phrases:
        return text
    pattern = "|".join(_pattern(phrase) for phrase in sorted(set(phrases), key=len, reverse=True))
    parts, end = [], 0
    for match in re.finditer(pattern, fold(text)):  # folding keeps the length, so offsets are the same
        parts += [text[end : match.start()], marks[0], text[match.start() : match.end()], marks[1]]
        end = match.end()
    return "".join([*parts, text[end:]])


def snippet(text: str, phrases: Sequence[str], marks: tuple[str, str]) -> str:
    """Return about 70 characters around the first match of a phrase, or the beginning of the text."""
    text = " ".join(text.split())
    matches = (re.search(_pattern(phrase), fold(text)) for phrase in set(phrases))
    first = min((match.start() for match in matches if match), default=0)
    begin = max(0, first - _BEFORE)
    cut = text[begin : begin + _LENGTH]
    return f"{'…' * bool(begin)}{highlight(cut, phrases, marks)}{'…' * (begin + _LENGTH < len(text))}"


def _pattern(phrase: str) -> str:
    return r"\s+".join(re.escape(word) for word in phrase.split())
