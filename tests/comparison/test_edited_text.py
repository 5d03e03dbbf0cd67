from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.comparison.alignment import Budget, differing_ranges
from bulletin_spider.comparison.edited_text import edited, stretches

TEXT = st.text(st.sampled_from("中国共产党。，2026 abe\u0301\u200d\ud800|"), max_size=60)
LONG_TEXT = st.lists(st.sampled_from(["会议听取了汇报。", "12,345", "区长", "，", "万"]), max_size=900).map(
    "".join
)
ENTRIES = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=30)


def shown(old: str, new: str) -> str:
    return "".join(
        one.old if one.is_equal else f"[-{one.old}-]" * bool(one.old) + f"{{+{one.new}+}}" * bool(one.new)
        for one in stretches(old, new, Budget())
    )


@given(TEXT | LONG_TEXT, TEXT | LONG_TEXT, st.sampled_from([0, 1_000_000]))
def test_stretches_rebuild_both_texts(old: str, new: str, steps: int) -> None:
    parts = stretches(old, new, Budget(steps))
    assert "".join(one.old for one in parts) == old
    assert "".join(one.new for one in parts) == new


@given(LONG_TEXT, LONG_TEXT, LONG_TEXT, LONG_TEXT)
def test_stretches_rebuild_related_texts(start: str, old: str, new: str, end: str) -> None:
    parts = stretches(start + old + end, start + new + end, Budget())
    assert "".join(one.old for one in parts) == start + old + end
    assert "".join(one.new for one in parts) == start + new + end


@given(TEXT, TEXT)
def test_edited_stretches_differ(old: str, new: str) -> None:
    parts = stretches(old, new, Budget())
    assert not any(one.is_equal == two.is_equal for one, two in pairwise(parts))


@given(ENTRIES, ENTRIES, st.sampled_from([0, 1_000_000]))
def test_ranges_rebuild_the_new_entries(old: list[str], new: list[str], steps: int) -> None:
    rebuilt, at = [], 0
    for one in differing_ranges(old, new, Budget(steps)):
        rebuilt += old[at : one.start] + new[one.from_ : one.to]
        at = one.end
    assert rebuilt + old[at:] == new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("投资12,345万元", "投资13,345万元", "投资[-12,345-]{+13,345+}万元"),
        ("3月15日开工", "3月16日开工", "3月[-15-]{+16+}日开工"),
        ("每人一百二十元为限", "每人一百五十元为限", "每人[-一百二十-]{+一百五十+}元为限"),
        ("他说，我走了以后", "他讲，我跑了以后", "他[-说，我走-]{+讲，我跑+}了以后"),
        ("第1届通知", "第1届的通知", "第1届{+的+}通知"),
        ("共2名代表参加会议", "共20名代表参加会议", "共[-2-]{+20+}名代表参加会议"),
        ("cafe与茶都有", "cafe\u0301与茶都有", "caf[-e-]{+e\u0301+}与茶都有"),
    ],
)
def test_change_is_whole(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_rewritten_text_is_not_edited() -> None:
    old, new = "下一步，区里将继续推进绿道建设。", "各镇街的积水点在雨后一个月内改造完毕。"
    assert edited(old, new, Budget()) is None


def test_edits_of_a_long_text_are_found() -> None:
    sentences = [
        f"第{number}项工作由第{number * 7}组负责，资金为{number * 13}万元。" for number in range(20_000)
    ]
    old = "".join(sentences)
    sentences[3] = "第3项工作由第21组负责，资金为40万元。"
    sentences[10_000:10_000] = ["这一项是后来加的。"]
    del sentences[19_000]
    edits = [one for one in stretches(old, "".join(sentences), Budget()) if not one.is_equal]
    assert edits[0] == ("39", "40")
    assert edits[1] == ("", "这一项是后来加的。")
    assert len(edits) == 3


def test_long_text_without_signs_is_divided() -> None:
    old = "".join(f"{number:x}" for number in range(300_000))
    new = f"zz{old[:1_000]}zz{old[1_000:-7]}zz{old[-7:]}"
    assert sum(not one.is_equal for one in stretches(old, new, Budget())) == 3


def test_equal_characters_of_one_paragraph_are_kept() -> None:
    old = "中" * 10_000
    assert [len(one.old) for one in stretches(old, old[:-1] + "国", Budget())] == [9_999, 1]


def test_exhausted_budget_shows_texts_replaced() -> None:
    old, new = "甲乙丙丁" * 600, "丁丙乙甲" * 600
    assert [one.is_equal for one in stretches(old, new, Budget(0))] == [False]
