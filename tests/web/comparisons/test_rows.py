from __future__ import annotations

import pytest

from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.web.comparisons.rows import (
    MOST_CHANGES,
    Gap,
    Row,
    RowKind,
    compared_texts,
    first_rows,
    with_context,
)

FIRST, SECOND, THIRD = "第一段说明情况。", "预计惠及居民300户，年内完成。", "第三段是下一步安排。"


def rows(old: list[str], new: list[str]) -> list[Row]:
    return list(compared_texts(old, new, Budget()))


def sides(found: list[Row]) -> tuple[list[str], list[str]]:
    """Return what both sides of the rows show."""
    old = ["".join(part.old for part in row.parts) for row in found if row.old is not None]
    new = ["".join(part.new for part in row.parts) for row in found if row.new is not None]
    return old, new


def test_edited_paragraph_is_beside_its_old_text() -> None:
    found = rows([FIRST, SECOND], [FIRST, SECOND.replace("300", "320"), THIRD])
    assert [(row.kind, row.old, row.new) for row in found] == [
        (RowKind.EQUAL, 1, 1),
        (RowKind.EDITED, 2, 2),
        (RowKind.ADDED, None, 3),
    ]
    assert [tuple(part) for part in found[1].parts if not part.is_equal] == [("300", "320")]


def test_rewritten_paragraph_is_replaced() -> None:
    (found,) = rows(["甲乙丙丁戊己庚辛"], ["完全不同的另一段文字内容"])
    assert (found.kind, found.old, found.new, len(found.parts)) == (RowKind.REPLACED, 1, 1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([], []),
        ([], [FIRST]),
        ([FIRST], []),
        ([FIRST, SECOND, THIRD], [THIRD, SECOND, FIRST]),
        ([FIRST] * 5, [FIRST] * 3 + [SECOND] * 2),
        ([f"{number}{SECOND}" for number in range(40)], [f"{number}{SECOND}" for number in range(20, 60)]),
        (["a", "", "b"], ["", "a", "", "c"]),
    ],
)
def test_both_sides_are_whole_and_in_order(old: list[str], new: list[str]) -> None:
    found = rows(old, new)
    assert sides(found) == (old, new)
    assert [row.old for row in found if row.old] == [*range(1, len(old) + 1)]
    assert [row.new for row in found if row.new] == [*range(1, len(new) + 1)]


def test_equal_rows_far_from_changes_are_a_gap() -> None:
    old = [f"第{number}段" for number in range(10)]
    found = list(with_context(rows(old, [*old[:5], "新的内容在此", *old[5:]]), 1))
    assert [one if isinstance(one, Gap) else one.new for one in found] == [Gap(4), 5, 6, 7, Gap(4)]


def test_one_equal_row_is_no_gap() -> None:
    old = ["甲段文字", "乙段文字"]
    assert not any(isinstance(one, Gap) for one in with_context(rows(old, [*old, "丁段新的文字"]), 1))


def test_no_change_is_one_gap() -> None:
    assert list(with_context(rows([FIRST, SECOND], [FIRST, SECOND]), 1)) == [Gap(2)]


def test_rows_end_at_the_bound_of_a_page() -> None:
    old = [f"第{number}段的文字内容" for number in range(MOST_CHANGES + 20)]
    compared = compared_texts(old, [one.replace("文字", "新的") for one in old], Budget())
    found, is_cut = first_rows(compared)
    assert (len(found), is_cut) == (MOST_CHANGES, True)
    assert first_rows(iter(found[:-1])) == (found[:-1], False)
    assert first_rows(iter(found)) == (found, False)
