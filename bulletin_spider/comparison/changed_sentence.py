"""Show the first sentence that was changed, short enough for a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.comparison.edited_text import Stretch, edited
from bulletin_spider.comparison.fields import difference
from bulletin_spider.comparison.marks import PLAIN, Marks
from bulletin_spider.comparison.pairing import paired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_READ = ("title", "paragraphs")
"""The fields that are sentences."""
_LONGEST = 200
"""Characters of the sentence, without marks: two lines of a terminal, and what a notification shows."""
_AROUND = 40
"""Equal characters that are shown at most before, between and after the edits."""
_SENTENCE_END = re.compile(r"[。！？；\n]")


def changed_sentence(old: Mapping[str, Any], new: Mapping[str, Any], marks: Marks = PLAIN) -> str:
    """Return the first changed sentence of the title or the paragraphs with marks, about 200 characters at most.

    Empty if only other fields differ, such as tables or people.
    """
    return next(changed_sentences(old, new, marks), "")


def changed_sentences(old: Mapping[str, Any], new: Mapping[str, Any], marks: Marks = PLAIN) -> Iterator[str]:
    """Yield a changed sentence of the title and of each paragraph that differs, as :func:`changed_sentence` does."""
    budget, differing = Budget(), difference(old, new)
    for name in _READ:
        for step in differing.get(name, ()):
            for before, after in paired([*map(str, step.old)], [*map(str, step.new)], budget):
                yield _sentence(before or "", after or "", marks, budget)


def _sentence(before: str, after: str, marks: Marks, budget: Budget) -> str:
    parts = edited(before, after, budget) or [Stretch(before, after)]
    return "".join(_shown(list(_around_first_edit(parts)), marks))


def _around_first_edit(parts: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield the sentence of the first edit, and what follows up to the end of the sentence of a later edit."""
    for index, one in enumerate(parts):
        if not one.is_equal:
            yield one
            continue
        if not index:
            begin = _last_sentence(one.old)
            yield Stretch(begin, begin)
        elif end := _SENTENCE_END.search(one.old):
            rest = one.old[: end.end()]
            yield Stretch(rest, rest)
            return
        else:
            yield one


def _last_sentence(text: str) -> str:
    ends = [end.end() for end in _SENTENCE_END.finditer(text, max(0, len(text) - _LONGEST), len(text))]
    return text[ends[-1] :] if ends else text


def _shown(parts: Sequence[Stretch], marks: Marks) -> Iterator[str]:
    left = _LONGEST
    for index, one in enumerate(parts):
        if one.is_equal:
            text = _shortened(one.old, at_start=index == 0, at_end=index == len(parts) - 1)
            yield text
            left -= len(text)
            continue
        if left <= 0:
            yield "…"
            return
        most = max(left // (2 if one.old and one.new else 1), _AROUND // 2)
        removed, added = _cut(one.old, most), _cut(one.new, most)
        yield marks.removal(removed) + marks.addition(added)
        left -= len(removed) + len(added)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shortened(text: str, *, at_start: bool, at_end: bool) -> str:
    """Return equal text without what is far from an edit."""
    if at_start:
        return text if len(text) <= _AROUND else f"…{text[-_AROUND:]}"
    if at_end:
        return text if len(text) <= _AROUND else f"{text[:_AROUND]}…"
    return text if len(text) <= _AROUND else f"{text[: _AROUND // 2]}…{text[-_AROUND // 2 :]}"
