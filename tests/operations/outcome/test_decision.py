from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.operations.outcome.decision import RunFacts, Unread, decide
from bulletin_spider.statuses import Outcome, RowStatus


def walk(channel: str = "要闻", gap: str | None = None) -> Walk:
    walk = Walk(channel, "http://x/")
    walk.reach("overlap")
    if gap:
        walk.break_off(gap, f"page 1: {gap}")
    return walk


def unread(asked: int, few: int = 3, share: float = 0.1, **statuses: int) -> Unread:
    return Unread(asked, {RowStatus(name): count for name, count in statuses.items()}, {}, share, few)


def outcome(*walks: Walk, finish: str = "finished", **facts: Any) -> Outcome:
    return decide(RunFacts(finish, {walk.channel: walk for walk in walks}, **facts)).outcome


def test_run_without_gaps_is_ok() -> None:
    assert outcome(walk(), stored=3, scraped=3) == "ok"
    assert outcome(walk()) == "ok, nothing new"


def test_missing_lines_on_disk_mean_output_failed() -> None:
    """What is not on disk was not published, whatever the log says."""
    assert outcome(walk(), stored=2, scraped=3) == "output failed"
    assert outcome(walk(), stored=0, scraped=3, finish="shutdown") == "output failed"


def test_run_without_index_is_output_failed() -> None:
    facts = RunFacts("the index is away", {}, stored=2, scraped=2, unasked="the database is away")
    assert decide(facts) == (Outcome.OUTPUT_FAILED, ["the database is away"])


@pytest.mark.parametrize("gap", ["forbidden", "blocked", "unreachable"])
def test_shared_failure_of_all_listings_is_the_outcome(gap: str) -> None:
    assert outcome(walk("a", gap), walk("b", gap)) == gap
    assert outcome(walk("a", gap), walk("b")) == "incomplete"
    late = walk("a", gap)
    late.pages, late.seen = 3, {"1"}
    assert outcome(late, stored=20, scraped=20) == "incomplete", (
        "a later page says nothing about the whole site"
    )


def test_worst_of_different_listing_failures_is_the_outcome() -> None:
    """Blocked, then unreachable, then forbidden."""
    assert outcome(walk("a", "unreachable"), walk("b", "blocked")) == "blocked"
    assert outcome(walk("a", "forbidden"), walk("b", "unreachable")) == "unreachable"
    assert outcome(walk("a", "forbidden"), walk("b")) == "incomplete"


def test_gaps_and_failed_articles_make_a_run_incomplete() -> None:
    assert outcome(walk("a", "blocked"), walk("b", "empty")) == "incomplete"
    assert outcome(walk("a", "empty")) == "incomplete"
    assert outcome(walk(), stored=1, scraped=1, failures={"HTTP 500": 2}) == "incomplete"


def test_shutdown_is_interrupted_other_early_ends_are_errors() -> None:
    assert outcome(walk(), finish="shutdown") == "interrupted"
    assert outcome(walk(), finish="start_error") == "error"


def test_run_stopped_by_time_limit_is_incomplete() -> None:
    assert outcome(walk(), finish="closespider_timeout") == "incomplete"


def test_each_failure_has_its_own_exit_code() -> None:
    without_failure = {Outcome.OK, Outcome.NOTHING_NEW, Outcome.UNPROVEN}
    assert {outcome.code for outcome in without_failure} == {0}
    codes = [outcome.code for outcome in Outcome if outcome not in without_failure]
    assert len(set(codes)) == len(codes)
    assert 0 not in codes


def test_run_without_channels_is_never_ok() -> None:
    assert outcome(stored=3, scraped=3, unwalked=[]) == "unproven"
    assert outcome(unwalked=[]) == "unproven"
    assert outcome(stored=3, scraped=3, unwalked=["1 request failed"]) == "incomplete"


def test_unfinished_walk_or_rows_are_incomplete() -> None:
    assert outcome(Walk("要闻", "http://x/")) == "incomplete"
    assert outcome(walk(), unfinished=2) == "incomplete"


