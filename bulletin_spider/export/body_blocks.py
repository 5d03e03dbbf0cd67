"""The body of a version as blocks: paragraphs, and data tables in place of the paragraphs of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Rows: TypeAlias = list[list[str]]


def body_blocks(version: dict[str, Any]) -> Iterator[str | Rows]:
    """Yield each paragraph, and the rows of each data table, all with as many cells.

    A table that is not at its place is left out: the paragraphs say the same. Lines of before have no ``tables``.
    """
    paragraphs = version["paragraphs"]
    done = 0
    for table in version.get("tables") or ():
        start, rows = table["paragraph"], table["rows"]
        if rows and done <= start <= len(paragraphs) - len(rows):
            yield from paragraphs[done:start]
            width = max(map(len, rows))
            yield [row + [""] * (width - len(row)) for row in rows]
            done = start + len(rows)
    yield from paragraphs[done:]
