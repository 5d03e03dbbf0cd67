"""A workbook for Excel, written row by row; every text is a text, whatever it begins with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from bulletin_spider.export.cells import COLUMNS, row
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_000
"""Excel's own bounds: longer texts end in …, further rows go to a further sheet."""
_WIDTHS = {"id": 18, "url": 40, "title": 50, "paragraphs": 80, "date": 12}


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write a head and a row for each version."""
    book = Workbook(write_only=True)
    sheet = _sheet(book)
    for number, version in enumerate(versions, 1):
        if number % MOST_ROWS == 0:
            sheet = _sheet(book)
        sheet.append([_cell(sheet, name, value) for name, value in zip(COLUMNS, row(version), strict=True)])
    book.save(part)


def _sheet(book: Workbook) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(f"bulletins {len(book.sheetnames) + 1}" if book.sheetnames else "bulletins")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 14)
    sheet.append(COLUMNS)
    return sheet


def _cell(sheet: WriteOnlyWorksheet, name: str, value: str | int | None) -> object:
    if not isinstance(value, str) or not value:
        return value
    if name == "date":
        return dt.date.fromisoformat(value)
    text = "\n".join(map(publishable, value.split("\n")))
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    cell = WriteOnlyCell(sheet, text)
    if cell.data_type != "s":
        cell.data_type = "s"  # not a formula, not an error value
        cell.quotePrefix = True
    return cell
