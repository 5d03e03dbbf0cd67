"""Cut a short snippet from a text around a match, and mark the matches."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from bulletin_spider.archive.search.bigrams import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE, _LENGTH = 16, 72
"""Characters before the first match, and characters of the whole snippet."""
_LOOKED_AT = 100
"""Matches of a phrase that are looked at: the first ones are nearly always far enough from each other."""


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


def stretches(text: str, phrases: Sequence[str], most: int = 3) -> list[str]:
    """Return at most ``most`` parts of a text around matches, in its order; its beginning if nothing matches.

    The first match of each phrase comes before further matches. Parts do not overlap.
    """
    text = " ".join(text.split())
    folded, begins = fold(text), list[int]()
    found = [re.finditer(_pattern(phrase), folded) for phrase in dict.fromkeys(phrases)]
    firsts = [match.start() for matches in found if (match := next(matches, None))]
    further = (match.start() for matches in found for match in islice(matches, _LOOKED_AT))
    for start in chain(firsts, further):
        begin = max(0, start - _BEFORE)
        if len(begins) < most and all(abs(begin - other) >= _LENGTH for other in begins):
            begins.append(begin)
    cuts = [(begin, text[begin : begin + _LENGTH]) for begin in sorted(begins or [0])]
    return [f"{'…' * bool(begin)}{cut}{'…' * (begin + _LENGTH < len(text))}" for begin, cut in cuts]


def _pattern(phrase: str) -> str:
    return r"\s+".join(re.escape(word) for word in phrase.split())
