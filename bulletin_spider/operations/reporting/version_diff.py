"""Compare two versions of a bulletin: field by field, paragraph by paragraph, character by character."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.normalization.fingerprint import CONTENT, named_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SIMILARITY = 0.4
"""Paragraphs less similar than this are shown as one removed and one added, not as one that was edited."""


_COMPARED = (*CONTENT, "document", "authors", "site_id", "section")
"""The fields that are compared. Changes of ``tables`` are changes of ``paragraphs`` too."""


class Marks(NamedTuple):
    """What is printed before and after removed and added characters."""

    removed: tuple[str, str] = ("[-", "-]")
    added: tuple[str, str] = ("{+", "+}")


PLAIN = Marks()
COLOURED = Marks(("\x1b[31;9m", "\x1b[0m"), ("\x1b[32m", "\x1b[0m"))


class Step(NamedTuple):
    """Entries of a field: ``old`` is replaced by ``new``. ``at`` is the index of the first in the old field."""

    at: int
    old: list[Any]
    new: list[Any]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Step]]:
    """Return the steps of each field that differs and is read from the page. One value counts as a list of one.

    Lines of release 0.1.0 lack the fields behind ``moved_to``. Of an attachment only address and name are content.
    """
    pairs = {name: (_entries(name, old.get(name)), _entries(name, new.get(name))) for name in _COMPARED}
    return {name: list(_steps(*pair)) for name, pair in pairs.items() if pair[0] != pair[1]}


def diff_lines(old: Mapping[str, Any], new: Mapping[str, Any], marks: Marks = PLAIN) -> Iterator[str]:
    """Yield lines that show a person what changed."""
    for name, steps in difference(old, new).items():
        yield f"{name}:"
        for step in steps:
            for before, after in _pairs(step):
                yield from _lines(before, after, marks)


def _entries(name: str, value: Any) -> list[Any]:  # noqa: ANN401 - any field's
    if name == "attachments":
        return [named_file(file) for file in value]
    if isinstance(value, dict):
        return [f"{key}: {one}" for key, one in value.items() if one is not None]
    return value if isinstance(value, list) else [] if value is None else [value]


def _steps(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Step]:
    before, after = ([str(entry) for entry in side] for side in (old, new))
    for tag, start, end, from_, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Step(start, list(old[start:end]), list(new[from_:to]))


def _pairs(step: Step) -> Iterator[tuple[str | None, str | None]]:
    """Pair old and new entries in order, so that an edited paragraph is compared with its old text."""
    for index in range(max(len(step.old), len(step.new))):
        before = str(step.old[index]) if index < len(step.old) else None
        after = str(step.new[index]) if index < len(step.new) else None
        yield before, after


def _lines(before: str | None, after: str | None, marks: Marks) -> Iterator[str]:
    if before is not None and after is not None:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if (
            matcher.real_quick_ratio() >= _SIMILARITY
            and matcher.quick_ratio() >= _SIMILARITY
            and matcher.ratio() >= _SIMILARITY
        ):
            yield f"  ~ {_marked(matcher, before, after, marks)}"
            return
    if before is not None:
        yield f"  - {marks.removed[0]}{before}{marks.removed[1]}"
    if after is not None:
        yield f"  + {marks.added[0]}{after}{marks.added[1]}"


def _marked(matcher: SequenceMatcher[str], before: str, after: str, marks: Marks) -> str:
    shown = []
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag == "equal":
            shown.append(before[start:end])
            continue
        if end > start:
            shown.append(f"{marks.removed[0]}{before[start:end]}{marks.removed[1]}")
        if to > from_:
            shown.append(f"{marks.added[0]}{after[from_:to]}{marks.added[1]}")
    return "".join(shown)
