"""Draw a year as a calendar: a column for each week, a square for each day, darker the more there is of it.

The squares have classes and no colours: the style sheet has those of light and dark screens and of print. What a square
shows is said in words too, in its title and in the table of months beside it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_STEP, _SIDE = 12, 10
"""Units from one square to the next, and the side of a square: the gap keeps neighbours apart on small screens."""
_LEFT, _TOP = 22, 14
"""Units that the names of the weekdays and of the months take."""
_WEEKS = 54
"""Columns that a year needs if it begins on a Sunday and is a leap year."""
LEVELS = 4
"""Shades: a reader tells four of one colour apart, in print too."""
_SHOWN_WEEKDAYS = (0, 2, 4)
"""Rows with a name; one in each row would be too dense."""


class CalendarWords(NamedTuple):
    """The words of a calendar in one language."""

    title: str
    description: str
    months: Sequence[str]
    weekdays: Sequence[str]
    """From Monday."""
    day: Callable[[str, int | None], str]
    """Return the title of a day, given its date and its number; None if the number is not known yet."""


class Month(NamedTuple):
    """A month in the table beside a calendar."""

    month: str
    """YYYY-MM."""
    total: int
    days: int
    """Days with at least one."""

    @property
    def first_day(self) -> str:
        """The first day of the month, YYYY-MM-DD."""
        return f"{self.month}-01"

    @property
    def last_day(self) -> str:
        """The last day of the month."""
        first = dt.date.fromisoformat(self.first_day)
        return f"{self.month}-{calendar.monthrange(first.year, first.month)[1]}"


def levels(counts: Mapping[str, int]) -> list[int]:
    """Return the smallest number of each shade above 0: quarters of the days that have any, so no outlier counts."""
    numbers = sorted(count for count in counts.values() if count > 0)
    if not numbers:
        return []
    quarters = [numbers[len(numbers) * quarter // LEVELS] for quarter in range(LEVELS)]
    return sorted({1, *quarters[1:]})


def months_of(year: int, counts: Mapping[str, int]) -> list[Month]:
    """Return the months of a year that have any, the first one first."""
    found = []
    for number in range(1, 13):
        month = f"{year:04}-{number:02}"
        inside = [count for day, count in counts.items() if day.startswith(month) and count > 0]
        if inside:
            found.append(Month(month, sum(inside), len(inside)))
    return found


def calendar_svg(
    year: int, counts: Mapping[str, int], words: CalendarWords, last_known: dt.date | None = None
) -> str:
    """Return the calendar of a year as an SVG element; ``counts`` are numbers by day (YYYY-MM-DD).

    A day after ``last_known`` is drawn as not known: nobody has looked yet.
    """
    width, height = _LEFT + _WEEKS * _STEP, _TOP + 7 * _STEP
    title, text = f"calendar-{year}-title", f"calendar-{year}-text"
    parts = [
        f'<svg class="calendar" role="img" viewBox="0 0 {width} {height}" aria-labelledby="{title} {text}">',
        f'<title id="{title}">{escape(words.title)}</title>',
        f'<desc id="{text}">{escape(words.description)}</desc>',
        *_names(year, words),
        *_squares(year, counts, words, last_known),
        "</svg>",
    ]
    return "".join(parts)


def _names(year: int, words: CalendarWords) -> Iterator[str]:
    for row in _SHOWN_WEEKDAYS:
        yield f'<text x="0" y="{_TOP + row * _STEP + _SIDE - 1}">{escape(words.weekdays[row])}</text>'
    for number, name in enumerate(words.months, 1):
        column, _ = _place(dt.date(year, number, 1))
        yield f'<text x="{_LEFT + column * _STEP}" y="{_SIDE - 1}">{escape(name)}</text>'


def _squares(
    year: int, counts: Mapping[str, int], words: CalendarWords, last_known: dt.date | None
) -> Iterator[str]:
    bounds, empty, unknown = levels(counts), [], []
    for day in _days(year):
        count = counts.get(str(day), 0)
        column, row = _place(day)
        x, y = _LEFT + column * _STEP, _TOP + row * _STEP
        if count > 0:
            level = sum(count >= bound for bound in bounds)
            title = escape(words.day(str(day), count))
            yield (
                f'<rect class="l{level}" x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}">'
                f"<title>{title}</title></rect>"
            )
        elif last_known is not None and day > last_known:
            unknown.append((x, y))
        else:
            empty.append((x, y))
    # One path for all days without any: half of the size of a calendar.
    yield from (f'<path class="{name}" d="{_path(places)}"/>' for name, places in _kinds(empty, unknown))


def _kinds(
    empty: list[tuple[int, int]], unknown: list[tuple[int, int]]
) -> list[tuple[str, list[tuple[int, int]]]]:
    return [(name, places) for name, places in (("l0", empty), ("unknown", unknown)) if places]


def _path(places: list[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h{_SIDE}v{_SIDE}h-{_SIDE}z" for x, y in places)


def _days(year: int) -> Iterator[dt.date]:
    first = dt.date(year, 1, 1)
    length = 366 if first.replace(month=12, day=31).timetuple().tm_yday == 366 else 365
    yield from (first + dt.timedelta(days=number) for number in range(length))


def _place(day: dt.date) -> tuple[int, int]:
    """Return the column and the row of a day."""
    before = day.replace(month=1, day=1).weekday()
    return (day.timetuple().tm_yday - 1 + before) // 7, day.weekday()
