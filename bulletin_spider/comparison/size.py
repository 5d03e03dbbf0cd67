"""Measure how much two versions differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.comparison.edited_text import edited
from bulletin_spider.comparison.fields import difference
from bulletin_spider.comparison.pairing import paired

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = ("title", "paragraphs")


def size_of_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Return how many characters of the headline and the paragraphs were removed or added."""
    differing, budget = difference(old, new), Budget()
    return sum(
        _size_of_edit(before or "", after or "", budget)
        for name in _TEXTS
        for step in differing.get(name, ())
        for before, after in paired([*map(str, step.old)], [*map(str, step.new)], budget)
    )


def _size_of_edit(before: str, after: str, budget: Budget) -> int:
    parts = edited(before, after, budget) if before and after else None
    if parts is None:
        return len(before) + len(after)
    return sum(len(one.old) + len(one.new) for one in parts if not one.is_equal)
