from __future__ import annotations

import pytest

from bulletin_spider.exceptions import MissingBody, MissingDate, MissingTitle
from bulletin_spider.items import Bulletin
from bulletin_spider.pipelines.completeness import incompleteness


def bulletin(**fields: object) -> Bulletin:
    whole = {"title": "标题", "date": "2026-09-28", "paragraphs": ["一"]} | fields
    return Bulletin(id="1", url="http://x/a", site="s", channel="c", **whole)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lacking", "refusal"),
    [({"title": ""}, MissingTitle), ({"date": None}, MissingDate), ({"paragraphs": []}, MissingBody)],
)
def test_incomplete_bulletin_is_refused_with_its_address(lacking: dict[str, object], refusal: type) -> None:
    found = incompleteness(bulletin(**lacking))
    assert isinstance(found, refusal)
    assert "http://x/a" in str(found)


@pytest.mark.parametrize(
    "body",
    [
        {"paragraphs": ["一"]},
        {"images": [{"url": "http://x/1.png"}]},
        {"attachments": [{"url": "http://x/1.doc"}]},
    ],
)
def test_any_kind_of_body_is_enough(body: dict[str, object]) -> None:
    assert incompleteness(bulletin(**({"paragraphs": []} | body))) is None
