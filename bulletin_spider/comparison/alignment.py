"""Find where two sequences differ, in a bounded number of steps: the result is the same on every machine.

The equal begin and end are cut off first. Entries that occur once in both divide the rest, and what lies between two of
them is compared entry by entry. Where that would take too many steps, the whole part counts as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from rapidfuzz.distance import MatchingBlock

_STEPS = 400_000_000
"""Pairs of entries that one comparison of two versions looks at. They take about 0.12 s of CPU time."""
_CALL = 4_000
"""What a call costs beside its pairs, in pairs: about a microsecond."""
_DIRECT = 4_000_000
"""Two texts of 2,000 characters are compared at once, in a millisecond; longer ones only if few edits part them."""


class Budget:
    """How many steps a comparison may still take."""

    def __init__(self, steps: int = _STEPS) -> None:
        self.left = steps

    def take(self, pairs: int) -> bool:
        """Take the steps of one call; False if there are not so many."""
        if pairs + _CALL > self.left:
            return False
        self.left -= pairs + _CALL
        return True


class Range(NamedTuple):
    """Entries ``start`` to ``end`` of the old sequence are replaced by ``from_`` to ``to`` of the new one."""

    start: int
    end: int
    from_: int
    to: int

    def moved(self, old: int, new: int) -> Range:
        """Return the range with other origins."""
        return Range(self.start + old, self.end + old, self.from_ + new, self.to + new)


def common_start(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return how many entries at the beginning are equal."""
    low, high = 0, min(len(old), len(new))
    while low < high:  # slices are compared in C
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return how many entries at the end are equal."""
    low, high, last, last_new = 0, min(len(old), len(new)), len(old), len(new)
    while low < high:
        middle = (low + high + 1) // 2
        if old[last - middle : last - low] == new[last_new - middle : last_new - low]:
            low = middle
        else:
            high = middle - 1
    return low


def between_common_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> Range:
    """Return the range that is left without the equal begin and end; both its sides are empty for equal sequences."""
    start = common_start(old, new)
    end = common_end(old[start:], new[start:])
    return Range(start, len(old) - end, start, len(new) - end)


def differing_ranges(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Range]:
    """Return the ranges in which two sequences differ, in order; between two of them is at least one equal entry."""
    whole = between_common_ends(old, new)
    if whole.start == whole.end or whole.from_ == whole.to:
        return [whole] if whole.start < whole.end or whole.from_ < whole.to else []
    before, after = old[whole.start : whole.end], new[whole.from_ : whole.to]
    found = (
        one.moved(whole.start, whole.from_)
        for part in _parts(before, after)
        for one in _in_part(before, after, part, budget)
    )
    return joined(found)


def joined(ranges: Iterable[Range], gap: int = 0) -> list[Range]:
    """Return ranges of which two become one if at most ``gap`` equal entries lie between them."""
    result: list[Range] = []
    for one in ranges:
        if result and one.start - result[-1].end <= gap:
            result[-1] = Range(result[-1].start, one.end, result[-1].from_, one.to)
        else:
            result.append(one)
    return result


def _parts(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Range]:
    """Yield what lies between the entries that divide the sequences."""
    dividing = [(-1, -1), *_dividing_entries(old, new), (len(old), len(new))]
    for (start, from_), (end, to) in pairwise(dividing):
        if start + 1 < end or from_ + 1 < to:
            yield Range(start + 1, end, from_ + 1, to)


def _dividing_entries(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the places of entries that occur once in both, as many as are in one order."""
    places = _single_entries(new)
    pairs = [(index, places[entry]) for entry, index in _single_entries(old).items() if entry in places]
    rising = all(before[1] < after[1] for before, after in pairwise(pairs))
    return pairs if rising else _longest_rising(pairs)


def _single_entries(entries: Sequence[Hashable]) -> dict[Hashable, int]:
    counts = Counter(entries)
    return {entry: index for index, entry in enumerate(entries) if counts[entry] == 1}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return as many of the pairs, whose first numbers rise, as have rising second numbers too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
        before.append(last[length - 1] if length else -1)
    chosen, index = [], last[-1] if last else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _in_part(old: Sequence[Hashable], new: Sequence[Hashable], part: Range, budget: Budget) -> list[Range]:
    before, after = old[part.start : part.end], new[part.from_ : part.to]
    rest = between_common_ends(before, after)
    here = rest.moved(part.start, part.from_)
    if rest.start == rest.end or rest.from_ == rest.to:
        return [here] if rest.start < rest.end or rest.from_ < rest.to else []
    ranges = edited_ranges(before[rest.start : rest.end], after[rest.from_ : rest.to], budget)
    return [here] if ranges is None else [one.moved(here.start, here.from_) for one in ranges]


def edited_ranges(
    old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget, share: float = 1.0, gap: int = 0
) -> list[Range] | None:
    """Return the ranges of the fewest single edits; None if more than a share of the entries would be edited.

    None too if to find them takes too many steps. Up to ``gap`` equal entries between two edits count as edited.
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - only who compares needs it

    before, after = _comparable(old, new)
    most = max(1, int(share * max(len(old), len(new))))
    if len(old) * len(new) > _DIRECT:
        most = min(most, budget.left // (8 * len(old)))
    if most < 1 or budget.left < _steps(old, new, most):
        return None
    edits = Levenshtein.distance(before, after, score_cutoff=most, score_hint=min(most, 64))
    if not budget.take(_steps(old, new, 2 * edits)) or edits > most:
        return None
    blocks = Levenshtein.editops(before, after, score_hint=edits).as_matching_blocks()
    return [*_between_blocks(blocks, gap)]


def _between_blocks(blocks: Iterable[MatchingBlock], gap: int) -> Iterator[Range]:
    """Yield the ranges between the equal blocks; the last block is empty, and says where the sequences end."""
    start = from_ = 0
    for block in blocks:
        if block.size > gap or not block.size:
            if block.a > start or block.b > from_:
                yield Range(start, block.a, from_, block.b)
            start, from_ = block.a + block.size, block.b + block.size


def _steps(old: Sequence[Hashable], new: Sequence[Hashable], edits: int) -> int:
    """Return how many pairs are looked at, if so many edits part the sequences: only pairs of near places."""
    return len(old) * min(len(new), 2 * edits + 64)


def _comparable(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> tuple[Sequence[Hashable], Sequence[Hashable]]:
    """Return texts as they are, and numbers for the entries of lists: of others rapidfuzz compares the hashes."""
    if isinstance(old, str):
        return old, new
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(entry, len(numbers)) for entry in old], [
        numbers.setdefault(entry, len(numbers)) for entry in new
    ]
