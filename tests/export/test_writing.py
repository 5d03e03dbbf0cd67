from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from bulletin_spider.exceptions import ExportFault, UsageFault
from bulletin_spider.export.cells import COLUMNS
from bulletin_spider.export.formats.atom import NEWEST
from bulletin_spider.export.formats.markdown import plain
from bulletin_spider.export.fresh_feeds import refresh_feeds
from bulletin_spider.export.selection import Selection
from bulletin_spider.export.writing import export
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
WITHOUT_EXTRAS = ("x.jsonl", "x.jsonl.gz", "x.csv", "x.sqlite", "x.atom", "x.md", "x/")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1"]


def several() -> list[dict[str, Any]]:
    picture = [{"url": "http://x/1 (1).png", "caption": "调研*现场*"}]
    return [
        wording(1, "老旧小区改造", reporters=["唐炜", "何川"], title="甲<乙>&丙"),
        wording(2, "一、\n二", images=picture, attachments=[{"url": "http://x/a.docx", "name": "表.docx"}]),
        wording(
            3, "# 不是标题", channel="通知公告", date="2026-09-30", published_at="2026-09-30T08:00:00+08:00"
        ),
    ]


def written(place: Path, name: str, versions: list[dict[str, Any]] | None = None) -> Path:
    versions = several() if versions is None else versions
    assert export(iter(versions), f"{place}/{name}") == len(versions)
    return place / name


def entries_of(path: Path) -> list[ET.Element]:
    return ET.fromstring(path.read_bytes()).findall(f"{ATOM}entry")  # noqa: S314 - our own


def test_json_lines_are_the_published_lines(tmp_path: Path) -> None:
    body = written(tmp_path, "x.jsonl").read_bytes()
    assert [json.loads(line) for line in body.splitlines()] == several()
    assert gzip.decompress(written(tmp_path, "x.jsonl.gz").read_bytes()) == body
    assert written(tmp_path, "y.jsonl.gz").read_bytes() == (tmp_path / "x.jsonl.gz").read_bytes()


def test_csv_has_a_mark_for_excel_and_a_row_for_each_bulletin(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,url,site,channel,title,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["reporters"] for row in rows] == ["唐炜；何川", "", ""]
    assert rows[1]["images"] == "http://x/1 (1).png 调研*现场*"
    assert rows[1]["paragraphs"] == "一、\n二"


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_begins_as_a_formula(tmp_path: Path, formula: str) -> None:
    hostile = wording(1, formula, title=formula, source=formula, reporters=[formula], byline=formula)
    path = written(tmp_path, "x.csv", [hostile])
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    for name in ("title", "source", "reporters", "byline", "paragraphs"):
        assert row[name] == f"'{formula}"


def test_sqlite_has_columns_people_and_a_full_text_index(tmp_path: Path) -> None:
    database = sqlite3.connect(written(tmp_path, "x.sqlite"))
    try:
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
    finally:
        database.close()


def test_atom_shows_the_newest_first_under_ids_that_stay(tmp_path: Path) -> None:
    entries = entries_of(written(tmp_path, "x.atom"))
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["题", "甲<乙>&丙", "题"]
    assert entries[0].findtext(f"{ATOM}published") == "2026-09-30T08:00:00+08:00"
    assert entries[1].findtext(f"{ATOM}content") == "<p>老旧小区改造</p>"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    later = [wording(1, "改了", revision=2, change="revised"), wording(9, "新的", date="2026-10-01")]
    again = entries_of(written(tmp_path, "y.atom", several() + later))
    assert len(again) == 4, "of two versions the latest"
    assert {entry.findtext(f"{ATOM}id") for entry in again} > set(ids)


def test_a_feed_of_a_site_or_a_channel_is_the_same_wherever_it_is_written(tmp_path: Path) -> None:
    put(tmp_path, *several())
    kept = refresh_feeds(tmp_path / "feeds", tmp_path, "demo", ["要闻"])

    def identity(path: Path) -> str | None:
        return ET.fromstring(path.read_bytes()).findtext(f"{ATOM}id")  # noqa: S314 - our own

    chosen = {
        "a": Selection("demo"),
        "b": Selection("demo", channel="要闻"),
        "c": Selection("other"),
        "d": Selection(channel="要闻"),
        "e": None,
    }
    for name, selection in chosen.items():
        export(iter(several()), f"{tmp_path}/{name}.atom", selection=selection)
    ids = [identity(tmp_path / f"{name}.atom") for name in chosen]
    assert len(set(ids)) == 5
    assert [identity(path) for path in kept] == ids[:2]


def test_atom_keeps_to_the_newest_of_very_many(tmp_path: Path) -> None:
    many = [wording(number, "", date=f"20{number % 90 + 10}-01-01") for number in range(3000)]
    entries = entries_of(written(tmp_path, "x.atom", many))
    days = [entry.findtext(f"{ATOM}published") for entry in entries]
    assert len(days) == NEWEST
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]
    assert days[-1] == "2069-01-01T00:00:00+08:00"


