"""Find the pattern of a sentence, and fill its Chinese words."""

from __future__ import annotations

from functools import cache, lru_cache
from string import Formatter
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bulletin_spider.web.sentences.patterns import NUMBERS, PATTERNS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 1_000
"""Characters: a reason with an address has 300."""
_DEPTH = 5
"""Sentences within a sentence: an outcome has a reason, that a page, that an error."""
_DIGITS = frozenset("0123456789,.")
_BETWEEN = {"; ": "；", ", ": "、", " or ": "或"}
"""What joins several sentences or words, and how they are joined in Chinese."""


def said(language: str, sentence: str) -> Markup:
    """Return a sentence of a record in the language of a page, escaped; one in English is marked as such there."""
    if language == "en":
        return escape(sentence)
    found = chinese(sentence)
    return Markup('<span lang="en">{}</span>').format(sentence) if found is None else escape(found)


@lru_cache(maxsize=2_000)
def chinese(sentence: str) -> str | None:
    """Return a sentence of a record in Chinese; None if it is not known."""
    return _chinese(sentence, _DEPTH) if len(sentence) <= _LONGEST else None


def _chinese(sentence: str, depth: int, joiners: Sequence[str] = tuple(_BETWEEN)) -> str | None:
    if not depth:
        return None
    for pattern, words in PATTERNS.items():
        values = _values(_pieces(pattern), sentence)
        if values is not None:
            return words.format_map(
                {name: _chinese(value, depth - 1) or value for name, value in values.items()}
            )
    for number, joiner in enumerate(joiners, 1):
        if joiner in sentence:
            parts = _all(_split(sentence, joiner), depth - 1, joiners[number:])
            if parts is not None:
                return _BETWEEN[joiner].join(parts)
    # The name of a channel or of a site, and what is said of it.
    name, colon, rest = sentence.partition(": ")
    found = _chinese(rest, depth - 1) if colon else None
    return None if found is None else f"{name}：{found}"


def _split(sentence: str, joiner: str) -> list[str]:
    """Return the parts of a sentence; what is in brackets is no part of its own."""
    parts = list[str]()
    for part in sentence.split(joiner):
        if parts and parts[-1].count("(") > parts[-1].count(")"):
            parts[-1] += joiner + part
        else:
            parts.append(part)
    return parts


def _all(sentences: Sequence[str], depth: int, joiners: Sequence[str]) -> list[str] | None:
    """Return all of them in Chinese, an address as it is; None as soon as one is not known."""
    found = list[str]()
    for one in sentences:
        words = one if "://" in one and " " not in one else _chinese(one, depth, joiners)
        if words is None:
            return None
        found.append(words)
    return found


@cache
def _pieces(pattern: str) -> list[tuple[str, str | None]]:
    """Return the texts of a pattern, each with the name of the value behind it; None behind the last text."""
    return [(text, name) for text, name, _, _ in Formatter().parse(pattern)]


def _values(pieces: list[tuple[str, str | None]], sentence: str) -> dict[str, str] | None:
    """Return the values of a sentence; None if it is not of this pattern. Each value is as short as possible."""
    if not sentence.startswith(pieces[0][0]):
        return None
    place, values = len(pieces[0][0]), dict[str, str]()
    names = [name for _, name in pieces if name]
    # A pattern that ends with a value has no text behind it.
    texts = [text for text, _ in pieces[1:]] + [""] * (len(names) - len(pieces) + 1)
    for number, (name, text) in enumerate(zip(names, texts, strict=True), 1):
        if number == len(names):
            end = len(sentence) - len(text)
            if end <= place or not sentence.endswith(text):
                return None
        else:
            end = sentence.find(text, place + 1)
            if end < 0:
                return None
        values[name] = value = sentence[place:end]
        if (name in NUMBERS and not {*value} <= _DIGITS) or (name in WORDS and ":" in value):
            return None
        place = end + len(text)
    return values if place == len(sentence) else None
