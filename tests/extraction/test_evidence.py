"""The evidence of a field: its rules are slugs, and its text repeats nothing that the record holds."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.evidence_rules import EvidenceRule, rule_words
from bulletin_spider.extraction import Hints, extract
from tests.extraction.test_pages import ARTICLES, read

PAGE = """<html><head><title>湖滨绿道建成开放_河湾区人民政府</title></head><body><h1>湖滨绿道建成开放</h1>
<div>发布时间：2025-03-02 来源：河湾日报</div><div><p>湖滨绿道昨天建成开放，全长三公里，沿线有四处休息的地方。</p>
<p><img src="/1.jpg"></p><p>居民说，散步方便了，晚上也亮堂，带着孩子来的人比以前多。</p><p>（记者 何川）</p></div></body></html>""".encode()
URL = "https://www.example.cn/1.html"


@pytest.mark.parametrize("name", ARTICLES)
def test_every_rule_is_a_slug(name: str) -> None:
    slugs = {slug for proof in read(name)[0].evidence.values() for slug in proof["rule"].split()}
    assert slugs <= {*EvidenceRule}


def test_text_is_empty_where_the_record_holds_it() -> None:
    content = extract(PAGE, URL)
    texts = {name: proof["text"] for name, proof in content.evidence.items()}
    line = "发布时间：2025-03-02 来源：河湾日报"
    assert content.byline == "（记者 何川）"
    assert texts == {
        "encoding": "utf-8",
        "title": "",
        "date": line,
        "paragraphs": "",
        "reporters": "",
        "byline": "",
        "source": line,
        "images": "",
    }


def test_title_has_the_slug_of_each_reason() -> None:
    assert extract(PAGE, URL).evidence["title"]["rule"] == "h1 title-tag above-date-line"


def test_warning_names_rules_in_words() -> None:
    content = extract(PAGE, URL, Hints(date=dt.date(2025, 3, 1)))
    assert content.warnings == ["date: visible line says 2025-03-02, listing row says 2025-03-01"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("h1 title-tag", "h1, title tag"),
        ("http-404", "HTTP 404"),
        ("h1, title tag", "h1, title tag"),
        ("HTTP 404", "HTTP 404"),
        ("", ""),
    ],
)
def test_slugs_and_words_of_old_lines_are_shown(rule: str, words: str) -> None:
    assert rule_words(rule) == words


def test_slugs_and_labels_are_unique() -> None:
    assert len({rule.label for rule in EvidenceRule}) == len(EvidenceRule)
    assert all(rule.sentence.endswith(".") and " " not in rule for rule in EvidenceRule)
