"""``--columns`` chooses the columns of every format that has any, in their order."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.export.columns import EVERY_COLUMN, parse_columns
from bulletin_spider.export.registry import FORMATS
from bulletin_spider.export.selection import CaptureFiles, Selection
from bulletin_spider.export.writing import export
from tests.export.exported import several

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = ("date", "title", "reporters", "region")


def written(place: Path, ending: str, *columns: str) -> Path:
    selection = Selection(columns=columns or CHOSEN, regions={"demo": "110199"})
    export(several(), f"{place}/x{ending}", selection=selection)
    return place / f"x{ending}"


def test_csv_has_the_chosen_columns(tmp_path: Path) -> None:
    with written(tmp_path, ".csv").open(encoding="utf-8-sig", newline="") as file:
        head, first, *_ = csv.reader(file)
    assert tuple(head) == CHOSEN
    assert first == ["2026-09-28", "甲<乙>&丙", "唐炜；何川", "110199"]


def test_lines_have_the_chosen_fields(tmp_path: Path) -> None:
    lines = written(tmp_path, ".jsonl", "evidence", "title").read_bytes().splitlines()
    assert list(json.loads(lines[0]).items()) == [("evidence", {}), ("title", "甲<乙>&丙")]


def test_sqlite_keeps_its_key_and_leaves_the_rest_out(tmp_path: Path) -> None:
    with closing(sqlite3.connect(written(tmp_path, ".sqlite", "date", "id"))) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables == {"bulletins"}
        columns = [row[1] for row in database.execute("PRAGMA table_info(bulletins)")]
        assert columns == ["site", "revision", "date", "id"]
        assert database.execute("SELECT count(*), max(date) FROM bulletins").fetchone() == (3, "2026-09-30")


def test_sqlite_searches_the_texts_that_it_has(tmp_path: Path) -> None:
    with closing(sqlite3.connect(written(tmp_path, ".sqlite", "paragraphs", "reporters"))) as database:
        found = database.execute("SELECT count(*) FROM bulletins_fts WHERE bulletins_fts MATCH '旧小区'")
        assert found.fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM people").fetchone() == (2,)


@pytest.mark.parametrize("ending", [".parquet", ".hf/data/part-00000.parquet", ".xlsx"])
def test_typed_formats_have_the_chosen_columns(tmp_path: Path, ending: str) -> None:
    target, _, below = ending.partition("/")
    name = f"{target}/" if below else target
    pytest.importorskip(FORMATS[name].library)
    path = written(tmp_path, name) / below if below else written(tmp_path, name)
    if ending == ".xlsx":
        from openpyxl import load_workbook  # noqa: PLC0415 - of an extra

        head = [cell.value for cell in next(iter(load_workbook(path)["bulletins"].rows))]
    else:
        from pyarrow.parquet import read_schema  # noqa: PLC0415 - of an extra

        head = read_schema(path).names
    assert tuple(head) == CHOSEN


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("titel", r"--columns titel: no such column \(did you mean 'title'\?\); known: id, url"),
        ("title,,nothing-like-it", "--columns nothing-like-it: no such column; known: id, url"),
        (" , ", "name at least one, like --columns title,date,url"),
    ],
)
def test_wrong_column_is_named(text: str, says: str) -> None:
    with pytest.raises(UsageFault, match=says):
        parse_columns(text)


def test_columns_are_taken_once_in_their_order() -> None:
    assert parse_columns("title, date,title") == ("title", "date")
    assert parse_columns(",".join(EVERY_COLUMN)) == EVERY_COLUMN
    assert parse_columns(None) == ()


@pytest.mark.parametrize("ending", [end for end, one in FORMATS.items() if not one.has_columns])
def test_formats_without_columns_refuse_them(tmp_path: Path, ending: str) -> None:
    captures = CaptureFiles(tmp_path, [tmp_path / "x.warc.gz"])  # a WACZ without captures is refused for that
    with pytest.raises(UsageFault, match=r"--columns: only names that end in \.jsonl, .* can have it"):
        export([], f"{tmp_path}/x{ending}", selection=Selection(columns=CHOSEN), captures=captures)
    assert list(tmp_path.iterdir()) == []
