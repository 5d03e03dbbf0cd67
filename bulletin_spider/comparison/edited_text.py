"""Find what was edited in a text, as few whole changes that a person can read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.comparison.alignment import (
    Range,
    between_common_ends,
    differing_ranges,
    edited_ranges,
    joined,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_spider.comparison.alignment import Budget

SIMILARITY = 0.4
"""Texts less similar than this are shown as one removed and one added, not as one that was edited."""
_GAP = 2
"""Equal characters between two edits that are shown as one: two Chinese characters are often equal by chance."""
_LONG = 2_000
"""Characters of a text that is compared piece by piece: a comparison of all its characters takes more than 1 ms."""
_PIECE = re.compile(r"[^。！？；：，、,;!?\s|]*[。！？；：，、,;!?\s|]*")
_LONG_PIECE = 256
"""Average characters of a piece above which a text has too few signs to divide it."""
_SHARE = 32
"""A text without signs is divided at a character that is about every 32nd."""
_SAMPLE = 65_536
"""Characters of such a text in which that character is looked for."""
_FIGURE, _LATIN = re.compile(r"[0-9.,%]+"), re.compile(r"[A-Za-z]+")
"""Figures and Latin words are shown whole."""
_WORD = 21
"""A run of so many signs is no figure and no word any more."""
_JOINERS = "\u200d\ufe0e\ufe0f"
"""Zero-width joiner and variation selectors: like a combining sign, they belong to the character before them."""


class Stretch(NamedTuple):
    """A part of a text: ``old`` was replaced by ``new``; they are equal where nothing was edited."""

    old: str
    new: str

    @property
    def is_equal(self) -> bool:
        """Whether nothing was edited here."""
        return self.old == self.new


def stretches(old: str, new: str, budget: Budget) -> list[Stretch]:
    """Return both texts in stretches, equal and edited ones by turns."""
    result, at, at_new = [], 0, 0
    for one in _readable(_ranges(old, new, budget), old, new):
        result.append(Stretch(old[at : one.start], new[at_new : one.from_]))
        result.append(Stretch(old[one.start : one.end], new[one.from_ : one.to]))
        at, at_new = one.end, one.to
    result.append(Stretch(old[at:], new[at_new:]))
    return [one for one in result if one.old or one.new]


def is_edited(parts: Sequence[Stretch]) -> bool:
    """Whether enough is equal to show one text as an edited other."""
    kept = sum(len(one.old) for one in parts if one.is_equal)
    both = sum(len(one.old) + len(one.new) for one in parts)
    return 2 * kept >= SIMILARITY * both


def _ranges(old: str, new: str, budget: Budget) -> Iterator[Range]:
    whole = between_common_ends(old, new)
    before, after = old[whole.start : whole.end], new[whole.from_ : whole.to]
    if not before or not after:
        found = [Range(0, len(before), 0, len(after))] if before or after else []
    elif len(before) + len(after) <= 2 * _LONG:
        found = _characters(before, after, budget)
    else:
        found = list(_ranges_of_pieces(before, after, budget))
    return (one.moved(whole.start, whole.from_) for one in found)


def _characters(old: str, new: str, budget: Budget) -> list[Range]:
    found = edited_ranges(old, new, budget) if old and new else None
    return [Range(0, len(old), 0, len(new))] if found is None else found


def _ranges_of_pieces(old: str, new: str, budget: Budget) -> Iterator[Range]:
    pattern = _piece_pattern(old)
    pieces, new_pieces = pattern.findall(old), pattern.findall(new)
    ends, new_ends = _ends(pieces), _ends(new_pieces)
    for one in differing_ranges(pieces, new_pieces, budget):
        start, end, from_, to = ends[one.start], ends[one.end], new_ends[one.from_], new_ends[one.to]
        before, after = old[start:end], new[from_:to]
        rest = between_common_ends(before, after)
        if rest.start == rest.end and rest.from_ == rest.to:
            continue
        inner = _characters(before[rest.start : rest.end], after[rest.from_ : rest.to], budget)
        yield from (found.moved(start + rest.start, from_ + rest.from_) for found in inner)


def _piece_pattern(text: str) -> re.Pattern[str]:
    """Return what divides a text: its signs, or a character that is neither rare nor frequent in it."""
    sample = text[:_SAMPLE]
    if len(sample) <= _LONG_PIECE * len(_PIECE.findall(sample)):
        return _PIECE
    counts = Counter(sample)
    sign = re.escape(min(counts, key=lambda one: (abs(counts[one] * _SHARE - len(sample)), one)))
    return re.compile(rf"[^{sign}]*[{sign}]*")


def _ends(pieces: list[str]) -> list[int]:
    """Return where each piece begins, and where the last one ends."""
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    return ends


def _readable(ranges: Iterable[Range], old: str, new: str) -> list[Range]:
    """Return ranges that split no word and no composed character, and that few equal characters do not part."""
    found = joined(ranges, _GAP)
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found[1:]), len(old)]
    wider = (
        _whole(one, old, new, one.start - end, start - one.end)
        for one, end, start in zip(found, ends, starts, strict=False)
    )
    return joined(wider, _GAP)


def _whole(one: Range, old: str, new: str, room: int, room_after: int) -> Range:
    """Return a range with the rest of the word and of the composed character at its ends, if there is ``room``."""
    before = old[one.start - min(room, _WORD) : one.start]
    after = old[one.end : one.end + min(room_after, _WORD)]
    edited = [text for text in (old[one.start : one.end], new[one.from_ : one.to]) if text]
    following = old[one.start : one.start + 1], new[one.from_ : one.from_ + 1]
    left = max(_same_word(before[::-1], text[0]) for text in edited)
    left = max(left, *(_composed(before, sign) for sign in following))
    right = max(_same_word(after, text[-1]) for text in edited)
    while right < len(after) and _joins(after[right]):
        right += 1
    return Range(one.start - left, one.end + right, one.from_ - left, one.to + right)


def _same_word(text: str, neighbour: str) -> int:
    """Return how many characters at the beginning of a text are of the same figure or Latin word as their neighbour."""
    for word in (_FIGURE, _LATIN):
        if word.match(neighbour):
            found = word.match(text)
            length = found.end() if found else 0
            return length if length < _WORD else 0
    return 0


def _composed(before: str, following: str) -> int:
    """Return how many characters at the end of ``before`` make one with the character that follows."""
    count = 0
    while following and _joins(following) and count < len(before):
        count += 1
        following = before[-count]
    return count


def _joins(character: str) -> bool:
    return character in _JOINERS or unicodedata.combining(character) > 0
