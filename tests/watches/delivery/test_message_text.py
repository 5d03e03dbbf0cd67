from __future__ import annotations

import pytest

from bulletin_spider.messages.message import MessageKind
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Change, ChangedPart
from bulletin_spider.watches.delivery.message_text import message_to_person
from bulletin_spider.watches.delivery.phrases import phrases_in
from tests.watches.delivery.hits import digest, edit, new, watch

MOST = 3_500


def test_edit_shows_sentence_address_and_evidence() -> None:
    hit = edit()
    message = message_to_person(hit, MOST)
    assert message.title == "haidian: revised: 养老"
    assert message.body.splitlines() == [
        "共有[-3-]{+2+}万人参加。",
        "http://x.gov.cn/1.html",
        "haidian · 要闻 · 2026-09-28",
        "changed: figures",
        "evidence: captures/haidian/x.warc.gz, sha1:ABC, 2026-09-29 08:30 +08:00, revision 2",
        f"the whole bulletin: {PROGRAM} show 0000000000000001",
        f"养老 · {hit.id}",
    ]
    assert message.kind == MessageKind.WARNING


def test_message_can_be_chinese() -> None:
    message = message_to_person(edit(of=watch(language="zh")), MOST)
    assert message.title == "haidian：修改：养老"
    assert "改动：数字" in message.body.splitlines()
    assert "存证：captures/haidian/x.warc.gz, sha1:ABC, 2026-09-29 08:30 +08:00，第 2 版" in message.body


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_has_its_words(language: str) -> None:
    phrases = phrases_in(language)
    assert phrases.changes.keys() == {*Change}
    assert phrases.parts.keys() == {*ChangedPart}


def test_new_bulletin_shows_beginning_of_its_text() -> None:
    message = message_to_person(new(paragraphs=["长" * 500]), MOST)
    assert message.title == "haidian: new: 题1"
    assert message.body.splitlines()[0] == "长" * 199 + "…"
    assert message.kind == MessageKind.INFO
    assert message_to_person(new(paragraphs=[], capture=None), MOST).body.startswith(
        "http://x.gov.cn/1.html\n"
    )


def test_moved_bulletin_has_both_addresses() -> None:
    body = message_to_person(new(change="moved", moved_to="http://y.gov.cn/1.html"), MOST).body.splitlines()
    assert body[:2] == ["http://x.gov.cn/1.html → http://y.gov.cn/1.html", "http://y.gov.cn/1.html"]


def test_withdrawn_bulletin_says_how_long_it_is_missing() -> None:
    evidence = {"change": {"rule": "http-404", "text": "missing on 4 visits in a row since 2026-09-29 08:30"}}
    message = message_to_person(new(change="withdrawn", evidence=evidence), MOST)
    assert message.title == "haidian: withdrawn: 题1"
    assert message.body.startswith("HTTP 404; missing on 4 visits in a row since 2026-09-29 08:30\n")
    assert message.kind == MessageKind.WARNING


def test_title_is_one_short_line() -> None:
    title = message_to_person(new(title="题\n" * 300), MOST).title
    assert len(title.splitlines()) == 1
    assert len(title) < 130


def test_test_message_says_so() -> None:
    hit = new()
    message = message_to_person(type(hit)(hit.watch, hit.version, test=True), MOST)
    assert message.title.startswith("test: ")
    assert message.body.startswith("This is a test message")


def test_digest_is_grouped_by_site_and_kind() -> None:
    hits = (new(1), edit(2), new(3, site="xicheng"), new(4))
    body = message_to_person(digest(*hits), MOST).body.splitlines()
    assert body[0] == "4 versions from 2026-09-28 08:00 +08:00 to 2026-09-29 08:00 +08:00"
    assert [line for line in body if line.startswith(("haidian", "xicheng"))] == [
        "haidian: revised (1)",
        "haidian: new (2)",
        "xicheng: new (1)",
    ]
    assert [line for line in body if line.startswith("- ")] == [
        "- 养老 (2026-09-28)",
        "- 题1 (2026-09-28)",
        "- 题4 (2026-09-28)",
        "- 题3 (2026-09-28)",
    ]


def test_long_digest_says_what_it_leaves_out() -> None:
    made = digest(
        *(new(number) for number in range(1, 201)), more=50, of=watch(sites=("haidian",), kinds=("new",))
    )
    message = message_to_person(made, MOST)
    shown = sum(line.startswith("- ") for line in message.body.splitlines())
    assert message.title == "养老: 250"
    assert len(message.body) <= MOST
    assert 10 < shown < 200
    assert (
        f"and {250 - shown} more: {PROGRAM} changes --since=2026-09-28T08:00:00+08:00 --limit=0 --site=haidian --kind=new '养老 -招聘'\n"
        in message.body
    )
    assert len(message_to_person(made, 30_000).body) > MOST, "a mail shows more"


def test_one_long_entry_is_shown_even_so() -> None:
    body = message_to_person(digest(new(1, title="题" * 5_000), new(2)), 700).body
    assert sum(line.startswith("- ") for line in body.splitlines()) == 1


def test_digest_names_sites_that_were_not_well() -> None:
    sentences = tuple(f"s{number} was unreachable" for number in range(8))
    body = message_to_person(digest(new(), coverage=sentences), MOST).body
    assert "not covered: s0 was unreachable\n" in body
    assert "not covered: and 3 more" in body
