from __future__ import annotations

from typing import Any

from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.web.comparisons.rows import RowKind
from bulletin_spider.web.comparisons.tables import ComparedTable, compared_tables

ROWS = [["街道", "户数"], ["石桥镇", "298"], ["柳荫街道", "410"], ["湖滨街道", "77"]]


def table(rows: list[list[str]], caption: str | None = None) -> dict[str, Any]:
    return {"paragraph": 0, "caption": caption, "rows": rows}


def compared(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[ComparedTable]:
    return list(compared_tables(old, new, Budget()))


def test_only_the_changed_cell_differs() -> None:
    new = [*ROWS[:2], ["柳荫街道", "412"], ROWS[3]]
    (found,) = compared([table(ROWS)], [table(new)])
    assert [row.kind for row in found.rows] == [RowKind.EQUAL, RowKind.EQUAL, RowKind.EDITED, RowKind.EQUAL]
    cells = [[tuple(part) for part in cell] for cell in found.rows[2].cells]
    assert cells == [[("柳荫街道", "柳荫街道")], [("410", "412")]]


def test_rows_are_inserted_and_removed() -> None:
    (found,) = compared([table(ROWS)], [table([ROWS[0], ["青山镇", "5"], *ROWS[2:]])])
    assert found.kind is RowKind.EDITED
    assert {row.kind for row in found.rows} <= {RowKind.EQUAL, RowKind.EDITED, RowKind.REMOVED, RowKind.ADDED}
    assert [row.new for row in found.rows if row.new] == [1, 2, 3, 4]
    assert [row.old for row in found.rows if row.old] == [1, 2, 3, 4]


def test_a_new_column_leaves_the_others_equal() -> None:
    wider = [[*row, "备注"] for row in ROWS]
    (found,) = compared([table(ROWS)], [table(wider)])
    for row, old in zip(found.rows, ROWS, strict=True):
        assert [tuple(cell[0]) for cell in row.cells] == [*((text, text) for text in old), ("", "备注")]


def test_a_new_table_does_not_shift_the_others() -> None:
    other = table([["编号", "名称"], ["A1", "绿道"]], "附表")
    found = compared([table(ROWS)], [other, table(ROWS)])
    assert [(one.kind, one.old, one.new) for one in found] == [
        (RowKind.ADDED, None, 1),
        (RowKind.EQUAL, 1, 2),
    ]


def test_caption_is_compared_too() -> None:
    (found,) = compared(
        [table(ROWS, "二〇二五年各街道户数统计表")], [table(ROWS, "二〇二六年各街道户数统计表")]
    )
    assert found.kind is RowKind.EDITED
    assert any(not part.is_equal for part in found.caption)


def test_uneven_and_empty_rows_are_compared() -> None:
    (found,) = compared([table([[], ["甲"], ["乙", "丙", "丁"]])], [table([["甲", "戊"], [], ["丁"]])])
    assert sum(row.old is not None for row in found.rows) == 3
    assert sum(row.new is not None for row in found.rows) == 3
