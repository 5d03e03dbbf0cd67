"""A workbook has links, and says what Excel's limits have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.export.writing import export
from tests.archive.wordings import wording
from tests.export.exported import several

if TYPE_CHECKING:
    from pathlib import Path

openpyxl = pytest.importorskip("openpyxl")


def links(path: Path, sheet: str = "bulletins") -> list[str | None]:
    rows = list(openpyxl.load_workbook(path)[sheet].rows)
    place = [cell.value for cell in rows[0]].index("url")
    return [row[place].hyperlink and row[place].hyperlink.target for row in rows[1:]]


def test_addresses_are_links_and_texts(tmp_path: Path) -> None:
    versions = [*several(), wording(4, moved_to="http://x.gov.cn/new/4.html?a=1&b=<2>#c")]
    export(versions, f"{tmp_path}/x.xlsx")
    assert links(tmp_path / "x.xlsx") == [version["url"] for version in versions]
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["bulletins"]
    linked = {cell.value: cell.hyperlink.target for row in sheet for cell in row if cell.hyperlink}
    assert linked == {
        address: address for address in [one["url"] for one in versions] + [versions[-1]["moved_to"]]
    }


def test_rows_beyond_a_sheet_go_to_the_next(tmp_path: Path) -> None:
    from bulletin_spider.export.formats.xlsx import SheetLimits, write  # noqa: PLC0415 - of an extra

    said = write(map(wording, range(1, 8)), tmp_path / "x.xlsx", limits=SheetLimits(rows=3))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert said == "in 3 sheets: bulletins, bulletins 2, bulletins 3"
    assert book.sheetnames == ["bulletins", "bulletins 2", "bulletins 3"]
    found = [[row[0].value for row in sheet.rows] for sheet in book]
    identities = [f"{number:016x}" for number in range(1, 8)]
    assert found == [["id", *identities[:3]], ["id", *identities[3:6]], ["id", *identities[6:]]]


def test_addresses_beyond_the_links_are_texts(tmp_path: Path) -> None:
    from bulletin_spider.export.formats.xlsx import SheetLimits, write  # noqa: PLC0415 - of an extra

    path = tmp_path / "x.xlsx"
    said = write(map(wording, range(1, 9)), path, limits=SheetLimits(rows=5, links=3))
    assert said == "in 2 sheets: bulletins, bulletins 2; 2 addresses without a link, as a sheet holds 3"
    assert [bool(link) for link in links(path)] == [True, True, True, False, False]
    assert all(links(path, "bulletins 2"))
    long = wording(1, url=f"http://x.gov.cn/{'a' * 2079}")
    assert write(iter([long]), path).startswith("1 address without a link")


def test_limits_are_those_of_excel() -> None:
    from bulletin_spider.export.formats.xlsx import SheetLimits  # noqa: PLC0415 - of an extra

    assert SheetLimits() == (1_048_576 - 1, 65_530)
