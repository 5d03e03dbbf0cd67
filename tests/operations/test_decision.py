from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.operations.outcome.decision import RunFacts, decide
from bulletin_spider.statuses import Outcome


def walk(channel: str = "要闻", gap: str | None = None) -> Walk:
    walk = Walk(channel, "http://x/")
    walk.reach("overlap")
    if gap:
        walk.break_off(gap, f"page 1: {gap}")
    return walk


def outcome(*walks: Walk, finish: str = "finished", **facts: Any) -> Outcome:
    return decide(RunFacts(finish, {walk.channel: walk for walk in walks}, **facts)).outcome


def test_a_run_without_gaps_is_ok_and_says_whether_anything_was_new() -> None:
    assert outcome(walk(), stored=3, scraped=3) == "ok"
    assert outcome(walk()) == "ok, nothing new"


def test_what_is_not_on_disk_was_not_published_whatever_the_log_says() -> None:
    assert outcome(walk(), stored=2, scraped=3) == "output failed"
    assert outcome(walk(), stored=0, scraped=3, finish="shutdown") == "output failed"


@pytest.mark.parametrize("gap", ["forbidden", "blocked", "unreachable"])
def test_a_site_whose_every_listing_fails_alike_has_that_outcome(gap: str) -> None:
    assert outcome(walk("a", gap), walk("b", gap)) == gap
    assert outcome(walk("a", gap), walk("b")) == "incomplete"
    late = walk("a", gap)
    late.pages, late.seen = 3, {"1"}
    assert outcome(late, stored=20, scraped=20) == "incomplete", "a later page is no word on the whole site"


def test_a_site_whose_every_listing_fails_in_ways_of_its_own_has_the_outcome_that_weighs_most() -> None:
    assert outcome(walk("a", "unreachable"), walk("b", "blocked")) == "blocked"
    assert outcome(walk("a", "forbidden"), walk("b", "unreachable")) == "unreachable"
    assert outcome(walk("a", "forbidden"), walk("b")) == "incomplete"


def test_different_gaps_and_failed_articles_make_a_run_incomplete() -> None:
    assert outcome(walk("a", "blocked"), walk("b", "empty")) == "incomplete"
    assert outcome(walk("a", "empty")) == "incomplete"
    assert outcome(walk(), stored=1, scraped=1, failures={"HTTP 500": 2}) == "incomplete"


def test_a_stopped_run_is_interrupted_and_any_other_early_end_an_error() -> None:
    assert outcome(walk(), finish="shutdown") == "interrupted"
    assert outcome(walk(), finish="start_error") == "error"


def test_a_run_that_its_time_limit_stopped_is_incomplete() -> None:
    assert outcome(walk(), finish="closespider_timeout") == "incomplete"


def test_success_is_0_and_every_other_code_means_one_thing() -> None:
    codes = [outcome.code for outcome in Outcome if not outcome.startswith("ok")]
    assert Outcome("ok").code == Outcome("ok, nothing new").code == 0
    assert len(set(codes)) == len(codes)
    assert 0 not in codes


def test_a_walk_that_stopped_short_and_rows_that_came_to_nothing_are_told() -> None:
    assert outcome(Walk("要闻", "http://x/")) == "incomplete"
    assert outcome(walk(), unfinished=2) == "incomplete"


def test_a_run_whose_every_article_was_refused_is_not_well() -> None:
    refused = walk()
    refused.rows["refused"] = 9
    assert outcome(refused) == "incomplete"
    refused.rows["new"] = 1
    assert outcome(refused, stored=1, scraped=1) == "ok"


def test_what_the_sites_own_past_says_outweighs_a_gap_and_a_warning_changes_nothing() -> None:
    assert outcome(walk(), drifts=["要闻: its listing shows no rows any more"]) == "drift"
    assert outcome(walk("a", "empty"), drifts=["x"], stored=1, scraped=1) == "drift"
    assert outcome(walk(), drifts=["x"], finish="shutdown") == "interrupted"
    assert outcome(walk("a", "blocked"), drifts=["x"]) == "blocked", "who is turned away has seen nothing"
    decision = decide(RunFacts("finished", {"a": walk("a")}, warnings=["a: nothing new for 9 days"]))
    assert decision == ("ok, nothing new", ["a: nothing new for 9 days"])


def test_stubs_in_place_of_every_article_mean_that_the_site_turns_us_away() -> None:
    refused = walk()
    refused.rows["refused"] = 4
    assert outcome(refused, refused={"challenge": 3, "empty": 1}) == "blocked"
    assert outcome(refused, refused={"no title": 3, "empty": 1}) == "incomplete"
    assert outcome(refused, refused={"challenge": 2}) == "incomplete"
    assert outcome(walk(), refused={"login": 3}, found_again=180) == "ok, nothing new"
    refused.rows["new"] = 1
    assert outcome(refused, refused={"challenge": 4}, stored=1, scraped=1) == "ok"


def test_articles_that_are_turned_away_one_and_all_name_the_outcome_and_a_few_of_many_do_not() -> None:
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


def test_a_copy_that_was_not_written_is_told_though_the_archive_is_whole() -> None:
    assert outcome(walk(), stored=1, scraped=1, copies_failed=1) == "output failed"


def test_a_site_that_turns_article_after_article_away_has_blocked_us() -> None:
    assert outcome(walk(), finish="blocked", stored=1, scraped=1) == "blocked"
