"""Kinds of lines: page tools and greetings, and text that uses the same words."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction.document.line_classifier import line_kind
from bulletin_spider.extraction.document.line_kinds import LineKind


@pytest.mark.parametrize(
    "text",
    [
        "1、小小阅读角", "3. 手机大礼", "二、扫码关注", "（1）微信转发", "联系电话：13800000000（同微信）", "微信：13812345678",
        "欢迎广大师生积极投稿，不吝赐稿。", "欢迎大家踊跃参加！", "010-60001234（微信、手机）",
    ],
)  # fmt: skip
def test_text_with_tool_words_is_text(text: str) -> None:
    """List items, phone numbers and invitations are text."""
    assert line_kind(text) is LineKind.TEXT


@pytest.mark.parametrize(
    "text",
    ["欢迎您访问河湾区人民政府网站。", "欢迎光临", "欢迎来到河湾网！", "1 2 3 4 下一页 尾页", "打印 关闭", "【字号：大 中 小】 打印 12"],
)  # fmt: skip
def test_page_tools_and_greetings_are_no_text(text: str) -> None:
    assert line_kind(text) is not LineKind.TEXT
