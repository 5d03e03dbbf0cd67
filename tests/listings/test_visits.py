from __future__ import annotations

import pytest

from bulletin_spider.crawl.revisit_ledger import RevisitLedger
from bulletin_spider.exceptions import ChallengePage, SoftNotFound
from tests.listings.known import known_bulletin

DAY = 86400
NOW = 1_800_000_000.0


def ledger(*identities: str, missing: int = 0, since: float | None = None) -> RevisitLedger:
    account = RevisitLedger()
    for identity in identities:
        account.ask(known_bulletin(identity, missing=missing, missing_since=since))
    return account


def test_a_bulletin_is_withdrawn_after_visits_and_days_enough() -> None:
    account = ledger("a", missing=2, since=NOW - 3 * DAY)
    account.miss("a", "HTTP 404", {"file": "x"})
    found = account.withdrawn(NOW, 3, 3)
    assert [(known.id, sighting.why) for known, sighting in found] == [("a", "HTTP 404")]
    assert account.withdrawn(NOW, 4, 3) == []
    assert account.withdrawn(NOW, 3, 4) == []


def test_the_first_sighting_can_withdraw_only_if_no_patience_is_asked_for() -> None:
    account = ledger("a")
    account.miss("a", "HTTP 404", None)
    assert account.withdrawn(NOW, 2, 0) == []
    assert [known.id for known, _ in account.withdrawn(NOW, 1, 0)] == ["a"]


def test_what_is_withdrawn_already_is_not_withdrawn_again() -> None:
    account = RevisitLedger()
    account.ask(known_bulletin("a", change="withdrawn", missing=9, missing_since=0))
    account.miss("a", "HTTP 404", None)
    assert account.withdrawn(NOW, 3, 3) == []


def test_where_most_pages_are_missing_none_counts() -> None:
    names = [f"a{number}" for number in range(9)]
    account = ledger(*names, missing=5, since=0)
    for name in names[:5]:
        account.miss(name, "HTTP 404", None)
    for name in names[5:]:
        account.settle(name, "unchanged")
    assert account.suspect() == "of 9 pages visited again 5 are missing: none is called withdrawn"
    assert account.withdrawn(NOW, 3, 3) == []
    assert account.account()["visits"] == {"missing, not counted": names[:5], "unchanged": names[5:]}


@pytest.mark.parametrize("word", ["refused", "blocked", "unreachable", "failed"])
def test_where_most_pages_cannot_be_read_the_missing_do_not_count(word: str) -> None:
    account = ledger("a", *"bcdef", missing=5, since=0)
    account.miss("a", "HTTP 404", None)
    for name in "bcd":
        account.settle(name, word)
    for name in "ef":
        account.settle(name, "not modified")
    told = "of 6 pages visited again 1 is missing and 3 are not to be read: none is called withdrawn"
    assert account.suspect() == told
    assert account.withdrawn(NOW, 3, 3) == []
    account.settle("e", "unchanged")
    account.words["d"] = "elsewhere"
    assert account.suspect() is None


def test_what_is_called_withdrawn_already_is_no_sign_that_the_site_fails() -> None:
    account = ledger("a", missing=2, since=0)
    account.miss("a", "HTTP 404", None)
    for name in "bcdef":
        account.ask(known_bulletin(name, change="withdrawn", missing=9, missing_since=0))
        account.miss(name, "HTTP 404", None)
    assert account.suspect() is None
    assert [known.id for known, _ in account.withdrawn(NOW, 3, 3)] == ["a"]


def test_a_few_may_vanish_at_once() -> None:
    account = ledger("a", "b", "c", missing=5, since=0)
    for name in "abc":
        account.miss(name, "HTTP 410", None)
    assert account.suspect() is None
    assert len(account.withdrawn(NOW, 3, 3)) == 3


@pytest.mark.parametrize(
    ("refusal", "word"), [(SoftNotFound("x"), "missing"), (ChallengePage("x"), "refused"), (None, "refused")]
)
def test_only_a_page_that_says_it_is_not_there_is_missing(refusal: Exception | None, word: str) -> None:
    account = ledger("a")
    account.dropped("a", None, refusal, "refused")  # type: ignore[arg-type]
    assert account.words == {"a": word}


@pytest.mark.parametrize(
    ("word", "noted"), [("gone", "missing"), ("blocked", "blocked"), ("not modified", "not modified")]
)
def test_a_visit_that_brings_no_page_says_why(word: str, noted: str) -> None:
    account = ledger("a")
    account.failed("a", word, "HTTP …", None)
    assert account.words == {"a": noted}


def test_another_answer_than_the_known_one_is_remembered() -> None:
    account = RevisitLedger()
    account.ask(known_bulletin("a", capture={"file": "old"}))
    account.ask(known_bulletin("b", capture={"file": "old"}))
    account.keep("a", {"file": "old"})
    account.keep("b", {"file": "new"})
    assert account.account()["seen"] == {"b": {"file": "new"}}
