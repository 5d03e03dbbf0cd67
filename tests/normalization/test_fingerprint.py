"""The fingerprint depends on the content of a bulletin and on nothing else."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import CONTENT, fingerprint, words_digest

BULLETIN = Bulletin(
    id="1", url="http://x/", site="s", channel="c", title="标题", date="2026-09-28", paragraphs=["一", "二"]
)


@pytest.mark.parametrize("name", CONTENT)
def test_change_of_content_changes_the_fingerprint(name: str) -> None:
    other: object = ["另一"] if isinstance(getattr(BULLETIN, name), list) else "另一"
    assert fingerprint(replace(BULLETIN, **{name: other})) != fingerprint(BULLETIN)


@pytest.mark.parametrize("name", [field.name for field in fields(Bulletin) if field.name not in CONTENT])
def test_other_fields_do_not_change_the_fingerprint(name: str) -> None:
    assert fingerprint(replace(BULLETIN, **{name: "other"})) == fingerprint(BULLETIN)


def test_joining_paragraphs_changes_the_fingerprint() -> None:
    assert fingerprint(replace(BULLETIN, paragraphs=["一二"])) != fingerprint(
        replace(BULLETIN, paragraphs=["一", "二"])
    )


@pytest.mark.parametrize(
    ("paragraphs", "is_same"),
    [
        (["如下：", "村", "亩|分", "12"], True),
        (["如下： 村", "亩｜分 | 12"], True),
        (["如下：", "村 | 亩｜分", "13"], False),
        (["如下：", "亩｜分 | 村", "12"], False),
    ],
)
def test_borders_of_paragraphs_are_no_words(paragraphs: list[str], is_same: bool) -> None:
    before = {"title": "题", "date": "2026-09-28", "paragraphs": ["如下：", "村 | 亩｜分 | 12"]}
    assert (words_digest(before | {"paragraphs": paragraphs}) == words_digest(before)) == is_same
    assert words_digest(before | {"title": "另一题"}) != words_digest(before)


def test_fate_of_a_file_does_not_change_the_fingerprint() -> None:
    file = {"url": "http://x/1.pdf", "name": "附件"}
    kept = {**file, "kind": "document", "state": "kept", "size": 3}
    assert fingerprint(replace(BULLETIN, attachments=[file])) == fingerprint(
        replace(BULLETIN, attachments=[kept])
    )
