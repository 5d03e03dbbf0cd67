"""Turn a version into the cells of a table row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.columns import EVERY_COLUMN, column_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.export.selection import Selection

COLUMNS = tuple(name for name in EVERY_COLUMN if name != "evidence")
"""The columns by default, without ``evidence``: programs use it, and they read JSON Lines."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PEOPLE = ("reporters", "correspondents", "photographers", "editors", "authors")


def table_columns(selection: Selection | None) -> tuple[str, ...]:
    """Return the columns of a spreadsheet: those that were chosen, or the default ones."""
    return (selection.columns if selection else ()) or COLUMNS


def row_cells(
    version: dict[str, Any], columns: Iterable[str], selection: Selection | None
) -> list[str | int | None]:
    """Return the cells of a version, one for each of the ``columns``; lists are joined to one text."""
    return [_cell(name, column_value(version, name, selection)) for name in columns]


def may_be_formula(cell: object) -> bool:
    """Return whether a spreadsheet might run the cell as a formula."""
    return isinstance(cell, str) and cell.startswith(_FORMULA_STARTS)


def body_text(version: dict[str, Any]) -> str:
    """Return the body as one text, one paragraph a line."""
    return "\n".join(version["paragraphs"])


def _cell(name: str, value: Any) -> str | int | None:  # noqa: ANN401 - JSON
    if isinstance(value, dict) or name == "tables":
        return json.dumps(value, ensure_ascii=False) if value else None
    if not isinstance(value, list):
        return value  # type: ignore[no-any-return]
    texts = [one if isinstance(one, str) else _file_text(one) for one in value]
    return ("；" if name in PEOPLE else "\n").join(texts)


def _file_text(file: dict[str, Any]) -> str:
    """Return the address and the caption of a picture, or the address and the name of a file."""
    return " ".join(filter(None, (file["url"], file.get("caption"), file.get("name"))))
