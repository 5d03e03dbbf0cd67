"""Rules of a site: they come before the generic rules, and end on their day."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction import Hints, extract
from bulletin_spider.extraction.content import Rules

PAGE = """<html><body><h1>区政府召开会议</h1><p>发布时间：2025-03-02</p>
<div class="lead">导语：区政府昨天召开会议。</div><b class="day">2025年3月1日</b>
<div class="text"><p>会议研究部署近期重点工作，相关负责同志参加。</p></div></body></html>""".encode()
URL = "http://www.example.cn/1.html"
RULES = Rules(title="div.lead", body="div.text", date="b.day")


def test_site_rules_come_before_generic_rules() -> None:
    content = extract(PAGE, URL, Hints(rules=(RULES,)))
    assert content.title == "导语：区政府昨天召开会议。"
    assert content.date == "2025-03-01"
    assert content.paragraphs == ["会议研究部署近期重点工作，相关负责同志参加。"]
    assert content.evidence["title"]["rule"] == content.evidence["date"]["rule"] == "site rule"


def test_rules_end_on_their_day() -> None:
    ended = Rules(title="div.lead", until=dt.date(2024, 12, 31))
    assert extract(PAGE, URL, Hints(rules=(ended,), date=dt.date(2025, 3, 2))).title == "区政府召开会议"
    assert (
        extract(PAGE, URL, Hints(rules=(ended,), date=dt.date(2024, 12, 31))).title
        == "导语：区政府昨天召开会议。"
    )
    assert extract(PAGE, URL, Hints(rules=(ended, Rules(date="b.day")))).date == "2025-03-01"


def test_generic_rules_apply_if_nothing_is_selected() -> None:
    content = extract(PAGE, URL, Hints(rules=(Rules(title=".no", body=".no", date=".no"),)))
    assert content.title == "区政府召开会议"
    assert content.date == "2025-03-02"
    assert content.paragraphs[-1] == "会议研究部署近期重点工作，相关负责同志参加。"


def test_invalid_selector_raises_usage_fault() -> None:
    with pytest.raises(UsageFault, match="site rule"):
        extract(PAGE, URL, Hints(rules=(Rules(body="div..x["),)))


def test_ruled_body_keeps_labelled_attachments() -> None:
    """The label 附件 makes the link a document; its address does not say so."""
    page = PAGE.replace(b"</p></div>", '</p><p><a href="/down?id=7">附件：申报表</a></p></div>'.encode())
    ruled, generic = (extract(page, URL, Hints(rules=rules)) for rules in ((Rules(body="div.text"),), ()))
    assert ruled.attachments == generic.attachments
    assert ruled.attachments == [{"url": "http://www.example.cn/down?id=7", "name": "附件：申报表"}]
