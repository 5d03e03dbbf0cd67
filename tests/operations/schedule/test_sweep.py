from __future__ import annotations

from bulletin_spider.operations.schedule.sweep import process_record


def test_missing_record_is_replaced_from_exit_code() -> None:
    locked = process_record("x", 75, "", "scrapy crawl: locked: x is being crawled by another run\n")
    assert locked["outcome"] == "locked"
    assert locked["reasons"] == ["x is being crawled by another run"]
    assert process_record("x", 0, "", "")["outcome"] == "error", "nothing printed is nothing known"


def test_run_ended_by_signal_is_an_error() -> None:
    assert process_record("x", -14, "", "")["reasons"] == ["it hung and its time limit ended it"]
    assert process_record("x", -11, "", "")["reasons"] == ["SIGSEGV ended it"]
