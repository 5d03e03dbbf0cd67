"""What each format makes of the same versions."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.export.cells import COLUMNS
from bulletin_spider.export.feed_entries import MOST_ENTRIES
from bulletin_spider.export.formats.markdown import escaped
from bulletin_spider.export.fresh_feeds import refresh_feeds
from bulletin_spider.export.registry import FORMATS
from bulletin_spider.export.selection import Selection
from bulletin_spider.export.writing import export
from tests.archive.wordings import put, wording
from tests.export.exported import several, written

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1"]


def entries_of(path: Path) -> list[ET.Element]:
    return ET.fromstring(path.read_bytes()).findall(f"{ATOM}entry")  # noqa: S314 - our own


def test_json_lines_are_the_published_lines(tmp_path: Path) -> None:
    body = written(tmp_path, "x.jsonl").read_bytes()
    assert [json.loads(line) for line in body.splitlines()] == several()
    assert gzip.decompress(written(tmp_path, "x.jsonl.gz").read_bytes()) == body
    assert written(tmp_path, "y.jsonl.gz").read_bytes() == (tmp_path / "x.jsonl.gz").read_bytes()


def test_csv_has_byte_order_mark_and_all_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,url,site,channel,title,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["reporters"] for row in rows] == ["唐炜；何川", "", ""]
    assert rows[1]["images"] == "http://x/1 (1).png 调研*现场*"
    assert rows[1]["paragraphs"] == "一、\n二"


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_cell_never_starts_a_formula(tmp_path: Path, formula: str) -> None:
    hostile = wording(1, formula, title=formula, source=formula, reporters=[formula], byline=formula)
    path = written(tmp_path, "x.csv", [hostile])
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    for name in ("title", "source", "reporters", "byline", "paragraphs"):
        assert row[name] == f"'{formula}"


def test_sqlite_has_columns_people_and_full_text_index(tmp_path: Path) -> None:
    with closing(sqlite3.connect(written(tmp_path, "x.sqlite"))) as database:
        assert database.execute("SELECT count(*), max(date) FROM bulletins").fetchone() == (3, "2026-09-30")
        assert database.execute("SELECT role, name FROM people").fetchall() == [
            ("reporters", "唐炜"),
            ("reporters", "何川"),
        ]
        found = database.execute(
            "SELECT bulletins.id FROM bulletins_fts JOIN bulletins ON bulletins.rowid = bulletins_fts.rowid"
            " WHERE bulletins_fts MATCH '旧小区'"
        )
        assert found.fetchall() == [(f"{1:016x}",)]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (images,) = database.execute("SELECT images FROM bulletins WHERE id = ?", (f"{2:016x}",)).fetchone()
        assert json.loads(images)[0]["caption"] == "调研*现场*"


def test_atom_shows_newest_first_with_stable_ids(tmp_path: Path) -> None:
    entries = entries_of(written(tmp_path, "x.atom"))
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["题", "甲<乙>&丙", "题"]
    assert entries[0].findtext(f"{ATOM}published") == "2026-09-30T08:00:00+08:00"
    assert entries[1].findtext(f"{ATOM}content") == "<p>老旧小区改造</p>"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    later = [wording(1, "改了", revision=2, change="revised"), wording(9, "新的", date="2026-10-01")]
    again = entries_of(written(tmp_path, "y.atom", several() + later))
    assert len(again) == 4, "of two versions the latest"
    assert {entry.findtext(f"{ATOM}id") for entry in again} > set(ids)


def test_feed_id_depends_on_site_and_channel_only(tmp_path: Path) -> None:
    put(tmp_path, *several())
    index = Index.open(Layout(tmp_path), "demo")
    kept = refresh_feeds(tmp_path / "feeds", index, ["要闻"])
    index.close()

    def identity(path: Path) -> str | None:
        return ET.fromstring(path.read_bytes()).findtext(f"{ATOM}id")  # noqa: S314 - our own

    chosen = {
        "a": Selection("demo"),
        "b": Selection("demo", channel="要闻"),
        "c": Selection("other"),
        "d": Selection(channel="要闻"),
        "e": None,
        "f": Selection("demo", words="养老"),
        "g": Selection("demo", reporter="唐炜"),
    }
    for name, selection in chosen.items():
        export(iter(several()), f"{tmp_path}/{name}.atom", selection=selection)
    ids = [identity(tmp_path / f"{name}.atom") for name in chosen]
    assert len(set(ids)) == 7
    assert [identity(path) for path in kept if path.suffix == ".atom"] == ids[:2]


def test_atom_holds_only_the_newest_entries(tmp_path: Path) -> None:
    many = [wording(number, "", date=f"20{number % 90 + 10}-01-01") for number in range(3000)]
    entries = entries_of(written(tmp_path, "x.atom", many))
    days = [entry.findtext(f"{ATOM}published") for entry in entries]
    assert len(days) == MOST_ENTRIES
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]
    assert days[-1] == "2069-01-01T00:00:00+08:00"


def test_markdown_escapes_markup_in_texts(tmp_path: Path) -> None:
    text = written(tmp_path, "x.md").read_text(encoding="utf-8")
    assert text.count("\n## ") == 2
    assert "## 甲\\<乙\\>\\&丙" in text
    assert "\\# 不是标题" in text
    assert "![调研\\*现场\\*](http://x/1%20%281%29.png)" in text
    assert "[表.docx](http://x/a.docx)" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- 甲", "\\- 甲"),
        ("1. 甲", "&#49;. 甲"),
        ("2026年", "2026年"),
        ("12) 甲", "&#49;2) 甲"),
        ("a_b", "a\\_b"),
        ("===", "\\==="),
    ],
)
def test_markdown_line_never_starts_a_list_or_heading(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_directory_holds_one_file_for_each_bulletin(tmp_path: Path) -> None:
    place = written(tmp_path, "x/")
    assert max(path.name for path in place.iterdir()) == f"2026-09-30-demo-{3:016x}.md"
    assert len(list(place.iterdir())) == 3
    assert export(iter(several()[:1]), f"{place}/", overwrite=True) == 1
    assert len(list(place.iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("name", ["x.atom", "x.md"])
def test_moved_bulletin_is_linked_at_its_new_address(tmp_path: Path, name: str) -> None:
    export(iter([wording(1, "甲", moved_to="http://x.gov.cn/new/1.html")]), f"{tmp_path}/{name}")
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "http://x.gov.cn/new/1.html" in text
    assert "http://x.gov.cn/1.html" not in text


def test_region_is_the_last_column_of_a_table(tmp_path: Path) -> None:
    selection = Selection(regions={"demo": "110199"})
    export(iter([wording(1, "甲")]), f"{tmp_path}/x.csv", selection=selection)
    export(iter([wording(1, "甲")]), f"{tmp_path}/x.sqlite", selection=selection)
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row.items())[-1] == ("region", "110199")
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as database:
        assert database.execute("SELECT region FROM bulletins").fetchall() == [("110199",)]


TABLE = {"paragraph": 1, "caption": None, "rows": [["村", "亩|分"], ["<柳岸>", "12", "旱地"]]}


def with_table(**more: Any) -> dict[str, Any]:
    paragraphs = ["各村面积如下。", "村 | 亩｜分", "<柳岸> | 12 | 旱地", "特此公示。"]
    return wording(1, paragraphs=paragraphs, tables=[TABLE | more])


def test_markdown_has_a_table_for_a_data_table(tmp_path: Path) -> None:
    text = written(tmp_path, "x.md", [with_table()]).read_text(encoding="utf-8")
    table = "| 村 | 亩\\|分 |  |\n| --- | --- | --- |\n| \\<柳岸\\> | 12 | 旱地 |"
    assert f"各村面积如下。\n\n{table}\n\n特此公示。" in text


def test_atom_has_a_table_for_a_data_table(tmp_path: Path) -> None:
    (entry,) = entries_of(written(tmp_path, "x.atom", [with_table()]))
    content = entry.findtext("{http://www.w3.org/2005/Atom}content") or ""
    rows = "<tr><td>村</td><td>亩|分</td><td></td></tr><tr><td>&lt;柳岸&gt;</td><td>12</td><td>旱地</td></tr>"
    assert f"<p>各村面积如下。</p>\n<table>{rows}</table>\n<p>特此公示。</p>" in content


@pytest.mark.parametrize("wrong", [{"paragraph": 3}, {"paragraph": 99}, {"rows": []}, {"rows": [["村"]] * 9}])
def test_table_at_a_wrong_place_stays_paragraphs(tmp_path: Path, wrong: dict[str, Any]) -> None:
    text = written(tmp_path, "x.md", [with_table(**wrong)]).read_text(encoding="utf-8")
    assert "---" not in text
    assert "村 \\| 亩｜分" in text


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.sqlite", "x.parquet", "x.xlsx"])
def test_every_format_takes_tables(tmp_path: Path, name: str) -> None:
    if library := FORMATS[name[1:]].library:
        pytest.importorskip(library)  # of an extra that need not be installed
    assert written(tmp_path, name, [with_table(), wording(2, "没有表格。")]).stat().st_size > 0
