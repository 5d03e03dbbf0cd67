"""Index a text as overlapping pairs of characters, because Chinese writes no spaces between words.

``老旧小区`` becomes ``老旧 旧小 小区 区``. A phrase of any length is found as neighbouring pairs, and a
single character as the beginning of a pair. Latin letters, digits and signs are treated like Chinese characters.
"""

from __future__ import annotations

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
"""Full-width form → ASCII; Chinese pages mix both."""
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
"""Lone surrogate → replacement character. Python reads bytes from a terminal that are not UTF-8 as lone surrogates,
which SQLite cannot store."""
_FOLDING = _FULL_WIDTH | _SURROGATES


def fold(text: str) -> str:
    """Return ``text`` for comparison: in lower case, with ASCII for full-width forms, and of the same length."""
    narrow = text.translate(_FOLDING)
    lower = narrow.lower()
    if len(lower) == len(narrow):
        return lower
    # A few characters, such as İ, become two in lower case; they stay, so that offsets stay valid.
    pairs = ((character, character.lower()) for character in narrow)
    return "".join(small if len(small) == 1 else character for character, small in pairs)


def bigrams(text: str) -> str:
    """Return the index terms of a text: every pair of neighbours, and the last character of each word alone."""
    terms: list[str] = []
    for word in fold(text).split():
        terms.extend(map(str.__add__, word, word[1:]))
        terms.append(word[-1])
    return " ".join(terms)


def phrase_expression(text: str) -> str:
    """Return the FTS5 expression that finds ``text`` anywhere; ``text`` is not blank."""
    *others, last = fold(text).split()
    terms = [bigrams(word) for word in others]
    if len(last) > 1:
        terms.append(" ".join(map(str.__add__, last, last[1:])))
        return fts_string(" ".join(terms))
    return f"{fts_string(' '.join([*terms, last]))} *"


def fts_string(terms: str) -> str:
    """Return terms as an FTS5 string, in which no character is syntax."""
    return '"{}"'.format(terms.replace('"', '""'))
