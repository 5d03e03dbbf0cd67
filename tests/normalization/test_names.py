"""Names are found padded, joined or compound, and other words are no names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.normalization.names import is_name, is_office, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("方正", ["方正"]),
        ("方正 林溪", ["方正", "林溪"]),
        ("方正、林溪，何欢", ["方正", "林溪", "何欢"]),
        ("袁 勇 朱 琳", ["袁勇", "朱琳"]),
        ("张 胜 男", ["张胜男"]),
        ("曾  强", ["曾强"]),
        ("许鹏程 王 泽 赵娜", ["许鹏程", "王泽", "赵娜"]),
        ("李红欢张良", ["李红欢", "张良"]),
        ("王小明李晓红", ["王小明", "李晓红"]),
        ("诸葛万 欧阳娜娜", ["诸葛万", "欧阳娜娜"]),
        ("铁力克·叶力满", ["铁力克·叶力满"]),
        ("何欢(QN0005)", ["何欢"]),
        ("方正　林溪", ["方正", "林溪"]),
        ("方正 方正", ["方正"]),
        ("", []),
        ("融媒体中心", []),
        ("区文明办 宣传部", []),
        ("从新华社获悉", []),
        ("U031", []),
        ("教学教务部", []),
        ("张掖路小学", []),
        ("河湾区", []),
        ("石羊农场", []),
        ("李文科 张小园", ["李文科", "张小园"]),
    ],
)
def test_text_is_split_into_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    "text",
    ["记者", "编辑部", "区融媒体中心", "教育局", "某某日报社", "admin", "佚名", "原创", "本网", "手记"],
)
def test_offices_and_words_are_no_names(text: str) -> None:
    assert not is_name(text, labelled=True)


def test_pen_name_needs_a_label() -> None:
    assert is_name("小满", labelled=True)
    assert not is_name("小满")


def test_office_is_known_by_word_or_end() -> None:
    assert is_office("区融媒体中心")
    assert is_office("教育局")
    assert not is_office("方正")


@given(st.text(max_size=300))
def test_names_of_any_text_are_clean(text: str) -> None:
    for name in split_names(text):
        assert 2 <= len(name) <= 40
        assert not any(character.isspace() for character in name)
