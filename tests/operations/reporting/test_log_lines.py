from __future__ import annotations

import logging
from pathlib import Path

from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.items import Bulletin
from bulletin_spider.operations.reporting.log_lines import FirstFault, ItemLogFormatter, fold_traceback

ITEM = Bulletin("1", "http://x/1.html", "x", "要闻", "题目", "2026-09-01", paragraphs=["正文"])
FORMATTER = ItemLogFormatter()


def test_item_lines_name_address_but_never_text() -> None:
    lines = [
        FORMATTER.scraped(ITEM, None, None),  # type: ignore[arg-type]
        FORMATTER.dropped(ITEM, ValueError("no date"), None, None),  # type: ignore[arg-type]
        FORMATTER.item_error(ITEM, KeyError("x"), None, None),  # type: ignore[arg-type]
    ]
    assert [line["args"]["text"] for line in lines] == [
        "new: http://x/1.html (要闻)",
        "left out, ValueError: no date: http://x/1.html (要闻)",
        "KeyError in a pipeline: http://x/1.html (要闻)",
    ]
    assert "正文" not in str(lines)


def test_lines_that_nobody_sees_are_not_made() -> None:
    quiet = ItemLogFormatter(debugs=False)
    assert quiet.scraped(ITEM, None, None) is None  # type: ignore[arg-type]
    assert quiet.item_error(ITEM, KeyError("x"), None, None)  # type: ignore[arg-type]


def record(message: str, *arguments: object, failing: bool = False) -> logging.LogRecord:
    error = ConnectionError("nobody there")
    info = (ConnectionError, error, None) if failing else None
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, arguments, info)


def test_traceback_becomes_one_line() -> None:
    failed = record("Error downloading %s", "http://x/", failing=True)
    assert fold_traceback(failed)
    line = logging.Formatter("%(message)s").format(failed)
    assert line == "Error downloading http://x/ (ConnectionError: nobody there; -L DEBUG shows where)"


def test_plain_record_is_unchanged() -> None:
    plain = record("Crawled %d pages", 3)
    assert fold_traceback(plain)
    assert plain.getMessage() == "Crawled 3 pages"


def test_fault_of_the_archive_is_shown_once() -> None:
    fault, other = (ArchiveFault(Path(name), OSError(5, "away")) for name in ("a", "b"))
    first = FirstFault()
    shown = []
    for error in (fault, fault, ValueError("x"), ValueError("x"), other):
        info = (type(error), error, None)
        shown.append(
            first.filter(logging.LogRecord("x", logging.ERROR, "x.py", 1, "Error storing", (), info))
        )
    assert shown == [True, False, True, True, True]
