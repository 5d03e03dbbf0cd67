from __future__ import annotations

import pytest

from bulletin_spider.crawl.revisiting.revisit_ledger import RevisitLedger
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import ChallengePage, SoftNotFound
from tests.crawl.known import known_bulletin

DAY = 86400
NOW = 1_800_000_000.0


def opened(*identities: str, missing: int = 0, since: float | None = None) -> RevisitLedger:
    ledger = RevisitLedger()
    for identity in identities:
        ledger.ask(known_bulletin(identity, missing=missing, missing_since=since))
    return ledger


def test_bulletin_is_withdrawn_after_enough_visits_and_days() -> None:
    ledger = opened("a", missing=2, since=NOW - 3 * DAY)
    ledger.miss("a", EvidenceRule.HTTP_404, {"file": "x"})
    found = ledger.withdrawn(NOW, 3, 3)
    assert [(known.id, absence.why) for known, absence in found] == [("a", EvidenceRule.HTTP_404)]
    assert ledger.withdrawn(NOW, 4, 3) == []
    assert ledger.withdrawn(NOW, 3, 4) == []


def test_first_absence_withdraws_only_without_patience() -> None:
    ledger = opened("a")
    ledger.miss("a", EvidenceRule.HTTP_404, None)
    assert ledger.withdrawn(NOW, 2, 0) == []
    assert [known.id for known, _ in ledger.withdrawn(NOW, 1, 0)] == ["a"]


def test_withdrawn_bulletin_is_not_withdrawn_again() -> None:
    ledger = RevisitLedger()
    ledger.ask(known_bulletin("a", change="withdrawn", missing=9, missing_since=0))
    ledger.miss("a", EvidenceRule.HTTP_404, None)
    assert ledger.withdrawn(NOW, 3, 3) == []


def test_no_absence_counts_if_most_are_missing() -> None:
    names = [f"a{number}" for number in range(9)]
    ledger = opened(*names, missing=5, since=0)
    for name in names[:5]:
        ledger.miss(name, EvidenceRule.HTTP_404, None)
    for name in names[5:]:
        ledger.settle(name, "unchanged")
    assert ledger.suspicion() == "of 9 pages visited again 5 are missing: none is called withdrawn"
    assert ledger.withdrawn(NOW, 3, 3) == []
    assert ledger.account()["visits"] == {"missing, not counted": names[:5], "unchanged": names[5:]}


@pytest.mark.parametrize("result", ["refused", "blocked", "unreachable", "failed"])
def test_no_absence_counts_if_most_are_unclear(result: str) -> None:
    ledger = opened("a", *"bcdef", missing=5, since=0)
    ledger.miss("a", EvidenceRule.HTTP_404, None)
    for name in "bcd":
        ledger.settle(name, result)
    for name in "ef":
        ledger.settle(name, "not modified")
    text = "of 6 pages visited again 1 is missing and 3 are not to be read: none is called withdrawn"
    assert ledger.suspicion() == text
    assert ledger.withdrawn(NOW, 3, 3) == []
    ledger.settle("e", "unchanged")
    ledger.results["d"] = "elsewhere"
    assert ledger.suspicion() is None


def test_withdrawn_bulletins_raise_no_suspicion() -> None:
    ledger = opened("a", missing=2, since=0)
    ledger.miss("a", EvidenceRule.HTTP_404, None)
    for name in "bcdef":
        ledger.ask(known_bulletin(name, change="withdrawn", missing=9, missing_since=0))
        ledger.miss(name, EvidenceRule.HTTP_404, None)
    assert ledger.suspicion() is None
    assert [known.id for known, _ in ledger.withdrawn(NOW, 3, 3)] == ["a"]


def test_three_may_be_missing_at_once() -> None:
    ledger = opened("a", "b", "c", missing=5, since=0)
    for name in "abc":
        ledger.miss(name, EvidenceRule.HTTP_410, None)
    assert ledger.suspicion() is None
    assert len(ledger.withdrawn(NOW, 3, 3)) == 3


@pytest.mark.parametrize(
    ("refusal", "result"),
    [(SoftNotFound("x"), "missing"), (ChallengePage("x"), "refused"), (None, "refused")],
)
def test_only_a_soft_404_counts_as_missing(refusal: Exception | None, result: str) -> None:
    ledger = opened("a")
    ledger.dropped("a", None, refusal, "refused")  # type: ignore[arg-type]
    assert ledger.results == {"a": result}


@pytest.mark.parametrize(
    ("kind", "result"), [("gone", "missing"), ("blocked", "blocked"), ("not modified", "not modified")]
)
def test_failed_request_gives_the_result(kind: str, result: str) -> None:
    ledger = opened("a")
    ledger.failed("a", kind, "HTTP …", None)
    assert ledger.results == {"a": result}


def test_new_answer_of_an_article_is_remembered() -> None:
    ledger = RevisitLedger()
    ledger.ask(known_bulletin("a", capture={"file": "old"}))
    ledger.ask(known_bulletin("b", capture={"file": "old"}))
    ledger.keep("a", {"file": "old"})
    ledger.keep("b", {"file": "new"})
    assert ledger.account()["seen"] == {"b": {"file": "new"}}
