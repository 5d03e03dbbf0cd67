from __future__ import annotations

import datetime as dt
import re
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.network import errors
from bulletin_spider.operations.outcome.advice import advice
from bulletin_spider.operations.outcome.unrecorded_runs import unrecorded_runs_text
from bulletin_spider.operations.reporting.moments import CHECK_CLOCK, future_end_text
from bulletin_spider.operations.reporting.site_status import duration_text
from bulletin_spider.statuses import Outcome
from bulletin_spider.web.sentences.chinese import chinese, said
from bulletin_spider.web.sentences.patterns import PATTERNS

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)
ENGLISH = re.compile(r"[a-z]{3,} [a-z]{2,}")
COMMAND = re.compile(r"(bulletin|scrapy) [a-z]+( haidian)?( -\w+( [\w=]+)?)?", re.ASCII)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_both_languages_say_the_same_values(pattern: str) -> None:
    """Which program a command is of may be left out."""
    assert _fields(PATTERNS[pattern]) <= _fields(pattern)
    assert _fields(pattern) - _fields(PATTERNS[pattern]) <= {"kinds"}


def _sentences() -> Iterator[str]:
    yield from (rule.label for rule in EvidenceRule if not rule.label.startswith("meta"))
    for outcome in Outcome:
        yield f"{outcome} (the last run): 要闻: page 2: no answer in time"
        yield f"{outcome} (12 runs, since 2026-09-02)"
        yield from (
            said for walks in (True, False) if (said := advice(outcome, "haidian", walks_channels=walks))
        )
    for seconds in (1_800, 10_000, 900_000):
        yield f"no run for {duration_text(seconds)}; usually every {duration_text(7_200)}"
    for logs in ([NOW], [NOW] * 3):
        yield unrecorded_runs_text(logs)  # type: ignore[arg-type] # only their number and the text of the last count
    yield future_end_text("20300101T000000Z", "2030-01-01T00:01:00+00:00", NOW)
    yield CHECK_CLOCK
    yield from (*errors.UNREACHABLE.values(), errors.TOO_LARGE, errors.PRIVATE, errors.UNREADABLE_ROBOTS)
    yield str(ArchiveFault("/srv", OSError(28, "No space left on device"))).partition("; ")[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("sentence", [*_sentences()])
def test_sentences_of_the_program_are_known(sentence: str) -> None:
    found = chinese(sentence)
    assert found
    assert not ENGLISH.search(COMMAND.sub("", found)), found


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("HTTP 404; missing on 3 visits in a row since 2026-09-28 10:00", "回答 HTTP 404；自 2026-09-28 10:00 起连续 3 次访问都找不到"),
        ("it leads to the new address; http://x.gov.cn/2.html", "转到了新地址；http://x.gov.cn/2.html"),
        ("要闻: reporters in 0 of 30 bulletins, usually in 48%", "要闻：30 条中只有 0 条有记者，通常是 48%"),
        ("5 of 30 articles gave no bulletin: 3 refused (2 soft404, 1 listing), 2 gone",
         "30 篇文章中有 5 篇没有得到新闻：3 篇未收录（2 篇页面不存在、1 篇是列表页）、2 篇已不在"),
        ("page 4 ends the listing, and shows no row that an earlier run has published",
         "第 4 页就到了列表末尾，却没有一条是以前收录过的"),
    ],
)  # fmt: skip
def test_values_are_put_into_the_chinese_words(sentence: str, words: str) -> None:
    assert chinese(sentence) == words


@pytest.mark.parametrize("sentence", ["", "foo: bar", "x" * 5_000, "; : ; , or : " * 70, "a min", "page : "])
def test_an_unknown_sentence_stays_as_it_is(sentence: str) -> None:
    assert chinese(sentence) is None
    assert said("zh", f"{sentence}<b>") == f'<span lang="en">{sentence}&lt;b&gt;</span>'
    assert said("en", f"{sentence}<b>") == f"{sentence}&lt;b&gt;"


def test_values_are_escaped() -> None:
    assert (
        said("zh", "<i>: nothing new for 9 days; usual gap 1.0")
        == "&lt;i&gt;：已有 9 天没有新内容，通常间隔 1.0 天"
    )
