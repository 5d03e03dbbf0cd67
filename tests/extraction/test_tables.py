"""Data tables: which tables they are, the paragraph of each row, and cells with their spans resolved."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.contract.check import faults
from bulletin_spider.extraction import Content, extract
from bulletin_spider.extraction.document.reader import read_document
from bulletin_spider.markup.parsing import parse
from tests.conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from tables import FIXTURES, Verdict, precision_and_recall, verdicts

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(FIXTURES.glob("*.html"))
BEFORE, BEHIND = (
    "青渠区本周公布一批数据，供社会各界查阅和监督。",
    "以上数据由有关单位提供，如有疑问请来电咨询。",
)


def read(table: str, before: str = BEFORE, behind: str = BEHIND) -> Content:
    """Return the content of a page whose body is ``table`` between two paragraphs."""
    body = f"<p>{before}</p>{table}<p>{behind}</p>"
    page = (
        "<html><head><meta charset=utf-8><title>青渠区公布数据</title></head><body><h1>青渠区公布数据</h1>"
        f"<div>发布时间：2024-03-07 来源：区统计局</div><div class=content>{body}</div></body></html>"
    )
    return extract(page.encode(), "https://www.example.cn/xw/1.html")


def markup(*rows: str, attributes: str = "") -> str:
    """Return a table; the cells of a row are separated by ``;``."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row.split(";")) for row in rows)
    return f"<table {attributes}>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def rows_of(content: Content) -> list[str]:
    """Return the paragraphs between the first and the last."""
    assert (content.paragraphs[0], content.paragraphs[-1]) == (BEFORE, BEHIND)
    return content.paragraphs[1:-1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_tables_of_the_page_are_told_apart(page: Path) -> None:
    assert [verdict for verdict in verdicts(page) if verdict.is_data != verdict.read_as_data] == []


def test_fixtures_have_both_kinds_of_tables() -> None:
    found = [verdict for page in PAGES for verdict in verdicts(page)]
    assert sum(verdict.is_data for verdict in found) >= 30
    assert sum(not verdict.is_data for verdict in found) >= 30


def test_precision_and_recall_count_both_mistakes() -> None:
    right = Verdict("a", 1, is_data=True, read_as_data=True)
    found = [right, right._replace(is_data=False), right._replace(read_as_data=False)]
    assert precision_and_recall(found) == (0.5, 0.5)
    assert precision_and_recall([]) == (1.0, 1.0)


def test_row_is_one_paragraph_with_empty_cells() -> None:
    content = read(markup("序号;村; 面积 ;备注", "1;柳岸;;", "2;;8.3|9.1;续租"))
    assert rows_of(content) == ["序号 | 村 | 面积 | 备注", "1 | 柳岸 |  |", "2 |  | 8.3｜9.1 | 续租"]
    assert content.tables == [
        {
            "paragraph": 1,
            "caption": None,
            "rows": [["序号", "村", "面积", "备注"], ["1", "柳岸", "", ""], ["2", "", "8.3|9.1", "续租"]],
        }
    ]


def test_spanned_cell_is_in_its_first_row_only() -> None:
    table = (
        "<table><tr><td rowspan=2>镇</td><td colspan=2>人口</td></tr><tr><td>男</td><td>女</td></tr>"
        "<tr><td>青石</td><td>812</td><td>790</td></tr></table>"
    )
    content = read(table)
    assert rows_of(content) == ["镇 | 人口", "男 | 女", "青石 | 812 | 790"]
    assert content.tables[0]["rows"] == [["镇", "人口", "人口"], ["镇", "男", "女"], ["青石", "812", "790"]]


def test_layout_table_stays_prose() -> None:
    content = read("<table><tr><td>一张表格里的文字</td></tr><tr><td>另一行文字</td></tr></table>")
    assert rows_of(content) == ["一张表格里的文字", "另一行文字"]
    assert content.tables == []
    assert "tables" not in content.evidence


@pytest.mark.parametrize(
    ("caption", "expected", "paragraphs"),
    [
        ("<caption>面积表</caption>", "面积表", ["面积表", "村 | 亩", "柳岸 | 12", "石桥 | 8"]),
        ("<tr><th colspan=2>面积表</th></tr>", "面积表", ["面积表", "村 | 亩", "柳岸 | 12", "石桥 | 8"]),
        ("<tr><td colspan=2>单位：亩</td></tr>", None, ["单位：亩", "村 | 亩", "柳岸 | 12", "石桥 | 8"]),
        ("<tr><th>面积表</th></tr>", None, ["面积表", "村 | 亩", "柳岸 | 12", "石桥 | 8"]),
    ],
)
def test_caption_is_a_paragraph_above_the_rows(
    caption: str, expected: str | None, paragraphs: list[str]
) -> None:
    content = read(markup("村;亩", "柳岸;12", "石桥;8").replace("<table >", f"<table >{caption}"))
    assert rows_of(content) == paragraphs
    (table,) = content.tables
    assert table["caption"] == expected
    assert content.paragraphs[table["paragraph"]].split(" | ")[0] == table["rows"][0][0]


def test_rows_are_the_paragraphs_from_their_place_on() -> None:
    tables = markup("村;亩", "柳岸;12", "石桥;8"), markup("户主;人口", "何*;3", "周*;4")
    content = read(f"{tables[0]}<p>各户情况如下。</p>{tables[1]}")
    assert [table["paragraph"] for table in content.tables] == [1, 5]
    for table in content.tables:
        for number, row in enumerate(table["rows"]):
            assert content.paragraphs[table["paragraph"] + number] == " | ".join(row)


def test_cell_with_breaks_and_paragraphs_is_one_text() -> None:
    content = read(markup("岗位;条件", "教师;<p>本科</p><p>三十岁以下</p>", "护士;大专<br>有证书"))
    assert rows_of(content) == ["岗位 | 条件", "教师 | 本科 三十岁以下", "护士 | 大专 有证书"]


def test_row_without_text_is_no_paragraph() -> None:
    content = read(markup("村;亩", ";", "柳岸;12"))
    assert rows_of(content) == ["村 | 亩", "柳岸 | 12"]
    assert content.tables[0]["rows"] == [["村", "亩"], ["柳岸", "12"]]


@pytest.mark.parametrize(
    "cells",
    [
        "2024年3月5日;12",
        "来源;区民政局",
        "记者;何川",
        "责任编辑：何川;记者",
        "附件;无",
        "相关链接;无",
        "技术支持：青渠科技;无",
        "何川;（记者 周棠）",
    ],
)
def test_words_in_cells_are_no_information(cells: str) -> None:
    content = read(markup("项目;内容;数", "道路;改造;1", f"{cells};2", attributes="border=1"), behind="")
    assert content.paragraphs[1:] == ["项目 | 内容 | 数", "道路 | 改造 | 1", f"{cells};2".replace(";", " | ")]
    assert (content.date, content.source, content.reporters, content.editors, content.byline) == (
        "2024-03-07",
        "区统计局",
        [],
        [],
        None,
    )


def test_links_in_cells_stay_attachments() -> None:
    table = markup(
        "序号;申请表", "1;<a href='/f/1.docx'>申请表一.docx</a>", "2;<a href='/f/2.docx'>申请表二.docx</a>"
    )
    content = read(table)
    assert rows_of(content) == ["序号 | 申请表", "1 | 申请表一.docx", "2 | 申请表二.docx"]
    assert [file["name"] for file in content.attachments] == ["申请表一.docx", "申请表二.docx"]


def test_pictures_in_cells_are_kept() -> None:
    content = read(markup("照片;姓名;事迹", "<img src=/1.jpg>;何川;助人", "<img src=/2.jpg>;周棠;敬老"))
    assert rows_of(content)[1:] == ["| 何川 | 助人", "| 周棠 | 敬老"]
    assert [image["url"][-6:] for image in content.images] == ["/1.jpg", "/2.jpg"]


@pytest.mark.parametrize(
    ("markup_behind", "name"),
    [
        ("<img src=/1.jpg>", "images"),
        ("<a href=/1.docx>1.docx</a>", "attachments"),
        ("<iframe src=/1.pdf></iframe>", "embedded"),
        ("<input name=q>", "fields"),
    ],
)
def test_elements_behind_a_table_keep_their_place(markup_behind: str, name: str) -> None:
    table = markup("村;亩;户", "柳岸;12;3", "石桥;8;2")
    root = parse(f"<p>{BEFORE}</p>{table}<p>{markup_behind}</p><p>{BEHIND}</p>")
    assert root is not None
    document = read_document(root)
    ((place, *_),) = getattr(document, name)
    assert (place, document.lines[place - 1].text) == (4, "石桥 | 8 | 2")


def test_document_behind_a_table_is_an_attachment() -> None:
    rows = [f"村{number};{number};{number}" for number in range(40)]
    content = read(f"{markup(*rows)}<p><iframe src='/f/1.pdf'></iframe></p>")
    assert [file["url"][-8:] for file in content.attachments] == ["/f/1.pdf"]


def test_row_above_the_closing_day_is_no_headline() -> None:
    content = read(markup("村名;面积（亩）", "柳岸村;十二亩半", "合计面积;十二亩半"), behind="2024年3月6日")
    assert content.title == "青渠区公布数据"
    assert content.date == "2024-03-07"


def test_body_of_a_small_table_alone_is_read() -> None:
    content = read(markup("姓名;单位;成绩", "何*川;一中;81", "周*;二中;79"), "", "")
    assert content.paragraphs == ["姓名 | 单位 | 成绩", "何*川 | 一中 | 81", "周* | 二中 | 79"]


@pytest.mark.parametrize(
    ("cell", "is_bounded"),
    [
        ("<td rowspan=99999 colspan=99999>", True),
        ("<td colspan=1000>", True),
        ("<td colspan=0 rowspan=0>", True),
        ("<td rowspan=-1 colspan=x>", False),
        ("<td rowspan=1.5 colspan=０>", False),
    ],
)
def test_wrong_spans_give_a_bounded_table(cell: str, is_bounded: bool) -> None:
    many = "".join(f"<tr>{cell}长</td><td>{i}</td></tr>" for i in range(300))
    content = read(f"<table border=1>{many}</table>")
    assert len(rows_of(content)) == 300
    (table,) = content.tables
    assert sum(map(len, table["rows"])) <= 10 * 600 + 1000
    assert bool(content.warnings) == is_bounded


def test_long_text_is_not_repeated_a_thousand_times() -> None:
    long = "长" * 5000
    content = read(
        f"<table border=1><tr><td colspan=900>{long}</td><td>1</td></tr><tr><td>2</td><td>3</td></tr></table>"
    )
    assert sum(len(cell) for row in content.tables[0]["rows"] for cell in row) < 6000
    assert content.warnings == ["table: its cells span too much to be repeated, from paragraph 2 on"]


def test_span_ends_with_its_group_of_rows() -> None:
    table = (
        "<table><thead><tr><th rowspan=0>村</th><th>亩</th></tr><tr><th>数</th></tr></thead>"
        "<tbody><tr><td>柳岸</td><td>12</td></tr></tbody></table>"
    )
    assert read(table).tables[0]["rows"] == [["村", "亩"], ["村", "数"], ["柳岸", "12"]]


def test_tables_are_valid_in_the_contract() -> None:
    content = read(markup("村;亩", "柳岸;12", "石桥;"))
    line = {"tables": content.tables}
    assert [fault for fault in faults(line) if fault.startswith("tables")] == []


BORDERS = (
    "border:1px solid #000", "border: .5pt solid windowtext", "border-top:none;border-left:solid black 1.0pt", "BORDER-BOTTOM: 1px solid",
    "border-width: 1px; border-color: black", "border-top-style: solid", "width:60pt;border:solid windowtext 1.0pt",
)  # fmt: skip
NO_BORDERS = ("border:none", "border: 0px", "border:0", "border-collapse:collapse", "border-color:#000", "border-style:none", "border:medium none")  # fmt: skip


@pytest.mark.parametrize("style", [*BORDERS, *NO_BORDERS])
def test_borders_of_cells_mark_a_data_table(style: str) -> None:
    """Two rows of a label and a sentence are prose without borders."""
    rows = "".join(
        f"<tr><td style='{style}'>{label}</td><td>本科及以上学历，专业不限，年龄在35周岁以下。</td></tr>"
        for label in ("教师", "护士")
    )
    assert bool(read(f"<table>{rows}</table>").tables) == (style in BORDERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_tables_leave_headline_and_day_alone(page: Path) -> None:
    body = page.read_bytes()
    content = extract(body, "https://www.example.cn/xw/1.html")
    title = body.decode().partition("<title>")[2].partition("</title>")[0].removesuffix("_青渠区人民政府")
    assert content.title == title
    assert content.date == ("2024-03-07" if "2024-03-07" in body.decode() else None)
    assert not content.byline


def test_letter_of_a_mailbox_stays_cell_by_cell() -> None:
    page = FIXTURES / "letter_of_mailbox.html"
    content = extract(page.read_bytes(), "https://www.example.cn/xw/1.html")
    assert content.tables == []
    assert {"来信时间", "2024-03-01", "回复单位", "区住建局", "满意"} <= {*content.paragraphs}


def test_title_row_that_repeats_the_headline_is_the_caption() -> None:
    table = (
        "<table border=1><tr><td colspan=2>青渠区公布数据</td></tr><tr><td>村</td><td>亩</td></tr>"
        "<tr><td>柳岸</td><td>12</td></tr></table>"
    )
    content = read(table, "", "以上数据由各镇统计站提供，如有疑问请来电咨询。")
    assert content.paragraphs[:2] == ["村 | 亩", "柳岸 | 12"]
    assert content.tables == [
        {"paragraph": 0, "caption": "青渠区公布数据", "rows": [["村", "亩"], ["柳岸", "12"]]}
    ]
