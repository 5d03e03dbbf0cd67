"""What changed between two versions: field by field, paragraph by paragraph, character by character."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.normalization.fingerprint import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ALIKE = 0.4
"""Paragraphs less alike than this are shown as one gone and one come, not as one that was changed."""


class Marks(NamedTuple):
    """What stands around characters that are gone and that have come."""

    gone: tuple[str, str] = ("[-", "-]")
    come: tuple[str, str] = ("{+", "+}")


PLAIN = Marks()
COLOURED = Marks(("\x1b[31;9m", "\x1b[0m"), ("\x1b[32m", "\x1b[0m"))


class Step(NamedTuple):
    """Entries of a field, ``old``, and what stands there now, ``new``; ``at`` counts from 0 in the old field."""

    at: int
    old: list[Any]
    new: list[Any]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Step]]:
    """Return for each content field that differs its steps; a field with one value is a list of one."""
    pairs = {name: (_entries(old[name]), _entries(new[name])) for name in CONTENT}
    return {name: list(_steps(*pair)) for name, pair in pairs.items() if pair[0] != pair[1]}


def diff_lines(old: Mapping[str, Any], new: Mapping[str, Any], marks: Marks = PLAIN) -> Iterator[str]:
    """Yield the lines that show a person what changed."""
    for name, steps in difference(old, new).items():
        yield f"{name}:"
        for step in steps:
            for before, after in _matched(step):
                yield from _lines(before, after, marks)


def _entries(value: Any) -> list[Any]:  # noqa: ANN401 - any field's
    return value if isinstance(value, list) else [] if value is None else [value]


def _steps(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Step]:
    before, after = ([str(entry) for entry in side] for side in (old, new))
    for tag, start, end, from_, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Step(start, list(old[start:end]), list(new[from_:to]))


def _matched(step: Step) -> Iterator[tuple[str | None, str | None]]:
    """Pair what was replaced in order, so that an edited paragraph stands beside what it was."""
    for place in range(max(len(step.old), len(step.new))):
        before = str(step.old[place]) if place < len(step.old) else None
        after = str(step.new[place]) if place < len(step.new) else None
        yield before, after


def _lines(before: str | None, after: str | None, marks: Marks) -> Iterator[str]:
    if before is not None and after is not None:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if (
            matcher.real_quick_ratio() >= ALIKE
            and matcher.quick_ratio() >= ALIKE
            and matcher.ratio() >= ALIKE
        ):
            yield f"  ~ {_marked(matcher, before, after, marks)}"
            return
    if before is not None:
        yield f"  - {marks.gone[0]}{before}{marks.gone[1]}"
    if after is not None:
        yield f"  + {marks.come[0]}{after}{marks.come[1]}"


def _marked(matcher: SequenceMatcher[str], before: str, after: str, marks: Marks) -> str:
    shown = []
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag == "equal":
            shown.append(before[start:end])
            continue
        if end > start:
            shown.append(f"{marks.gone[0]}{before[start:end]}{marks.gone[1]}")
        if to > from_:
            shown.append(f"{marks.come[0]}{after[from_:to]}{marks.come[1]}")
    return "".join(shown)
