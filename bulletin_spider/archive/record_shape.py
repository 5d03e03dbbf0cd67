"""Check the shape of a run record: every key that a later run or a command reads. A damaged record is no record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Annotated, Any, NamedTuple

import msgspec

from bulletin_spider.archive.file_names import is_run_name
from bulletin_spider.archive.record_chain import BASE, LAST_EVENT, PREVIOUS
from bulletin_spider.archive.segments.reader import LARGEST_NUMBER
from bulletin_spider.statuses import Outcome

Problem = Callable[[Any], str]
"""Return what is wrong with a value, after the path to it; empty if nothing is."""


class Check(NamedTuple):
    """The check of a value. Every run checks many records: the checks are built once."""

    problem: Problem
    kind: Any
    """The type that msgspec checks in its place, much faster and without a sentence: it admits no other value, except
    that a text of a certain form may be any text."""


FILE_LISTS = ("files", "captures", "rejected", "recovered")
"""The keys of a record that list files of the archive."""


def _value(word: str, *kinds: Any) -> Check:  # noqa: ANN401 - types
    types = {type(None) if kind is None else kind for kind in kinds}
    return Check(lambda value: "" if type(value) in types else f" is not {word}", reduce(or_, kinds))


def _parsed(word: str, parse: Callable[[str], bool], kind: Any = str) -> Check:  # noqa: ANN401 - a type
    def problem(value: Any) -> str:  # noqa: ANN401 - JSON
        try:
            return "" if type(value) is str and parse(value) else f" is not {word}"
        except ValueError:
            return f" is not {word}"

    return Check(problem, kind)


def _list(each: Check) -> Check:
    def problem(value: Any) -> str:  # noqa: ANN401 - JSON
        if type(value) is not list:
            return " is not an array"
        for number, one in enumerate(value):
            if found := each.problem(one):
                return f"[{number}]{found}"
        return ""

    return Check(problem, list[each.kind])  # type: ignore[name-defined]


def _pair(each: Check) -> Check:
    of_list = _list(each).problem
    return Check(
        lambda value: of_list(value) or ("" if len(value) == 2 else " is not a pair"),
        tuple[each.kind, each.kind],  # type: ignore[name-defined]
    )


def _each(inner: Check) -> Check:
    def problem(value: Any) -> str:  # noqa: ANN401 - JSON
        if type(value) is not dict:
            return " is not an object"
        for name, one in value.items():
            if found := inner.problem(one):
                return f".{name}{found}"
        return ""

    return Check(problem, dict[str, inner.kind])  # type: ignore[name-defined]


def _keys(required: dict[str, Check], optional: dict[str, Check] | None = None, lack: str = "") -> Check:
    """Return the check of an object with named keys; other keys are free. ``lack`` is the sentence for missing keys."""
    optional = optional or {}

    def problem(value: Any) -> str:  # noqa: ANN401 - JSON
        if type(value) is not dict:
            return " is not an object"
        for name, inner in required.items():
            if name not in value:
                return lack or f" lacks {', '.join(name for name in required if name not in value)}"
            if found := inner.problem(value[name]):
                return f".{name}{found}"
        for name, inner in optional.items():
            if name in value and (found := inner.problem(value[name])):
                return f".{name}{found}"
        return ""

    fields: list[Any] = [(name, one.kind) for name, one in required.items()]
    fields += [(name, one.kind | msgspec.UnsetType, msgspec.UNSET) for name, one in optional.items()]
    return Check(problem, msgspec.defstruct("Shape", fields, gc=False))


def _count_problem(value: Any) -> str:  # noqa: ANN401 - JSON
    return "" if type(value) is int and 0 <= value <= LARGEST_NUMBER else " is not a count"


_COUNT = Check(_count_problem, Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)])
_TEXT, _TEXT_OR_NULL = _value("a text", str), _value("a text or null", str, None)
_FLAG = _value("true or false", bool)
_NUMBER, _NUMBER_OR_NULL = _value("a number", int, float), _value("a number or null", int, float, None)
_OBJECT = _value("an object", dict)
_RUN = _parsed("the name of a run", is_run_name)
_MOMENT = _parsed(
    "a moment with its time zone", lambda text: dt.datetime.fromisoformat(text).tzinfo is not None
)
_DAY = _parsed("a day", lambda text: bool(dt.date.fromisoformat(text)), dt.date)
_SHA256 = _parsed("a SHA-256 in hexadecimal digits", lambda text: bool(re.fullmatch(r"[0-9a-f]{64}", text)))
_CAPTURE = _keys(
    {"file": _TEXT, "offset": _COUNT, "record_id": _TEXT, "digest": _TEXT},
    lack=": not file, offset, record_id and digest",
)
_FILE = _keys({"name": _TEXT, "bytes": _COUNT, "sha256": _TEXT})
_SEGMENT = _keys({"name": _TEXT, "bytes": _COUNT, "sha256": _TEXT, "lines": _COUNT})
_CHANNEL = _keys(
    {"url": _TEXT, "closed": _FLAG},
    {
        "rows": _each(_COUNT),
        "listed": _COUNT,
        "also": _list(_TEXT),
        "moved_from": _TEXT_OR_NULL,
        "shared": _each(_COUNT),
    },
)
_ROW = _keys(
    {"id": _TEXT, "url": _TEXT, "title": _TEXT, "date": _TEXT_OR_NULL, "channel": _TEXT},
    {"attempts": _COUNT},
)
_PAGE = _keys(
    {"capture": _CAPTURE, "url": _TEXT, "date": _TEXT},
    {"sha256": _TEXT, "status": _COUNT, "location": _TEXT, "rows": _TEXT, "posted": _TEXT},
)
_MEASURES = _keys({"measured": _COUNT, "fields": _each(_NUMBER), "body": _NUMBER_OR_NULL})
_HEALTH = _keys(
    {}, {"channels": _each(_MEASURES), "signs": _OBJECT, "alarms": _list(_TEXT), "accepted": _FLAG}
)
_PAIR = _pair(_TEXT)
_CLOCK = _keys({"began": _MOMENT})
_CONFIRMED = _keys({"count": _COUNT, "sha256": _SHA256})
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
        "title": _TEXT,
        "replay": _FLAG,
        "failed": _list(_ROW),
        "settled": _each(_TEXT),
        "visits": _each(_list(_TEXT)),
        "seen": _each(_CAPTURE),
        "absent": _each(_CAPTURE),
        "attachments": _keys({}, {"states": _each(_COUNT), "tried": _list(_PAIR), "checked": _list(_PAIR)}),
        "pages": _list(_PAGE),
        "health": _HEALTH,
        "rhythm": _each(_keys({"days": _list(_DAY), "alive": _FLAG})),
        "versions": _each(_TEXT),
        "confirmed": _CONFIRMED,
        "clock": _CLOCK,
    },
)


_IDLE = _keys(
    {
        "run": _RUN,
        BASE: _RUN,
        "outcome": _parsed(f"'{Outcome.NOTHING_NEW}'", lambda text: text == Outcome.NOTHING_NEW),
        "ended": _MOMENT,
        "requests": _COUNT,
        "confirmed": _SHA256,
    },
    {PREVIOUS: _TEXT_OR_NULL, "visits": _each(_list(_TEXT))},
)


def record_problem(record: dict[str, Any]) -> str:
    """Return the first problem of a line of run records; empty if every key that is read has its shape.

    A line is the record of a run, an event, or the folded record of an idle run.
    """
    check = _EVENT if "event" in record else _IDLE if BASE in record else _RECORD
    if check is _RECORD and _has_right_shape(record):
        return ""
    return check.problem(record).lstrip(" .")


def _has_right_shape(record: dict[str, Any]) -> bool:
    """Whether msgspec finds the record of a run right, and its texts of a certain form are right, too."""
    try:
        msgspec.convert(record, _RECORD.kind)
    except (ValueError, RecursionError):
        return False
    forms = {"run": _RUN, "ended": _MOMENT, LAST_EVENT: _EVENT, "confirmed": _CONFIRMED, "clock": _CLOCK}
    return not any(form.problem(record[name]) for name, form in forms.items() if name in record)
