"""Write the difference of two versions as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.comparison.edited_text import edited
from bulletin_spider.comparison.fields import difference
from bulletin_spider.comparison.marks import PLAIN, Marks
from bulletin_spider.comparison.pairing import paired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def diff_lines(old: Mapping[str, Any], new: Mapping[str, Any], marks: Marks = PLAIN) -> Iterator[str]:
    """Yield lines that show a person what changed: each field's name, then its edited, removed and added entries."""
    budget = Budget()
    for name, steps in difference(old, new).items():
        yield f"{name}:"
        for step in steps:
            for before, after in paired([*map(str, step.old)], [*map(str, step.new)], budget):
                yield from _lines(before, after, marks, budget)


def _lines(before: str | None, after: str | None, marks: Marks, budget: Budget) -> Iterator[str]:
    if before is not None and after is not None and (parts := edited(before, after, budget)):
        yield "  ~ " + "".join(
            one.old if one.is_equal else marks.removal(one.old) + marks.addition(one.new) for one in parts
        )
        return
    if before is not None:
        yield f"  - {marks.removal(before)}"
    if after is not None:
        yield f"  + {marks.addition(after)}"
