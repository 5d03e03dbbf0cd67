from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.comparison import Marks, changed_sentence
from bulletin_spider.normalization.fingerprint import CONTENT

EMPTY: dict[str, Any] = {name: [] for name in CONTENT} | {
    "title": "标题",
    "date": "2026-09-28",
    "source": None,
}


def of_paragraphs(old: list[str], new: list[str]) -> str:
    return changed_sentence(EMPTY | {"paragraphs": old}, EMPTY | {"paragraphs": new})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["一段。", "先开会。投资3亿元，明年开工。再会。"], ["一段。", "先开会。投资5亿元，明年开工。再会。"], "投资[-3-]{+5+}亿元，明年开工。"),
        (["一段。"], ["一段。", "二段是新的。"], "{+二段是新的。+}"),
        (["一段。", "二段没有了。"], ["一段。"], "[-二段没有了。-]"),
        (["甲乙丙丁。"], ["子丑寅卯。"], "[-甲乙丙丁。-]{+子丑寅卯。+}"),
    ],
)  # fmt: skip
def test_first_changed_sentence_is_shown(old: list[str], new: list[str], expected: str) -> None:
    assert of_paragraphs(old, new) == expected


def test_sentence_of_the_title_comes_first() -> None:
    old = EMPTY | {"title": "区长到石桥镇调研", "paragraphs": ["甲。"]}
    new = EMPTY | {"title": "区长到石桥镇视察", "paragraphs": ["乙。"]}
    assert changed_sentence(old, new, Marks(("<", ">"), ("(", ")"))) == "区长到石桥镇<调研>(视察)"


def test_other_fields_have_no_sentence() -> None:
    assert changed_sentence(EMPTY, EMPTY | {"reporters": ["周棠"], "tables": [{}]}) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲" * 5_000 + "乙" + "丙" * 5_000, "甲" * 5_000 + "丁" + "丙" * 5_000),
        ("甲" * 5_000, "乙" * 9_000),
        ("", "新" * 5_000),
        (
            "".join(f"{n}甲乙丙丁戊己庚，" for n in range(900)),
            "".join(f"{n}甲乙子丑戊己庚，" for n in range(900)),
        ),
    ],
)
def test_long_sentence_is_shortened(old: str, new: str) -> None:
    shown = changed_sentence(
        EMPTY | {"paragraphs": [old] if old else []}, EMPTY | {"paragraphs": [new]}, Marks(("", ""), ("", ""))
    )
    assert 0 < len(shown) <= 300
    assert "…" in shown
