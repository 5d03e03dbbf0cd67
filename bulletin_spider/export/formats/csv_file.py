"""Write CSV for spreadsheets: with a byte order mark, which Excel needs to show Chinese, and without formulas."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.cells import may_be_formula, row_cells, table_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write a head and one row for each version; an apostrophe goes before a text that might be a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows, columns = csv.writer(file), table_columns(selection)
        rows.writerow(columns)
        for version in versions:
            rows.writerow(
                f"'{cell}" if may_be_formula(cell) else cell
                for cell in row_cells(version, columns, selection)
            )
