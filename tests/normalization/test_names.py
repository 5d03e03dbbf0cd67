"""Names: padded, glued, compound, and the words that are none."""

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
def test_names_are_parted_rightly(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    "text",
    ["记者", "编辑部", "区融媒体中心", "教育局", "某某日报社", "admin", "佚名", "原创", "本网", "手记"],
)
def test_offices_and_words_are_no_names(text: str) -> None:
    assert not is_name(text, labelled=True)


def test_a_label_lets_pen_names_pass_and_their_absence_does_not() -> None:
    assert is_name("小满", labelled=True)
    assert not is_name("小满")


def test_an_office_is_told_by_its_words_or_its_end() -> None:
    assert is_office("区融媒体中心")
    assert is_office("教育局")
    assert not is_office("方正")


@given(st.text(max_size=300))
def test_any_text_gives_clean_names(text: str) -> None:
    for name in split_names(text):
        assert 2 <= len(name) <= 40
        assert not any(character.isspace() for character in name)
