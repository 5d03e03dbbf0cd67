from __future__ import annotations

from dataclasses import fields, replace

import pytest

from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import CONTENT, fingerprint

ONE = Bulletin(
    id="1", url="http://x/", site="s", channel="c", title="标题", date="2026-09-28", paragraphs=["一", "二"]
)


@pytest.mark.parametrize("name", CONTENT)
def test_a_change_of_content_changes_the_fingerprint(name: str) -> None:
    other: object = ["另一"] if isinstance(getattr(ONE, name), list) else "另一"
    assert fingerprint(replace(ONE, **{name: other})) != fingerprint(ONE)


@pytest.mark.parametrize("name", [field.name for field in fields(Bulletin) if field.name not in CONTENT])
def test_nothing_else_does(name: str) -> None:
    assert fingerprint(replace(ONE, **{name: "other"})) == fingerprint(ONE)


def test_moving_a_border_between_paragraphs_is_a_change() -> None:
    assert fingerprint(replace(ONE, paragraphs=["一二"])) != fingerprint(
        replace(ONE, paragraphs=["一", "二"])
    )
