"""Chinese writes no blanks between words: a text is indexed as overlapping pairs of characters, and found exactly.

``老旧小区`` becomes ``老旧 旧小 小区 区``. A word of any length is a run of pairs that stand side by side, and a single
character the beginning of a pair. Latin letters, digits and signs are characters like any other.
"""

from __future__ import annotations

_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
"""Full-width forms, which Chinese pages mix with ASCII."""
_UNREADABLE = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
"""Bytes that a terminal sends and that are no UTF-8 come as lone surrogates, which no text and no database has."""
_FOLDED = _WIDE | _UNREADABLE


def fold(text: str) -> str:
    """Return ``text`` as it is compared: lower case, ASCII for full-width forms; as long as it came."""
    wide = text.translate(_FOLDED)
    lower = wide.lower()
    if len(lower) == len(wide):
        return lower
    return "".join(small if len(small) == 1 else one for one, small in ((one, one.lower()) for one in wide))


def pairs(text: str) -> str:
    """Return the words of the index for a text: every pair of neighbours, and the last character of each run alone."""
    words: list[str] = []
    for run in fold(text).split():
        words.extend(map(str.__add__, run, run[1:]))
        words.append(run[-1])
    return " ".join(words)


def phrase(text: str) -> str:
    """Return the FTS5 expression that finds ``text``, which is not blank, wherever it stands."""
    *whole, last = fold(text).split()
    words = [pairs(run) for run in whole]
    if len(last) > 1:
        words.append(" ".join(map(str.__add__, last, last[1:])))
        return quoted(" ".join(words))
    return f"{quoted(' '.join([*words, last]))} *"


def quoted(words: str) -> str:
    """Return words as an FTS5 string: whatever they are, they are no syntax."""
    return '"{}"'.format(words.replace('"', '""'))
