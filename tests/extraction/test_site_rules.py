"""Rules of a site: they come before the generic rules, and end on their day."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction import Content, Hints, Rules, check_rules, extract

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
    assert content.evidence["title"]["rule"] == content.evidence["date"]["rule"] == "site-rule"


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


@pytest.mark.parametrize("name", ["title", "body", "date", "people", "source"])
@pytest.mark.parametrize("selector", ["div..x[", "", "h1::text", "svg|a"])
def test_invalid_selector_is_named_with_its_field(name: str, selector: str) -> None:
    with pytest.raises(UsageFault, match=f"^site rule for {name}: '"):
        check_rules([Rules(title="h1"), Rules(**{name: selector})])


def test_valid_selectors_pass_the_check() -> None:
    check_rules([Rules(title="h1, .title", body="#zoom > div:first-child", date="span[title]"), Rules()])


def test_ruled_body_keeps_labelled_attachments() -> None:
    """The label 附件 makes the link a document; its address does not say so."""
    page = PAGE.replace(b"</p></div>", '</p><p><a href="/down?id=7">附件：申报表</a></p></div>'.encode())
    ruled, generic = (extract(page, URL, Hints(rules=rules)) for rules in ((Rules(body="div.text"),), ()))
    assert ruled.attachments == generic.attachments
    assert ruled.attachments == [
        {"url": "http://www.example.cn/down?id=7", "name": "附件：申报表", "kind": "document"}
    ]


def read(body: str, rules: Rules, day: dt.date | None = None) -> Content:
    """Return the fields of a page that is read without a warning, with ``body`` at its end."""
    page = PAGE.replace('<b class="day">2025年3月1日</b>'.encode(), b"")
    page = page.replace(b"</body>", f"{body}</body>".encode())
    return extract(page, URL, Hints(rules=(rules,), date=day))


@pytest.mark.parametrize(
    ("text", "reporters", "editors"),
    [
        ("记者 林溪 编辑：何川", ["林溪"], ["何川"]),
        ("林溪、周棠", ["林溪", "周棠"], []),
        ("林溪 周棠", ["林溪", "周棠"], []),
    ],
)
def test_ruled_people_have_labels_or_are_reporters(
    text: str, reporters: list[str], editors: list[str]
) -> None:
    content = read(f"<i class=who>{text}</i>", Rules(people=".who"))
    assert (content.reporters, content.editors) == (reporters, editors)
    assert content.evidence["reporters"] == {"rule": "site-rule", "text": text}
    assert content.warnings == []


def test_every_selected_element_names_people() -> None:
    content = read("<i class=who>林溪</i><i class=who>摄影：周棠</i>", Rules(people=".who"))
    assert (content.reporters, content.photographers) == (["林溪"], ["周棠"])


def test_ruled_people_replace_those_of_their_role() -> None:
    body = "<p>记者 高宁 编辑：何川</p><i class=who>林溪</i>"
    assert read(body, Rules()).reporters == ["高宁"]
    content = read(body, Rules(people=".who"))
    assert (content.reporters, content.editors) == (["林溪"], ["何川"])


@pytest.mark.parametrize("text", ["来源：河湾日报", "河湾日报", "来源 河湾日报"])
def test_ruled_source_is_read_without_its_label(text: str) -> None:
    content = read(f"<i class=from>{text}</i>", Rules(source=".from"))
    assert content.source == "河湾日报"
    assert content.evidence["source"] == {"rule": "site-rule", "text": "" if text == "河湾日报" else text}
    assert content.warnings == []


@pytest.mark.parametrize("name", ["title", "body", "date", "people", "source"])
def test_rule_that_finds_nothing_is_a_warning(name: str) -> None:
    body = "<p>记者 高宁</p><p>来源：河湾日报</p>"
    generic, ruled = read(body, Rules()), read(body, Rules(**{name: ".none"}))
    assert ruled.warnings == [f"site rule for {name} found nothing: .none"]
    ruled.warnings = []
    assert ruled == generic


@pytest.mark.parametrize(
    ("name", "text"), [("people", "区融媒体中心"), ("source", "来源："), ("date", "近日")]
)
def test_rule_whose_element_holds_no_value_is_a_warning(name: str, text: str) -> None:
    content = read(f"<i class=some>{text}</i>", Rules(**{name: ".some"}))
    assert content.warnings == [f"site rule for {name} found nothing: .some"]


def test_warning_of_a_rule_has_at_most_200_characters() -> None:
    assert len(read("", Rules(source=", ".join([".none"] * 100))).warnings[0]) == 200


@pytest.mark.parametrize("name", ["title", "body", "date", "people", "source"])
def test_rule_past_its_last_day_is_not_applied(name: str) -> None:
    body = "<i class=some>林溪</i>"
    rules = Rules(**{name: ".some"}, until=dt.date(2025, 3, 1))
    late = read(body, rules, dt.date(2025, 3, 2))
    assert late == read(body, Rules(), dt.date(2025, 3, 2))
    assert late != read(body, rules, dt.date(2025, 3, 1))


def test_ruled_body_may_be_an_inline_element() -> None:
    content = read("<span id=zoom><p>第二段文字在另一处。</p></span>", Rules(body="#zoom"))
    assert content.paragraphs == ["第二段文字在另一处。"]
