from __future__ import annotations

import pytest

from bulletin_spider.listings.walk import Walk
from bulletin_spider.operations.outcome import OUTCOMES, decide


def walk(channel: str = "要闻", gap: str | None = None) -> Walk:
    walk = Walk(channel, "http://x/")
    walk.reach("overlap")
    if gap:
        walk.break_off(gap, f"page 1: {gap}")
    return walk


def outcome(
    *walks: Walk,
    finish: str = "finished",
    stored: int = 0,
    scraped: int = 0,
    failures: dict[str, int] | None = None,
) -> str:
    return decide(finish, {walk.channel: walk for walk in walks}, failures or {}, stored, scraped).word


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


def test_different_gaps_and_failed_articles_make_a_run_incomplete() -> None:
    assert outcome(walk("a", "blocked"), walk("b", "unreachable")) == "incomplete"
    assert outcome(walk("a", "empty")) == "incomplete"
    assert outcome(walk(), stored=1, scraped=1, failures={"HTTP 500": 2}) == "incomplete"


def test_a_stopped_run_is_interrupted_and_any_other_early_end_an_error() -> None:
    assert outcome(walk(), finish="shutdown") == "interrupted"
    assert outcome(walk(), finish="start_error") == "error"


def test_a_run_that_its_time_limit_stopped_is_incomplete() -> None:
    assert outcome(walk(), finish="closespider_timeout") == "incomplete"


def test_success_is_0_and_every_other_code_means_one_thing() -> None:
    codes = [meaning.code for word, meaning in OUTCOMES.items() if not word.startswith("ok")]
    assert OUTCOMES["ok"].code == OUTCOMES["ok, nothing new"].code == 0
    assert len(set(codes)) == len(codes)
    assert 0 not in codes
