"""Pair removed and added entries, so that an edited paragraph is compared with its old text."""

from __future__ import annotations

from itertools import product, zip_longest
from typing import TYPE_CHECKING

from bulletin_spider.comparison.edited_text import SIMILARITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_spider.comparison.alignment import Budget

_MOST = 400
"""Pairs of entries whose similarity is looked at, 20 old by 20 new: more were rewritten as a whole."""
_MOST_ENTRIES = 20_000
"""More entries than this are shown as removed and added: no person reads their edits, and pairs take time."""


def paired(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[tuple[str | None, str | None]]:
    """Yield old and new entries in order: the most similar ones in pairs, the others with None.

    Where there are too many to look at, the first is paired with the first, the second with the second; where there are
    still more, no entry is paired.
    """
    pairs = len(old) * len(new)
    if max(len(old), len(new)) > _MOST_ENTRIES:
        yield from ((text, None) for text in old)
        yield from ((None, text) for text in new)
    elif 1 < pairs <= _MOST and budget.take(sum(map(len, old)) * sum(map(len, new))):
        yield from _most_similar(old, new)
    else:
        yield from zip_longest(old, new)


def _most_similar(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    at = at_new = 0
    for index, place in [*_best_pairs(old, new), (len(old), len(new))]:
        yield from ((text, None) for text in old[at:index])
        yield from ((None, text) for text in new[at_new:place])
        if index < len(old):
            yield old[index], new[place]
        at, at_new = index + 1, place + 1


def _best_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs in one order whose similarities have the largest sum."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - only who compares needs it

    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = {
        (index, place): Levenshtein.normalized_similarity(old[index], new[place], score_cutoff=SIMILARITY)
        for index, place in product(range(len(old)), range(len(new)))
    }
    for index, place in product(reversed(range(len(old))), reversed(range(len(new)))):
        both = alike[index, place] + best[index + 1][place + 1] if alike[index, place] else 0.0
        best[index][place] = max(both, best[index + 1][place], best[index][place + 1])
    pairs, index, place = [], 0, 0
    while index < len(old) and place < len(new):
        if best[index][place] == best[index + 1][place]:
            index += 1
        elif best[index][place] == best[index][place + 1]:
            place += 1
        else:
            pairs.append((index, place))
            index, place = index + 1, place + 1
    return pairs
