"""Align rows of cells for a terminal, where a Chinese character is two columns wide, and fit them into its width."""

from __future__ import annotations

import shutil
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GAP = "  "
_NARROWEST = 16
"""Columns that the last cell keeps: a reason that is cut shorter says nothing."""


def table(rows: Sequence[Sequence[str]], dispensable: Iterable[str] = (), indent: str = "") -> list[str]:
    """Return a line for each row, each behind the ``indent``. All rows have as many cells; the first is the head.

    If the lines are wider than the terminal (``COLUMNS``; 80 if there is none), the ``dispensable`` columns are left
    out, one after the other, as long as they are; then the cells of the last column are cut.
    """
    room = shutil.get_terminal_size().columns - len(indent)
    for name in dispensable:
        if sum(_widths(rows)) + len(_GAP) * (len(rows[0]) - 1) > room:
            rows = _without_column(rows, name)
    widths = _widths(rows)
    last = max(room - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1), _NARROWEST)
    rows = [[*row[:-1], cut(row[-1], last)] for row in rows]
    return [
        indent
        + _GAP.join(
            cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def cut(text: str, columns: int) -> str:
    """Return a text that takes at most so many columns; ``…`` is in the place of what is left out."""
    if display_width(text) <= columns:
        return text
    while display_width(text) > columns - 1:
        text = text[:-1]
    return f"{text}…"


def display_width(text: str) -> int:
    """Return the number of terminal columns that a text takes."""
    return sum(_character_width(character) for character in text)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(display_width, column)) for column in zip(*rows, strict=True)]


def _without_column(rows: Sequence[Sequence[str]], name: str) -> list[Sequence[str]]:
    at = list(rows[0]).index(name)
    return [[*row[:at], *row[at + 1 :]] for row in rows]


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
