"""Write a workbook for Excel row by row; a text is never a formula, whatever it begins with."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from bulletin_spider.export.cells import COLUMNS, may_be_formula, row_cells
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from bulletin_spider.export.selection import Selection

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_000
"""Excel's limits: a longer text is cut and ends in …, further rows go to another sheet (it has 1,048,576)."""
_COLUMN_WIDTHS = {
    "id": 18,
    "url": 40,
    "title": 50,
    "paragraphs": 80,
    "date": 12,
    "published_at": 20,
    "fetched_at": 20,
}


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write a head and one row for each version; raise ``OSError`` if the file cannot be written."""
    book = Workbook(write_only=True)
    try:
        _fill(book, versions, selection)
        # Not book.save: it leaves the ZIP file open if the disk is full.
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()
    except etree.LxmlError as error:
        # openpyxl first writes each sheet to a file in the temporary directory.
        raise OSError(f"a sheet cannot be written in {gettempdir()} ({error}); TMPDIR moves it") from error
    finally:
        for sheet in book.worksheets:
            # A sheet that is only half written prints an error to the terminal when Python frees it.
            with suppress(Exception):
                sheet.close()


def _fill(book: Workbook, versions: Iterator[dict[str, Any]], selection: Selection | None) -> None:
    sheet = _sheet(book)
    for number, version in enumerate(versions, 1):
        if number % MOST_ROWS == 0:
            sheet = _sheet(book)
        cells = zip(COLUMNS, row_cells(version, selection), strict=True)
        sheet.append([_cell(sheet, name, value) for name, value in cells])


def _sheet(book: Workbook) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(f"bulletins {len(book.sheetnames) + 1}" if book.sheetnames else "bulletins")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _COLUMN_WIDTHS.get(name, 14)
    sheet.append(COLUMNS)
    return sheet


def _cell(sheet: WriteOnlyWorksheet, name: str, value: str | int | None) -> object:
    if not isinstance(value, str) or not value:
        return value
    if name == "date":
        return dt.date.fromisoformat(value)
    if name in {"published_at", "fetched_at"}:
        # Excel has no time zones; all times are +08:00.
        return dt.datetime.fromisoformat(value).replace(tzinfo=None)
    text = "\n".join(map(publishable, value.split("\n")))
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    cell = WriteOnlyCell(sheet, text)
    if cell.data_type != "s" or may_be_formula(text):
        cell.data_type = "s"  # a text, not a formula and not an error value
        cell.quotePrefix = True  # so that it stays a text when somebody edits it
    return cell
