"""Rules of a site file that are not of the right kind are one clear line, before the run begins."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction import Rules
from bulletin_spider.listings import ListingRules


def spider(**rules: object) -> DistrictSpider:
    channels = {"要闻": Channel("https://example.gov.cn/xw/")}
    facts = {"name": "baishi", "allowed_domains": ["example.gov.cn"], "channels": channels}
    made: DistrictSpider = type("Baishi", (DistrictSpider,), facts | rules)()
    return made


def test_rules_without_comma_are_one_rule() -> None:
    made = spider(article_rules=Rules(title="h1"), listing_rules=ListingRules(one_page=True))
    assert made.rules_for("要闻") == (Rules(title="h1"),)
    assert made.listing_rules_for("要闻") == (ListingRules(one_page=True),)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("article_rules", ({"title": "h1"},)),
        ("article_rules", (Rules(until="2026-09-01"),)),  # type: ignore[arg-type]
        ("listing_rules", (Rules(title="h1"),)),
        ("listing_rules", (ListingRules(until=dt.datetime(2026, 9, 1, tzinfo=dt.UTC)),)),
    ],
    ids=["dict", "text", "other-rules", "datetime"],
)
def test_rules_of_a_wrong_kind_are_refused(name: str, wrong: object) -> None:
    with pytest.raises(UsageFault, match=name):
        spider(**{name: wrong})
