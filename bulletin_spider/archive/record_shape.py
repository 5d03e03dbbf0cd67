"""Check the shape of a run record: every key that a later run or a command reads. A damaged record is no record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from bulletin_spider.archive.layout import is_run_name
from bulletin_spider.archive.record_chain import BASE, LAST_EVENT, PREVIOUS
from bulletin_spider.archive.segments.reader import LARGEST_NUMBER
from bulletin_spider.statuses import Outcome

Check = Callable[[Any], str]
"""Return what is wrong with a value, after the path to it; empty if nothing is. Every run checks many records: the
checks are built once, and write a path only if there is a fault."""
FILE_LISTS = ("files", "captures", "rejected", "recovered")
"""The keys of a record that list files of the archive."""


def _value(word: str, *kinds: type) -> Check:
    return lambda value: "" if type(value) in kinds else f" is not {word}"


def _parsed(word: str, parse: Callable[[str], bool]) -> Check:
    def check(value: Any) -> str:  # noqa: ANN401 - JSON
        try:
            return "" if type(value) is str and parse(value) else f" is not {word}"
        except ValueError:
            return f" is not {word}"

    return check


def _list(each: Check) -> Check:
    def check(value: Any) -> str:  # noqa: ANN401 - JSON
        if type(value) is not list:
            return " is not an array"
        for number, one in enumerate(value):
            if problem := each(one):
                return f"[{number}]{problem}"
        return ""

    return check


def _pair(each: Check) -> Check:
    of_list = _list(each)
    return lambda value: of_list(value) or ("" if len(value) == 2 else " is not a pair")


def _each(inner: Check) -> Check:
    def check(value: Any) -> str:  # noqa: ANN401 - JSON
        if type(value) is not dict:
            return " is not an object"
        for name, one in value.items():
            if problem := inner(one):
                return f".{name}{problem}"
        return ""

    return check


def _keys(required: dict[str, Check], optional: dict[str, Check] | None = None, lack: str = "") -> Check:
    """Return the check of an object with named keys; other keys are free. ``lack`` is the sentence for missing keys."""
    optional = optional or {}

    def check(value: Any) -> str:  # noqa: ANN401 - JSON
        if type(value) is not dict:
            return " is not an object"
        for name, inner in required.items():
            if name not in value:
                return lack or f" lacks {', '.join(name for name in required if name not in value)}"
            if problem := inner(value[name]):
                return f".{name}{problem}"
        for name, inner in optional.items():
            if name in value and (problem := inner(value[name])):
                return f".{name}{problem}"
        return ""

    return check


def _days(value: Any) -> str:  # noqa: ANN401 - JSON
    """Check a list of days. A record holds a hundred, most of which the record before it held: each is parsed once."""
    try:
        if type(value) is list and _DAYS_SEEN.issuperset(value):
            return ""
    except TypeError:  # a value that cannot be in a set is no day
        pass
    problem = _LIST_OF_DAYS(value)
    if not problem and len(_DAYS_SEEN) < _MOST_DAYS:
        _DAYS_SEEN.update(value)
    return problem


def _is_count(value: Any) -> str:  # noqa: ANN401 - JSON
    return "" if type(value) is int and 0 <= value <= LARGEST_NUMBER else " is not a count"


_TEXT, _TEXT_OR_NULL = _value("a text", str), _value("a text or null", str, type(None))
_FLAG = _value("true or false", bool)
_NUMBER, _NUMBER_OR_NULL = _value("a number", int, float), _value("a number or null", int, float, type(None))
_OBJECT = _value("an object", dict)
_RUN = _parsed("the name of a run", is_run_name)
_MOMENT = _parsed(
    "a moment with its time zone", lambda text: dt.datetime.fromisoformat(text).tzinfo is not None
)
_DAY = _parsed("a day", lambda text: bool(dt.date.fromisoformat(text)))
_LIST_OF_DAYS = _list(_DAY)
_DAYS_SEEN: set[str] = set()
_MOST_DAYS = 10_000
"""Days that are kept: the days of 27 years."""
_SHA256 = _parsed("a SHA-256 in hexadecimal digits", lambda text: bool(re.fullmatch(r"[0-9a-f]{64}", text)))
_CAPTURE = _keys(
    {"file": _TEXT, "offset": _is_count, "record_id": _TEXT, "digest": _TEXT},
    lack=": not file, offset, record_id and digest",
)
_FILE = _keys({"name": _TEXT, "bytes": _is_count, "sha256": _TEXT})
_SEGMENT = _keys({"name": _TEXT, "bytes": _is_count, "sha256": _TEXT, "lines": _is_count})
_CHANNEL = _keys(
    {"url": _TEXT, "closed": _FLAG},
    {"rows": _each(_is_count), "listed": _is_count, "also": _list(_TEXT), "moved_from": _TEXT_OR_NULL},
)
_ROW = _keys(
    {"id": _TEXT, "url": _TEXT, "title": _TEXT, "date": _TEXT_OR_NULL, "channel": _TEXT},
    {"attempts": _is_count},
)
_PAGE = _keys(
    {"capture": _CAPTURE, "url": _TEXT, "date": _TEXT},
    {"sha256": _TEXT, "status": _is_count, "location": _TEXT, "rows": _TEXT, "posted": _TEXT},
)
_MEASURES = _keys({"measured": _is_count, "fields": _each(_NUMBER), "body": _NUMBER_OR_NULL})
_HEALTH = _keys(
    {}, {"channels": _each(_MEASURES), "signs": _OBJECT, "alarms": _list(_TEXT), "accepted": _FLAG}
)
_PAIR = _pair(_TEXT)
_EVENT = _keys({"event": _TEXT, "run": _RUN, "at": _MOMENT}, {PREVIOUS: _TEXT_OR_NULL})
_RECORD = _keys(
    {
        "run": _RUN,
        "ended": _MOMENT,
        "outcome": _TEXT,
        "reasons": _list(_TEXT),
        "channels": _each(_CHANNEL),
        "files": _list(_SEGMENT),
    }
    | {name: _list(_FILE) for name in FILE_LISTS[1:]},
    {
        PREVIOUS: _TEXT_OR_NULL,
        LAST_EVENT: _EVENT,
        "called": _TEXT,
        "replay": _FLAG,
        "failed": _list(_ROW),
        "settled": _each(_TEXT),
        "visits": _each(_list(_TEXT)),
        "seen": _each(_CAPTURE),
        "absent": _each(_CAPTURE),
        "attachments": _keys(
            {}, {"states": _each(_is_count), "tried": _list(_PAIR), "checked": _list(_PAIR)}
        ),
        "pages": _list(_PAGE),
        "health": _HEALTH,
        "rhythm": _each(_keys({"days": _days, "alive": _FLAG})),
        "versions": _each(_TEXT),
        "confirmed": _keys({"count": _is_count, "sha256": _SHA256}),
    },
)


_IDLE = _keys(
    {
        "run": _RUN,
        BASE: _RUN,
        "outcome": _parsed(f"'{Outcome.NOTHING_NEW}'", lambda text: text == Outcome.NOTHING_NEW),
        "ended": _MOMENT,
        "requests": _is_count,
        "confirmed": _SHA256,
    },
    {PREVIOUS: _TEXT_OR_NULL, "visits": _each(_list(_TEXT))},
)


def record_problem(record: dict[str, Any]) -> str:
    """Return the first problem of a line of run records; empty if every key that is read has its shape.

    A line is the record of a run, an event, or the folded record of an idle run.
    """
    check = _EVENT if "event" in record else _IDLE if BASE in record else _RECORD
    return check(record).lstrip(" .")
