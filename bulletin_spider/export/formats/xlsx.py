"""A workbook for Excel, written row by row; every text is a text, whatever it begins with."""

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

from bulletin_spider.export.cells import COLUMNS, acts, row
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_000
"""Excel's own bounds: longer texts end in …, further rows go to a further sheet."""
_WIDTHS = {
    "id": 18,
    "url": 40,
    "title": 50,
    "paragraphs": 80,
    "date": 12,
    "published_at": 20,
    "fetched_at": 20,
}


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write a head and a row for each version; raise ``OSError`` if it cannot be written."""
    book = Workbook(write_only=True)
    try:
        _fill(book, versions)
        with ZipFile(
            part, "w", ZIP_DEFLATED
        ) as archive:  # which book.save leaves open where the disk is full
            ExcelWriter(book, archive).save()
    except etree.LxmlError as error:  # of a sheet, which openpyxl writes there first
        raise OSError(f"a sheet cannot be written in {gettempdir()} ({error}); TMPDIR moves it") from error
    finally:
        for sheet in book.worksheets:
            with suppress(
                Exception
            ):  # one that is half written would complain to the terminal when it is let go
                sheet.close()


def _fill(book: Workbook, versions: Iterator[dict[str, Any]]) -> None:
    sheet = _sheet(book)
    for number, version in enumerate(versions, 1):
        if number % MOST_ROWS == 0:
            sheet = _sheet(book)
        sheet.append([_cell(sheet, name, value) for name, value in zip(COLUMNS, row(version), strict=True)])


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
    if name in {"published_at", "fetched_at"}:
        return dt.datetime.fromisoformat(value).replace(tzinfo=None)  # Excel knows no zones; all are +08:00
    text = "\n".join(map(publishable, value.split("\n")))
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    cell = WriteOnlyCell(sheet, text)
    if cell.data_type != "s" or acts(text):
        cell.data_type = "s"  # not a formula, not an error value
        cell.quotePrefix = True  # nor becomes one when it is edited
    return cell
