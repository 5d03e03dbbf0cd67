"""Write a workbook for Excel row by row; a text is never a formula, whatever it begins with."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.writer.excel import ExcelWriter

from bulletin_spider.export.cells import may_be_formula, row_cells, table_columns
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

MOST_CHARACTERS = 32_767
"""Excel's limit: a longer text is cut and ends in …."""
_LONGEST_LINK = 2_079
"""Excel repairs a workbook that has a longer link, and drops all of them."""
_LINKED = {"url", "moved_to"}
_COLUMN_WIDTHS = {
    "id": 18,
    "url": 40,
    "title": 50,
    "paragraphs": 80,
    "date": 12,
    "published_at": 20,
    "fetched_at": 20,
}


class SheetLimits(NamedTuple):
    """What Excel holds in one sheet."""

    rows: int = 1_048_575
    """Rows below the head; further rows go to another sheet."""
    links: int = 65_530
    """Links; an address beyond them is a plain text."""


def write(
    versions: Iterator[dict[str, Any]],
    path: Path,
    selection: Selection | None = None,
    limits: SheetLimits = SheetLimits(),  # noqa: B008 - it never changes
) -> str:
    """Write a head and one row for each version, and return what Excel's limits have changed; "" if nothing.

    Raise ``OSError`` if the file cannot be written.
    """
    book = Workbook(write_only=True)
    sheets = _Sheets(book, selection, limits)
    try:
        for version in versions:
            sheets.add(version)
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
    return sheets.said()


class _Sheets:
    """The sheets of a workbook; a new one begins where Excel's limit of rows is reached."""

    def __init__(self, book: Workbook, selection: Selection | None, limits: SheetLimits) -> None:
        self.book, self.selection, self.limits = book, selection, limits
        self.columns = table_columns(selection)
        self.unlinked = 0
        self._begin()

    def add(self, version: dict[str, Any]) -> None:
        """Append the row of a version."""
        if self.rows == self.limits.rows:
            self.sheet.close()
            self._begin()
        self.rows += 1
        values = row_cells(version, self.columns, self.selection)
        self.sheet.append([self._cell(name, value) for name, value in zip(self.columns, values, strict=True)])

    def said(self) -> str:
        """Return what a reader would not expect: several sheets, addresses without a link."""
        names = [sheet.title for sheet in self.book.worksheets]
        parts = [f"in {len(names)} sheets: {', '.join(names)}"] if len(names) > 1 else []
        if self.unlinked:
            addresses = "1 address" if self.unlinked == 1 else f"{self.unlinked:,} addresses"
            parts.append(f"{addresses} without a link, as a sheet holds {self.limits.links:,}")
        return "; ".join(parts)

    def _begin(self) -> None:
        count = len(self.book.sheetnames)
        self.sheet = self.book.create_sheet(f"bulletins {count + 1}" if count else "bulletins")
        self.rows = self.links = 0
        self.sheet.freeze_panes = "A2"
        for place, name in enumerate(self.columns, 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = _COLUMN_WIDTHS.get(name, 14)
        self.sheet.append(self.columns)

    def _cell(self, name: str, value: str | int | None) -> object:
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
        if name in _LINKED:
            return self._linked(text)
        # openpyxl takes a text for a formula or an error value by its first sign; to make a cell of each costs a tenth.
        return _text_cell(self.sheet, text) if text.startswith("#") or may_be_formula(text) else text

    def _linked(self, address: str) -> object:
        if self.links == self.limits.links or len(address) > _LONGEST_LINK:
            self.unlinked += 1
            return _text_cell(self.sheet, address)
        self.links += 1
        cell = _text_cell(self.sheet, address)
        cell.hyperlink = Hyperlink(ref="", target=address)
        return cell


def _text_cell(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    if cell.data_type != "s" or may_be_formula(text):
        cell.data_type = "s"  # a text, not a formula and not an error value
        cell.quotePrefix = True  # so that it stays a text when somebody edits it
    return cell
