from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.watches.definition import Watch
from bulletin_spider.watches.matching import ROLES, Matcher
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path


def is_hit(archive: Path, version: dict[str, Any], **conditions: Any) -> bool:
    return Matcher(Layout(archive), Watch("w", **conditions)).hit(version) is not None


def edited(archive: Path, before: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Publish a version and its edit, and return the edit."""
    after = before | {"change": "revised", "revision": 2} | fields
    put(archive, before, after)
    return after


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("养老", True),
        ("養老", False),
        ("养老 补贴", True),
        ("养老 公园", False),
        ("公园 OR 养老", True),
        ("养老 -补贴", False),
        ('"养老 服务"', False),
        ("ａｉ", True),
        ("", True),
        ("题目", True),
    ],
)
def test_words_have_the_syntax_of_search(tmp_path: Path, words: str, expected: bool) -> None:
    assert is_hit(tmp_path, wording(1, "居家养老服务补贴 AI", title="题目"), words=words) is expected


def test_every_condition_must_hold(tmp_path: Path) -> None:
    version = wording(1, "养老", reporters=["王洋"])
    right = {"words": "养老", "channels": ("要闻",), "people": ("王洋",), "kinds": ("new",)}
    assert is_hit(tmp_path, version, **right)
    for wrong in (
        {"words": "公园"},
        {"channels": ("公告",)},
        {"people": ("李明",)},
        {"kinds": ("withdrawn",)},
    ):
        assert not is_hit(tmp_path, version, **(right | wrong))


@pytest.mark.parametrize("role", ROLES)
def test_person_counts_in_any_role(tmp_path: Path, role: str) -> None:
    assert is_hit(tmp_path, wording(1, **{role: ["王洋"]}), people=("王 洋",))


def test_edit_that_takes_words_out_is_a_hit(tmp_path: Path) -> None:
    after = edited(tmp_path, wording(1, "养老", reporters=["王洋"]), paragraphs=["公园"], reporters=[])
    assert is_hit(tmp_path, after, words="养老")
    assert is_hit(tmp_path, after, people=("王洋",))
    assert not is_hit(tmp_path, after, words="道路")


def test_hit_has_the_version_before(tmp_path: Path) -> None:
    before = wording(1, "养老")
    hit = Matcher(Layout(tmp_path), Watch("w")).hit(edited(tmp_path, before, paragraphs=["公园"]))
    assert hit is not None
    assert hit.previous == before


def test_reread_version_is_no_hit(tmp_path: Path) -> None:
    assert not is_hit(tmp_path, edited(tmp_path, wording(1, "养老"), change="reread"), words="养老")


TABLE = {"paragraph": 0, "caption": None, "rows": [["养老", "b"]]}
FILE = {"url": "http://x.gov.cn/a.pdf", "name": "a", "kind": "document", "state": "kept", "digest": "1" * 64}


@pytest.mark.parametrize(
    ("fields", "kinds", "expected"),
    [
        ({"attachments": [FILE]}, ("attachment",), True),
        ({"attachments": [FILE]}, ("table",), False),
        ({"attachments": [FILE]}, ("withdrawn", "attachment"), True),
        ({"attachments": [FILE]}, ("revised",), True),
        ({"tables": [TABLE]}, ("table",), True),
        ({"title": "新题"}, ("headline",), True),
    ],
)
def test_part_of_an_edit_is_a_kind(
    tmp_path: Path,
    fields: dict[str, Any],
    kinds: tuple[str, ...],
    expected: bool,
) -> None:
    assert is_hit(tmp_path, edited(tmp_path, wording(1, "养老"), **fields), kinds=kinds) is expected


def test_line_without_texts_is_no_hit(tmp_path: Path) -> None:
    assert not is_hit(tmp_path, wording(1, images=[{}], byline=3), words="养老")


def test_withdrawn_version_matches_by_its_last_wording(tmp_path: Path) -> None:
    gone = edited(tmp_path, wording(1, "养老"), change="withdrawn")
    assert is_hit(tmp_path, gone, words="养老", kinds=("withdrawn",))