def test_all_articles_refused_is_incomplete() -> None:
    refused = walk()
    refused.rows["refused"] = 9
    assert outcome(refused) == "incomplete"
    refused.rows["new"] = 1
    assert outcome(refused, stored=1, scraped=1) == "ok"


def test_unread_articles_above_a_share_are_incomplete() -> None:
    """From the first run on: 19 of 48 rows that were gone made it ``ok``."""
    assert outcome(walk(), stored=29, scraped=29, unread=unread(48, gone=19)) == "incomplete"
    assert outcome(walk(), stored=27, scraped=27, unread=unread(30, gone=2, refused=1)) == "ok"
    assert outcome(walk(), stored=1, scraped=1, unread=unread(3, refused=2)) == "ok", "single pages are odd"
    assert outcome(walk(), stored=1, scraped=1, unread=unread(3, few=2, refused=2)) == "incomplete"
    assert outcome(walk(), stored=5, scraped=5, unread=unread(10, share=0.5, refused=5)) == "ok"


def test_unread_articles_are_counted_by_kind() -> None:
    found = unread(48, gone=4, refused=3)._replace(refusals={"no title": 2, "empty": 1})
    reason = "7 of 48 articles gave no bulletin: 4 gone, 3 refused (2 no title, 1 empty)"
    assert decide(RunFacts("finished", {"a": walk("a")}, unread=found)).reasons == [reason]


def test_drift_outweighs_gaps_but_not_blocks() -> None:
    """Warnings change nothing."""
    assert outcome(walk(), drifts=["要闻: its listing shows no rows any more"]) == "drift"
    assert outcome(walk("a", "empty"), drifts=["x"], stored=1, scraped=1) == "drift"
    assert outcome(walk(), drifts=["x"], finish="shutdown") == "interrupted"
    assert outcome(walk("a", "blocked"), drifts=["x"]) == "blocked", (
        "a blocked run has seen nothing of the site"
    )
    decision = decide(RunFacts("finished", {"a": walk("a")}, warnings=["a: nothing new for 9 days"]))
    assert decision == ("ok, nothing new", ["a: nothing new for 9 days"])


def test_stubs_instead_of_all_articles_mean_blocked() -> None:
    refused = walk()
    refused.rows["refused"] = 4
    assert outcome(refused, refused={"challenge": 3, "empty": 1}) == "blocked"
    assert outcome(refused, refused={"no title": 3, "empty": 1}) == "incomplete"
    assert outcome(refused, refused={"challenge": 2}) == "incomplete"
    assert outcome(walk(), refused={"login": 3}, found_again=180) == "ok, nothing new"
    refused.rows["new"] = 1
    assert outcome(refused, refused={"challenge": 4}, stored=1, scraped=1) == "ok"


def test_all_articles_turned_away_is_the_outcome() -> None:
    """A few blocked articles among others are incomplete."""
    asked = walk()
    asked.rows["blocked"] = 3
    assert outcome(asked, failures={"HTTP 403": 3}) == "blocked"
    assert outcome(asked, refused={"challenge": 2, "no title": 1}) == "blocked"
    asked.rows["new"] = 1
    assert outcome(asked, failures={"HTTP 403": 3}, stored=1, scraped=1) == "incomplete"
    asked.rows.clear()
    asked.rows["forbidden"] = 3
    assert outcome(asked) == "forbidden"
    assert outcome(walk(), owed={"blocked": 2}) == "ok, nothing new"
    assert outcome(walk(), owed={"blocked": 3}) == "blocked"
    asked.rows["unchanged"] = 1
    assert outcome(asked) == "ok, nothing new"


def test_unwritten_copy_means_output_failed() -> None:
    """The archive itself is whole."""
    assert outcome(walk(), stored=1, scraped=1, copies_failed=1) == "output failed"


def test_repeated_blocks_mean_blocked() -> None:
    assert outcome(walk(), finish="blocked", stored=1, scraped=1) == "blocked"
