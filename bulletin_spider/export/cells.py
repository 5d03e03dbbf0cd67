"""Turn a version into the cells of a table row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.contract.fields import bulletin_fields

if TYPE_CHECKING:
    from bulletin_spider.export.selection import Selection

REGION = "region"
"""The column with the code of the site's district in GB/T 2260; empty if it is unknown."""
COLUMNS = (*(field.name for field in bulletin_fields() if field.name != "evidence"), REGION)
"""The fields of the record in their order, without ``evidence``: programs use it, and they read JSON Lines."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PEOPLE = ("reporters", "correspondents", "photographers", "editors", "authors")


def row_cells(version: dict[str, Any], selection: Selection | None) -> list[str | int | None]:
    """Return the cells of a version, one for each of ``COLUMNS``; lists are joined to one text."""
    return [_cell(name, version.get(name)) for name in COLUMNS[:-1]] + [region_of(version, selection)]


def region_of(version: dict[str, Any], selection: Selection | None) -> str | None:
    """Return the code of the district of a version's site; None if it is unknown."""
    return selection.regions.get(version["site"]) if selection else None


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
