from __future__ import annotations

from bulletin_spider.web.bulletins.body import Paragraph, Table, body_parts, marked_body
from tests.archive.wordings import wording

ROWS = [["街道", "户数"], ["石桥镇", "298"]]


def test_table_takes_the_place_of_its_rows() -> None:
    table = {"paragraph": 1, "caption": "统计", "rows": ROWS}
    version = wording(1, paragraphs=["前。", "街道 | 户数", "石桥镇 | 298", "后。"], tables=[table])
    assert list(body_parts(version)) == [Paragraph(1, "前。"), Table(1, "统计", ROWS), Paragraph(4, "后。")]


def test_table_that_is_not_at_its_place_is_left_out() -> None:
    for start in (3, -1, 99):
        version = wording(
            1, paragraphs=["前。", "后。"], tables=[{"paragraph": start, "caption": None, "rows": ROWS}]
        )
        assert list(body_parts(version)) == [Paragraph(1, "前。"), Paragraph(2, "后。")]


def test_line_without_tables_has_paragraphs() -> None:
    version = {name: value for name, value in wording(1, "文。").items() if name != "tables"}
    assert list(marked_body(version)) == [
        {"kind": "paragraph", "number": 1, "parts": [{"text": "文。", "roles": ()}]}
    ]
