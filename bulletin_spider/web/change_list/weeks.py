"""Part a list of changes into weeks, as a reader thinks of them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WEEK = dt.timedelta(days=7)


class Week(NamedTuple):
    """The changes of a week of Asia/Shanghai."""

    name: str
    """``this``, ``last`` or ``earlier``."""
    first: dt.date
    """Its Monday."""
    last: dt.date
    rows: Sequence[Mapping[str, Any]]


def weeks_of(rows: Sequence[Mapping[str, Any]], today: dt.date) -> list[Week]:
    """Return the rows (``at`` in Asia/Shanghai) by week, in their order."""
    this = _monday(today)
    names = {this: "this", this - _WEEK: "last"}
    return [
        Week(names.get(monday, "earlier"), monday, monday + dt.timedelta(days=6), list(found))
        for monday, found in groupby(rows, lambda row: _monday(dt.date.fromisoformat(row["at"][:10])))
    ]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
