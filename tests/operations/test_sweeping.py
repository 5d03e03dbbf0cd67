from __future__ import annotations

from bulletin_spider.operations.outcome.outcomes import WORST_FIRST
from bulletin_spider.operations.schedule.sweep import process_record
from bulletin_spider.statuses import Outcome


def test_every_outcome_has_a_place_in_the_order_of_badness() -> None:
    assert sorted(WORST_FIRST) == sorted(Outcome)
    assert WORST_FIRST[-2:] == ("ok", "ok, nothing new")


def test_a_run_without_a_record_is_told_by_its_exit_code_and_its_last_words() -> None:
    locked = process_record("x", 75, "", "scrapy crawl: locked: x is being crawled by another run\n")
    assert locked["outcome"] == "locked"
    assert locked["reasons"] == ["x is being crawled by another run"]
    assert process_record("x", 0, "", "")["outcome"] == "error", "nothing printed is nothing known"


def test_a_run_that_a_signal_ended_is_an_error_that_names_it() -> None:
    assert process_record("x", -14, "", "")["reasons"] == ["it hung and its time limit ended it"]
    assert process_record("x", -11, "", "")["reasons"] == ["SIGSEGV ended it"]