def test_markdown_shows_words_as_words(tmp_path: Path) -> None:
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
def test_no_line_of_markdown_begins_a_list_or_a_heading(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_directory_holds_a_file_for_each_bulletin_named_by_day(tmp_path: Path) -> None:
    place = written(tmp_path, "x/")
    assert max(path.name for path in place.iterdir()) == f"2026-09-30-demo-{3:016x}.md"
    assert len(list(place.iterdir())) == 3
    assert export(iter(several()[:1]), f"{place}/", overwrite=True) == 1
    assert len(list(place.iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("stranger", ["notes.md", "2026-09-30.md", "bulletins", ".git"])
def test_a_directory_that_holds_anything_else_is_never_replaced(tmp_path: Path, stranger: str) -> None:
    place = written(tmp_path, "x/")
    (place / stranger).mkdir()
    before = sorted(path.name for path in place.iterdir())
    with pytest.raises(UsageFault, match=f"holds {stranger}, which no export wrote"):
        export(iter(several()[:1]), f"{place}/", overwrite=True)
    assert sorted(path.name for path in place.iterdir()) == before


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_nothing_is_left_of_an_export_that_breaks_off(tmp_path: Path, name: str) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from several()
        raise ValueError("the archive is damaged here")

    with pytest.raises(ValueError, match="damaged here"):
        export(broken(), f"{tmp_path}/{name}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_what_is_there_is_refused_or_replaced_as_a_whole(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name)
    with pytest.raises(UsageFault, match="is there already; --overwrite replaces it"):
        written(tmp_path, name)

    def broken() -> Iterator[dict[str, Any]]:
        yield several()[0]
        raise ValueError("damaged")

    def state() -> list[bytes]:
        return [file.read_bytes() for file in (sorted(path.iterdir()) if path.is_dir() else [path])]

    before = state()
    with pytest.raises(ValueError, match="damaged"):
        export(broken(), f"{tmp_path}/{name}", overwrite=True)
    assert state() == before
    export(iter(several()[:1]), f"{tmp_path}/{name}", overwrite=True)
    assert state() != before


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_nothing_found_is_an_empty_file_and_a_valid_one(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, [])
    assert path.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x.doc", "the name must end in .jsonl"),
        ("x", "the name must end in"),
        ("none/x.csv", "there is no directory"),
        ("x.xlsx", "needs openpyxl: 'uv sync --extra xlsx'"),
        ("x.parquet", "needs pyarrow: 'uv sync --extra parquet'"),
    ],
)
def test_a_name_that_cannot_be_meant_and_a_missing_extra_are_told_before_anything_is_read(
    tmp_path: Path, name: str, says: str
) -> None:
    def never() -> Iterator[dict[str, Any]]:
        raise AssertionError
        yield {}

    code = (
        "import sys; sys.modules |= dict.fromkeys(('openpyxl', 'pyarrow'))\n"
        "from bulletin_spider.export.writing import export\n"
        f"export(iter([{{}}]), {f'{tmp_path}/{name}'!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert says in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    for name in ("x.jsonl", "x.csv", "x.sqlite"):
        (tmp_path / "small").mkdir(exist_ok=True)
        code = (
            "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
            "from tests.archive.wordings import wording\n"
            "from bulletin_spider.export.writing import export\n"
            f"export((wording(n, '长' * 500) for n in range(500)), {str(tmp_path / 'small' / name)!r})"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.stderr.splitlines()[-1].startswith("bulletin_spider.exceptions.ExportFault"), done.stderr
        assert list((tmp_path / "small").iterdir()) == []


def test_a_target_in_a_place_of_the_wrong_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    (tmp_path / "y").write_text("")
    with pytest.raises(UsageFault, match="a directory is no file"):
        export(iter([]), f"{tmp_path}/x.csv", overwrite=True)
    with pytest.raises(UsageFault, match="a directory is no file"):
        export(iter([]), f"{tmp_path}/y/", overwrite=True)
    assert issubclass(ExportFault, Exception)


@pytest.mark.parametrize(
    ("name", "few", "many"),
    [(name, 300, 1200) for name in ("x.jsonl", "x.jsonl.gz", "x.csv", "x.sqlite", "x.md")]
    + [("x.atom", NEWEST, 2 * NEWEST)],
)
def test_memory_does_not_grow_with_what_is_exported(tmp_path: Path, name: str, few: int, many: int) -> None:
    def some(count: int) -> Iterator[dict[str, Any]]:
        for number in range(count):
            yield wording(number, f"{number}" * 100)

    def peak(count: int) -> int:
        tracemalloc.start()
        export(some(count), f"{tmp_path}/{name}", overwrite=True)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(many) < peak(few) * 1.2 + 300_000
