"""CSV as spreadsheets like it: a byte order mark, so that Chinese stays intact, and no formulas."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.cells import COLUMNS, acts, row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write a head and a row for each version; a text that might act as a formula gets an apostrophe before it."""
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for version in versions:
            rows.writerow(f"'{cell}" if acts(cell) else cell for cell in row(version))
