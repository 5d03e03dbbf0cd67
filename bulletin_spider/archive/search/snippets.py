"""The place in a text where something was found, short, with marks around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.archive.search.bigrams import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE, _LENGTH = 16, 72


def marked(text: str, found: Sequence[str], marks: tuple[str, str]) -> str:
    """Return ``text`` with ``marks`` before and behind each of the folded phrases ``found``; the longest one counts."""
    if not found:
        return text
    pattern = "|".join(_pattern(phrase) for phrase in sorted(set(found), key=len, reverse=True))
    parts, at = [], 0
    for match in re.finditer(pattern, fold(text)):  # as long as the text, so that places are the same
        parts += [text[at : match.start()], marks[0], text[match.start() : match.end()], marks[1]]
        at = match.end()
    return "".join([*parts, text[at:]])


def snippet(text: str, found: Sequence[str], marks: tuple[str, str]) -> str:
    """Return a line of about seventy characters around the first place where a phrase stands, or the beginning."""
    text = " ".join(text.split())
    places = (re.search(_pattern(phrase), fold(text)) for phrase in set(found))
    first = min((place.start() for place in places if place), default=0)
    begin = max(0, first - _BEFORE)
    cut = text[begin : begin + _LENGTH]
    return f"{'…' * bool(begin)}{marked(cut, found, marks)}{'…' * (begin + _LENGTH < len(text))}"


def _pattern(phrase: str) -> str:
    return r"\s+".join(re.escape(run) for run in phrase.split())
