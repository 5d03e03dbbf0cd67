"""The body of a version as blocks: paragraphs, and data tables in place of the paragraphs of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Rows: TypeAlias = list[list[str]]


def body_blocks(version: dict[str, Any]) -> Iterator[str | Rows]:
    """Yield each paragraph, and the rows of each data table. The first row has as many cells as the longest.

    Markdown leaves out cells beyond those of the first row. To fill all rows could make a table a hundred times as big.
    A table that is not at its place is left out: the paragraphs say the same. Lines of before have no ``tables``.
    """
    paragraphs = version["paragraphs"]
    done = 0
    for table in version.get("tables") or ():
        start, rows = table["paragraph"], table["rows"]
        if rows and done <= start <= len(paragraphs) - len(rows):
            yield from paragraphs[done:start]
            width = max(map(len, rows))
            yield [rows[0] + [""] * (width - len(rows[0])), *rows[1:]]
            done = start + len(rows)
    yield from paragraphs[done:]
