from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.comparison import changed_sentence, diff_lines, difference, kinds_of_change
from bulletin_spider.normalization.fingerprint import CONTENT
from bulletin_spider.statuses import ChangedPart

TABLE = {"paragraph": 1, "caption": None, "rows": [["年", "元"], ["2026", "7"]]}
OLD: dict[str, Any] = {name: [] for name in CONTENT} | {
    "title": "区长调研",
    "date": "2026-09-28",
    "source": None,
    "byline": None,
    "paragraphs": ["会议听取了老旧小区改造工作情况的汇报，投资三十亿元。", "年 | 元", "2026 | 7"],
    "tables": [TABLE],
    "attachments": [{"url": "http://x/1.pdf", "name": "表", "state": "kept", "digest": "a"}],
}


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, set()),
        ({"title": "区长视察"}, {ChangedPart.HEADLINE}),
        ({"title": "区长2次调研"}, {ChangedPart.HEADLINE, ChangedPart.FIGURES}),
        ({"date": "2026-09-29"}, {ChangedPart.DAY}),
        ({"reporters": ["周棠"], "byline": "记者 周棠"}, {ChangedPart.PEOPLE}),
        ({"source": "青澜报"}, {ChangedPart.SOURCE}),
        ({"section": "通知"}, {ChangedPart.SECTION}),
        ({"document": {"issuer": "区政府"}}, {ChangedPart.DOCUMENT_CARD}),
        ({"images": [{"url": "http://x/a.png", "caption": None}]}, {ChangedPart.PICTURE}),
        ({"attachments": []}, {ChangedPart.ATTACHMENT}),
        ({"attachments": [OLD["attachments"][0] | {"digest": "b"}]}, {ChangedPart.ATTACHMENT}),
        ({"paragraphs": [*OLD["paragraphs"], "另外还有一段。"]}, {ChangedPart.PARAGRAPH_ADDED}),
        ({"paragraphs": OLD["paragraphs"][1:], "tables": [TABLE | {"paragraph": 0}]}, {ChangedPart.PARAGRAPH_REMOVED}),
        ({"paragraphs": [OLD["paragraphs"][0].replace("三十", "五十"), *OLD["paragraphs"][1:]]}, {ChangedPart.FIGURES}),
        ({"paragraphs": [OLD["paragraphs"][0].replace("老旧", "破旧"), *OLD["paragraphs"][1:]]}, {ChangedPart.WORDING}),
        (
            {"paragraphs": [*OLD["paragraphs"][:2], "2026 | 8"], "tables": [TABLE | {"rows": [["年", "元"], ["2026", "8"]]}]},
            {ChangedPart.TABLE, ChangedPart.FIGURES},
        ),
    ],
)  # fmt: skip
def test_kinds_are_what_differs(change: dict[str, Any], kinds: set[ChangedPart]) -> None:
    assert kinds_of_change(OLD, OLD | change) == kinds


def test_version_of_an_earlier_release_is_compared() -> None:
    old = {name: OLD[name] for name in CONTENT}
    assert kinds_of_change(old, old | {"title": "区长视察"}) == {ChangedPart.HEADLINE}


NAMES = st.lists(st.text("唐炜何川", min_size=2, max_size=3), max_size=2)
VERSIONS = st.fixed_dictionaries(
    dict.fromkeys(("reporters", "correspondents", "photographers", "editors"), NAMES)
    | {name: st.none() | st.text("青澜报", min_size=1) for name in ("source", "byline")}
    | {"title": st.text("区长2调研", min_size=1), "date": st.sampled_from(["2026-09-28", "2026-09-29"])}
    | {"paragraphs": st.lists(st.text("会议12三。，ab\ud800\u0301", min_size=1, max_size=30), max_size=8)}
    | {"images": st.just([]), "attachments": st.just([])}
)


@given(VERSIONS, VERSIONS)
def test_whatever_differs_has_kind_and_line(old: dict[str, Any], new: dict[str, Any]) -> None:
    differs, differing = old != new, difference(old, new)
    assert bool(differing) == bool(kinds_of_change(old, new)) == bool(list(diff_lines(old, new))) == differs
    assert bool(changed_sentence(old, new)) == (not differing.keys().isdisjoint({"title", "paragraphs"}))
