"""Give rows that show no whole day the year of the rows beside them in their list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bulletin_spider.listings.entries import Entry

_REACH = 10
"""Rows above and below a row that are searched for a whole day: those further away can be of another year."""


def with_years_of_rows_beside(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the rows of one list, with the year that the nearest rows with a whole day give to rows without one.

    A guessed year becomes theirs, and the row keeps the order of the list. A pinned row gives and gets no year.
    """
    if all(entry.date and not entry.guessed for entry in entries) or not any(map(_is_whole, entries)):
        return tuple(entries)
    return tuple(
        entry
        if entry.pinned or (entry.date and not entry.guessed)
        else _with_year(entry, _nearest(entries, i, -1), _nearest(entries, i, 1))
        for i, entry in enumerate(entries)
    )


def _is_whole(entry: Entry) -> bool:
    return entry.date is not None and not entry.guessed and not entry.pinned


def _nearest(entries: Sequence[Entry], i: int, direction: int) -> dt.date | None:
    """Return the day of the nearest row in one direction that has a whole day."""
    end = max(i - _REACH, 0) - 1 if direction < 0 else min(i + _REACH, len(entries) - 1) + 1
    return next(
        (entries[k].date for k in range(i + direction, end, direction) if _is_whole(entries[k])), None
    )


def _with_year(entry: Entry, above: dt.date | None, below: dt.date | None) -> Entry:
    """Return the row with the year of the days ``above`` and ``below``; lists show the newest row first."""
    if entry.date is None:
        years = {day.year for day in (above, below) if day}
        return replace(entry, list_year=years.pop()) if len(years) == 1 else entry
    day = _day_between(entry.date, above, below)
    return replace(entry, date=day, list_year=day.year, guessed=False) if day else entry


def _day_between(guess: dt.date, above: dt.date | None, below: dt.date | None) -> dt.date | None:
    """Return the month and day of ``guess`` in the year in which it is between the days ``above`` and ``below``.

    None if no year or several have such a day. A list shows the newest row first.
    """
    if above and below:
        first, last = sorted((above, below))
        years = range(first.year, last.year + 1)
        days = [day for year in years if (day := _in_year(guess, year)) and first <= day <= last]
        return days[0] if len(days) == 1 else None
    known = above or below
    if known is None or (day := _in_year(guess, known.year)) is None:
        return None
    if above:
        return day if day <= above else _in_year(guess, above.year - 1)
    return day if day >= known else _in_year(guess, known.year + 1)


def _in_year(day: dt.date, year: int) -> dt.date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
