from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.comparison import size_of_change
from tests.archive.wordings import wording

TEXT = "全区推进老旧小区改造，加装电梯，补建停车位。"


@pytest.mark.parametrize(
    ("new", "size"),
    [
        ({}, 0),
        ({"paragraphs": [TEXT.replace("电梯", "楼梯")]}, 2),
        ({"paragraphs": [TEXT, "新的一段"]}, 4),
        ({"paragraphs": []}, len(TEXT)),
        ({"paragraphs": ["完全不同的另外一些文字"]}, len(TEXT) + 11),
        ({"title": "题目"}, 1),
        ({"source": "青澜报", "reporters": ["唐炜"]}, 0),
    ],
    ids=str,
)
def test_size_counts_characters_removed_and_added(new: dict[str, Any], size: int) -> None:
    assert size_of_change(wording(1, TEXT), wording(1, TEXT) | new) == size


def test_size_of_a_long_rewritten_text_is_bounded_in_time() -> None:
    old, new = (
        wording(1) | {"paragraphs": [sign * 5 for sign in signs]}
        for signs in ("甲乙" * 20_000, "丙丁" * 20_000)
    )
    assert size_of_change(old, new) == 2 * 5 * 40_000
