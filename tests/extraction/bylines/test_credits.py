"""Labels are read as roles, and each label ends the names of the one before."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction.bylines.credits import read_credits


@pytest.mark.parametrize(
    ("text", "reporters", "photographers", "editors", "source"),
    [
        ("责任编辑：何欢审核：林溪监制：方正", [], [], ["何欢"], None),
        ("编辑：何欢发布时间：2025-01-01", [], [], ["何欢"], None),
        ("记者：方正来源：河湾发布", ["方正"], [], [], "河湾发布"),
        ("来源：河湾发布记者：方正", ["方正"], [], [], "河湾发布"),
        ("文：方正图：林溪编辑：何欢", ["方正"], ["林溪"], ["何欢"], None),
        ("记者：发布时间：2025-01-01 来源：本网", [], [], [], "本网"),
        ("责任编辑：浏览次数：12", [], [], [], None),
        ("策划丨何欢 记者丨方正 编辑丨林溪", ["方正"], [], ["林溪"], None),
        ("文｜方正 图｜林溪", ["方正"], ["林溪"], [], None),
    ],
)
def test_label_ends_at_the_next_label(
    text: str, reporters: list[str], photographers: list[str], editors: list[str], source: str | None
) -> None:
    found = read_credits(text)
    assert (found.reporters, found.photographers, found.editors, found.source) == (
        reporters,
        photographers,
        editors,
        source,
    )


def test_label_without_value_gives_no_name() -> None:
    assert read_credits("2025年04月07日 17:19 责编：何欢 点击：").editors == ["何欢"]
    assert read_credits("责任编辑：何欢 / 编发：林溪").editors == ["何欢"]
    found = read_credits("来源：云溪科普 作者：责任编辑：何欢")
    assert (found.authors, found.editors) == ([], ["何欢"])
    found = read_credits("记者：责任编辑：何欢")
    assert (found.reporters, found.editors) == ([], ["何欢"])
    assert read_credits("撰稿、编辑：何欢").authors == ["何欢"]


def test_source_of_a_credit_line_is_no_person() -> None:
    found = read_credits("来源：江城日报官方微信/编辑：何欢/审核：林溪")
    assert found.source == "江城日报官方微信"
    assert found.editors == ["何欢"]
    assert found.reporters == []


@pytest.mark.parametrize(
    ("text", "reporters", "photographers"),
    [
        ("采写：林溪", ["林溪"], []),
        ("采写：本报记者 林溪 何欢", ["林溪", "何欢"], []),
        ("采写/云溪日报记者 林溪", ["林溪"], []),
        ("本版采写：林溪 何欢", ["林溪", "何欢"], []),
        ("采写：林溪 摄影：何欢", ["林溪"], ["何欢"]),
        ("采写/摄影：林溪", ["林溪"], ["林溪"]),
        ("摄影、报道：林溪", ["林溪"], ["林溪"]),
        ("林溪 摄影报道", ["林溪"], ["林溪"]),
        ("江城市公安局交警支队宣传科 林溪 摄", [], ["林溪"]),
        ("江城市公安局交警支队宣传科林溪 摄", [], ["林溪"]),
        ("文/林溪 图/江城市公安局交警支队宣传科 何欢", ["林溪"], ["何欢"]),
    ],
)
def test_who_researched_or_took_pictures(text: str, reporters: list[str], photographers: list[str]) -> None:
    found = read_credits(text)
    assert (found.reporters, found.photographers, found.authors) == (reporters, photographers, [])
    assert found.leftover == 0


@pytest.mark.parametrize(
    "text",
    [
        "作者：林溪",
        "作者 林溪",
        "林溪/撰文",
        "撰稿：林溪",
        "执笔人：林溪",
        "整理：林溪",
        "林溪 整理",
        "文字整理：林溪",
    ],
)
def test_person_who_wrote_is_an_author(text: str) -> None:
    found = read_credits(text)
    assert (found.authors, found.reporters, found.others) == (["林溪"], [], [])


@pytest.mark.parametrize(
    "text",
    [
        "作者：区融媒体中心",
        "作者：管理员",
        "作者：滨江小荷",
        "作者单位：云溪区财政局",
        "作者：本报记者 林溪",
        "信息员：林溪",
    ],
)
def test_office_pen_name_and_reporter_are_no_authors(text: str) -> None:
    assert read_credits(text).authors == []
