"""Compare two versions field by field: which entries were replaced by which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.comparison.alignment import Budget, differing_ranges
from bulletin_spider.normalization.fingerprint import CONTENT, named_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_COMPARED = (*CONTENT, "document", "authors", "site_id", "section")
"""The fields that are compared. Changes of ``tables`` are changes of ``paragraphs`` too."""


class Step(NamedTuple):
    """Entries of a field: ``old`` is replaced by ``new``. ``at`` is the index of the first in the old field."""

    at: int
    old: list[Any]
    new: list[Any]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Step]]:
    """Return the steps of each field that differs and is read from the page. One value counts as a list of one.

    Lines of release 0.1.0 lack the fields behind ``moved_to``. Of an attachment only address and name are content.
    """
    budget = Budget()
    pairs = {name: (_entries(name, old.get(name)), _entries(name, new.get(name))) for name in _COMPARED}
    return {name: list(_steps(*pair, budget)) for name, pair in pairs.items() if pair[0] != pair[1]}


def _entries(name: str, value: Any) -> list[Any]:  # noqa: ANN401 - any field's
    if name == "attachments":
        return [named_file(file) for file in value]
    if isinstance(value, dict):
        return [f"{key}: {one}" for key, one in value.items() if one is not None]
    return value if isinstance(value, list) else [] if value is None else [value]


def _steps(old: Sequence[Any], new: Sequence[Any], budget: Budget) -> Iterator[Step]:
    before, after = ([str(entry) for entry in side] for side in (old, new))
    for one in differing_ranges(before, after, budget):
        yield Step(one.start, list(old[one.start : one.end]), list(new[one.from_ : one.to]))
