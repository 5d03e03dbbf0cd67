from __future__ import annotations

import logging

from bulletin_spider.operations.reporting.log_lines import fold_traceback


def record(message: str, *arguments: object, failing: bool = False) -> logging.LogRecord:
    error = ConnectionError("nobody there")
    info = (ConnectionError, error, None) if failing else None
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, arguments, info)


def test_a_traceback_becomes_the_exceptions_own_line() -> None:
    failed = record("Error downloading %s", "http://x/", failing=True)
    assert fold_traceback(failed)
    line = logging.Formatter("%(message)s").format(failed)
    assert line == "Error downloading http://x/ (ConnectionError: nobody there; -L DEBUG shows where)"


def test_a_plain_record_passes_untouched() -> None:
    plain = record("Crawled %d pages", 3)
    assert fold_traceback(plain)
    assert plain.getMessage() == "Crawled 3 pages"
