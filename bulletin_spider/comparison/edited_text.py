"""Find what was edited in a text, as few whole changes that a person can read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import accumulate
from string import ascii_letters
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.comparison.alignment import (
    Range,
    between_common_ends,
    differing_ranges,
    edited_ranges,
    joined,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from bulletin_spider.comparison.alignment import Budget

SIMILARITY = 0.4
"""Texts less similar than this are shown as one removed and one added, not as one that was edited."""
_GAP = 2
"""Equal characters between two edits that are shown as one: two Chinese characters are often equal by chance."""
_LONG = 2_000
"""Characters of a text that is compared piece by piece: a comparison of all its characters takes more than 1 ms."""
_PIECES = 16_384
"""Pieces into which a long text is divided, about: Python takes some microseconds for each."""
_LEAST_PIECE = 16
"""Characters of a piece, about: shorter ones occur more than once in a text, and so divide nothing."""
_KEPT = 32
"""If less than one piece in so many is equal, it is so by chance: the text was rewritten."""
_SAMPLE = 16_384
"""Characters of a text in which the sign is looked for that divides it."""
_TEXT = 40_000
"""Steps of a text beside those of its characters: Python takes about 15 microseconds for each."""
NUMERALS = "〇零一二三四五六七八九十百千万亿两"
"""Chinese numerals."""
_WORDS = {
    sign: re.compile(f"[{re.escape(signs)}]+")
    for signs in ("0123456789.,%", ascii_letters, NUMERALS)
    for sign in signs
}
"""Sign → the pattern of the words that hold it: figures, Latin words and Chinese numbers are shown whole."""
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
    if not budget.take(_TEXT):
        return [Stretch(old, new)]
    result, at, at_new = [], 0, 0
    for one in _readable(_ranges(old, new, budget), old, new):
        result.append(Stretch(old[at : one.start], new[at_new : one.from_]))
        result.append(Stretch(old[one.start : one.end], new[one.from_ : one.to]))
        at, at_new = one.end, one.to
    result.append(Stretch(old[at:], new[at_new:]))
    return [one for one in result if one.old or one.new]


def edited(old: str, new: str, budget: Budget) -> list[Stretch] | None:
    """Return both texts in stretches; None if too little is equal to show one as the edited other."""
    parts = stretches(old, new, budget) if budget.left > _TEXT else []
    return parts if _is_edited(parts) else None


def _is_edited(parts: Sequence[Stretch]) -> bool:
    """Whether enough is equal to show one text as an edited other."""
    kept = sum(len(one.old) for one in parts if one.is_equal)
    both = sum(len(one.old) + len(one.new) for one in parts)
    return both > 0 and 2 * kept >= SIMILARITY * both


def _ranges(old: str, new: str, budget: Budget) -> Iterable[Range]:
    whole = between_common_ends(old, new)
    before, after = old[whole.start : whole.end], new[whole.from_ : whole.to]
    if not before and not after:
        return ()
    if len(before) + len(after) <= 2 * _LONG or not before or not after:
        found: Iterable[Range] = _characters(before, after, budget)
    else:
        found = _ranges_of_pieces(before, after, budget)
    return (one.moved(whole.start, whole.from_) for one in found)


def _characters(old: str, new: str, budget: Budget) -> list[Range]:
    found = edited_ranges(old, new, budget, 1 - SIMILARITY, _GAP) if old and new else None
    return [Range(0, len(old), 0, len(new))] if found is None else found


def _ranges_of_pieces(old: str, new: str, budget: Budget) -> Iterator[Range]:
    """Yield the ranges of texts whose first characters differ, and whose last ones do."""
    sign = _dividing_sign(old)
    if max(old.count(sign), new.count(sign)) > 4 * _PIECES:  # such as one character again and again
        yield from _characters(old, new, budget)
        return
    pieces, starts = _pieces(old, sign)
    new_pieces, new_starts = _pieces(new, sign)
    ranges = differing_ranges(pieces, new_pieces, budget)
    kept = len(pieces) - sum(one.end - one.start for one in ranges)
    if kept * _KEPT < len(pieces):
        yield from _characters(old, new, budget)
        return
    for one in ranges:
        start, end, from_, to = starts[one.start], starts[one.end], new_starts[one.from_], new_starts[one.to]
        is_smaller = 2 * (end - start + to - from_) < len(old) + len(new)
        compared = _ranges if is_smaller else _characters
        yield from (found.moved(start, from_) for found in compared(old[start:end], new[from_:to], budget))


def _dividing_sign(text: str) -> str:
    """Return the character or the two characters that divide a text into about as many pieces as are wanted."""
    sample = text[:_SAMPLE]
    wanted = len(sample) / max(_LEAST_PIECE, len(text) // _PIECES)
    counts = Counter(sample)
    if min(counts.values()) > 2 * wanted:  # such as figures only
        counts = Counter(map(str.__add__, sample, sample[1:]))
    return min(counts, key=lambda sign: (abs(counts[sign] - wanted), sign))


def _pieces(text: str, sign: str) -> tuple[list[Hashable], list[int]]:
    """Return the pieces between the signs, and where each begins; the last place is the end of the text."""
    pieces: list[Hashable] = [*text.split(sign)]
    starts = [0, *accumulate(len(str(piece)) + len(sign) for piece in pieces)]
    pieces[-1] = (pieces[-1],)  # no sign follows it, so it equals no other piece
    return pieces, [*starts[:-1], len(text)]


def _readable(ranges: Iterable[Range], old: str, new: str) -> list[Range]:
    """Return ranges that split no word and no composed character, and that few equal characters do not part."""
    found = [*ranges]
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
    """Return how many characters at the beginning of a text are of the same number or Latin word as their neighbour."""
    word = _WORDS.get(neighbour)
    found = word.match(text) if word else None
    return found.end() if found and found.end() < _WORD else 0


def _composed(before: str, following: str) -> int:
    """Return how many characters at the end of ``before`` make one with the character that follows."""
    count = 0
    while following and _joins(following) and count < len(before):
        count += 1
        following = before[-count]
    return count


def _joins(character: str) -> bool:
    return character in _JOINERS or unicodedata.combining(character) > 0
