from __future__ import annotations

import dataclasses
import datetime as dt

from bulletin_spider.archive.index.queries import KnownBulletin
from bulletin_spider.crawl.revisiting.withdrawals import Absence, withdrawn_version
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.web.bulletins.withdrawal import missing_visits, with_words, withdrawal_of
from tests.archive.wordings import wording

HERE = wording(1, "文。")
NOTED = {"change": {"rule": "http-404", "text": "missing on 4 visits in a row since 2026-09-30 20:30"}}
GONE = HERE | {"change": "withdrawn", "revision": 2, "evidence": NOTED}


def test_withdrawal_says_since_when() -> None:
    found = withdrawal_of([HERE, GONE])
    assert found
    assert (found["visits"], found["missing_since"]) == (4, "2026-09-30 20:30")
    assert [rule["slug"] for rule in found["rules"]] == ["http-404"]
    assert found["last_version"] == {"revision": 1, "fetched_at": HERE["fetched_at"], "capture": None}


def test_last_words_are_cited_from_their_capture() -> None:
    assert with_words([HERE, GONE], GONE) is HERE
    assert with_words([GONE], GONE) is GONE
    assert with_words([HERE, GONE], HERE) is HERE


def test_restored_bulletin_is_not_withdrawn() -> None:
    assert withdrawal_of([HERE, GONE, GONE | {"change": "restored", "revision": 3}]) is None


def test_withdrawal_without_evidence_is_shown() -> None:
    found = withdrawal_of([GONE | {"evidence": {}}])
    assert found
    assert (found["visits"], found["rules"], found["last_version"]) == (None, [], None)


def test_words_of_a_run_are_read() -> None:
    since = dt.datetime(2026, 9, 30, 12, 30, tzinfo=dt.UTC)
    known = KnownBulletin(
        *("1", "http://x/", "要闻", "2026-09-28", "run", "new", 1, "0" * 64, "segment", 0, None),
        missing=3,
        missing_since=int(since.timestamp()),
    )
    written = withdrawn_version(HERE, known, Absence(EvidenceRule.HTTP_404, None), since)
    assert missing_visits(dataclasses.asdict(written)) == {"visits": 4, "missing_since": "2026-09-30 20:30"}
