from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.comparison import COLOURED, diff_lines, difference
from bulletin_spider.normalization.fingerprint import CONTENT

EMPTY: dict[str, Any] = {name: [] for name in CONTENT} | {
    "title": "标题",
    "date": "2026-09-28",
    "source": None,
    "byline": None,
}


def test_equal_versions_have_no_difference() -> None:
    assert difference(EMPTY, dict(EMPTY)) == {}
    assert list(diff_lines(EMPTY, EMPTY)) == []


def test_edited_paragraph_shows_changed_characters() -> None:
    old = EMPTY | {"paragraphs": ["一段不变。", "会议听取了老旧小区改造工作情况的汇报。"]}
    new = EMPTY | {"paragraphs": ["一段不变。", "会议专题听取了老旧小区改造情况的汇报。"]}
    assert list(diff_lines(old, new)) == [
        "paragraphs:",
        "  ~ 会议{+专题+}听取了老旧小区改造[-工作-]情况的汇报。",
    ]
    assert difference(old, new)["paragraphs"][0].at == 1


def test_state_of_a_file_is_no_difference() -> None:
    old = EMPTY | {"attachments": [{"url": "http://x/1.pdf", "name": "表", "state": "owed"}]}
    kept = {"url": "http://x/1.pdf", "name": "表", "state": "kept", "size": 7}
    assert difference(old, EMPTY | {"attachments": [kept]}) == {}
    assert list(difference(old, EMPTY | {"attachments": [kept | {"name": "申报表"}]})) == ["attachments"]


def test_different_paragraph_is_one_removed_one_added() -> None:
    old = EMPTY | {"paragraphs": ["下一步，区里将继续推进绿道建设。"]}
    new = EMPTY | {"paragraphs": ["联系电话：62345678"]}
    assert list(diff_lines(old, new)) == [
        "paragraphs:",
        "  - [-下一步，区里将继续推进绿道建设。-]",
        "  + {+联系电话：62345678+}",
    ]


@pytest.mark.parametrize(
    ("field", "old", "new", "lines"),
    [
        ("title", "区长调研", "区长到石桥镇调研", ["  ~ 区长{+到石桥镇+}调研"]),
        ("source", None, "青澜报", ["  + {+青澜报+}"]),
        ("reporters", ["唐一鸣", "周棠"], ["周棠"], ["  - [-唐一鸣-]"]),
        (
            "images",
            [],
            [{"url": "http://x/a.png", "caption": None}],
            ["  + {+{'url': 'http://x/a.png', 'caption': None}+}"],
        ),
    ],
)
def test_every_field_is_compared(field: str, old: Any, new: Any, lines: list[str]) -> None:
    assert list(diff_lines(EMPTY | {field: old}, EMPTY | {field: new})) == [f"{field}:", *lines]


def test_colours_replace_marks() -> None:
    lines = list(diff_lines(EMPTY | {"title": "区长调研"}, EMPTY | {"title": "区长视察"}, COLOURED))
    assert lines[1] == "  ~ 区长\x1b[31;9m调研\x1b[0m\x1b[32m视察\x1b[0m"


def test_card_and_section_are_compared() -> None:
    old = EMPTY | {"document": None, "attachments": [{"url": "http://x/1.pdf", "name": "表"}]}
    new = EMPTY | {
        "document": {"document_number": "青政发〔2026〕12号", "issuer": None},
        "section": "通知",
        "attachments": [{"url": "http://x/1.pdf", "name": "表", "kind": "document"}],
    }
    assert list(diff_lines(old, new)) == [
        "document:",
        "  + {+document_number: 青政发〔2026〕12号+}",
        "section:",
        "  + {+通知+}",
    ]
