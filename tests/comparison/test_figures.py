from __future__ import annotations

import pytest

from bulletin_spider.comparison import kinds_of_change
from bulletin_spider.comparison.figures import figures_of
from bulletin_spider.statuses import ChangedPart
from tests.archive.wordings import wording


@pytest.mark.parametrize(
    "text",
    [
        "统一部署", "一些地方", "万达广场", "三农工作", "十分重要", "五一假期", "另一个公告", "每一次", "万一下雨", "一一落实",
        "千家万户", "千万不要大意", "三亚", "五位一体", "万家灯火", "百年大计", "四川", "三三两两", "国庆十一黄金周", "六一儿童节",
        "响应七号召唤", "一点希望", "两江新区", "百分百",
    ],
)  # fmt: skip
def test_words_with_numerals_are_no_figures(text: str) -> None:
    assert figures_of(text).strong == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("第一次会议", ["第一"]),
        ("投资三十亿元", ["三十亿"]),
        ("增长百分之五", ["百分之五"]),
        ("三分之二的居民", ["三分之二"]),
        ("1,557万元，增长4.1%", ["1,557万", "4.1%"]),
        ("两个项目", ["两"]),
        ("二〇二六年九月", ["二〇二六", "九"]),
        ("党的二十大", ["二十"]),
        ("十分钟", ["十"]),
        ("十一个街道", ["十一"]),
        ("千万元", ["千万"]),
        ("３０户", ["３０"]),
        ("9:30开始", ["9:30"]),
        ("三等奖", ["三"]),
    ],
)
def test_numerals_that_count_are_figures(text: str, figures: list[str]) -> None:
    assert figures_of(text).strong == figures


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("公告", "另一个", {ChangedPart.WORDING}),
        ("建设一个", "建设两个", {ChangedPart.FIGURES}),
        ("百名", "千名", {ChangedPart.FIGURES}),
        ("第一次", "第二次", {ChangedPart.FIGURES}),
        ("统一", "同步", {ChangedPart.WORDING}),
        ("五一", "十一", {ChangedPart.WORDING}),
        ("3万", "3亿", {ChangedPart.FIGURES}),
        ("300户", "320家", {ChangedPart.FIGURES, ChangedPart.WORDING}),
    ],
)
def test_figures_are_parted_from_words(old: str, new: str, kinds: set[ChangedPart]) -> None:
    before, after = (f"区里今天发布消息，经过研究决定{text}道路养护项目，请居民知晓。" for text in (old, new))
    assert kinds_of_change(wording(1, before), wording(1, after)) == kinds
