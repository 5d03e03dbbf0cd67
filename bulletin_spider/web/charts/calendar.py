"""Draw a year as a calendar in two halves: a column for each week, a square for each day, the darker the more.

The squares have classes and no colours: the style sheet has those of light and dark screens and of print. What a square
shows is said in words too, in its title and in the table of months beside it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

_STEP, _SIDE = 12, 10
"""Units from one square to the next, and the side of a square: the gap keeps neighbours apart on small screens."""
_LEFT, _TOP = 22, 14
"""Units that the names of the weekdays and of the months take."""
HALVES = 2
"""A whole year is twice as wide as a phone: of 54 columns a reader would see those of spring."""
_WEEKS = 27
"""Columns that half a year needs at most: 184 days that begin on a Sunday."""
_CORNER = 5
"""Units of the corner of a marked day: half of its side."""
LEVELS = 4
"""Shades: a reader tells four of one colour apart, in print too."""
_SHOWN_WEEKDAYS = (0, 2, 4)
"""Rows with a name; one in each row would be too dense."""


class CalendarWords(NamedTuple):
    """The words of a calendar in one language."""

    titles: Sequence[str]
    """Of the first and the second half."""
    descriptions: Sequence[str]
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
    changed: int = 0
    """Edits and withdrawals that were found in it."""

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


def legend_of(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the class of each shade, and the numbers that it means: ``3–5``."""
    bounds = levels(counts)
    ends = [*(bound - 1 for bound in bounds[1:]), max(counts.values(), default=0)]
    return [
        (f"l{number}", str(first) if first == last else f"{first}–{last}")
        for number, (first, last) in enumerate(zip(bounds, ends, strict=False), 1)
    ]


def months_of(year: int, counts: Mapping[str, int], changed: Mapping[str, int] | None = None) -> list[Month]:
    """Return the months of a year that have bulletins or changes, the first one first."""
    found = []
    for number in range(1, 13):
        month = f"{year:04}-{number:02}"
        inside = [count for day, count in counts.items() if day.startswith(month) and count > 0]
        changes = sum(count for day, count in (changed or {}).items() if day.startswith(month))
        if inside or changes:
            found.append(Month(month, sum(inside), len(inside), changes))
    return found


def calendar_svg(
    year: int,
    counts: Mapping[str, int],
    words: CalendarWords,
    last_known: dt.date | None = None,
    marked: Collection[str] = (),
) -> str:
    """Return a year as two SVG elements, one for each half: beside each other on a wide screen, else below each other.

    ``counts`` are numbers by day (YYYY-MM-DD). A day after ``last_known`` is drawn as not known: nobody has looked yet.
    The days that are ``marked`` have a corner.
    """
    shades = _Shades(levels(counts), counts, last_known, frozenset(marked))
    return "".join(_half(year, half, words, shades) for half in range(HALVES))


class _Shades(NamedTuple):
    """What the squares show."""

    bounds: Sequence[int]
    counts: Mapping[str, int]
    last_known: dt.date | None
    marked: frozenset[str]


def _half(year: int, half: int, words: CalendarWords, shades: _Shades) -> str:
    width, height = _LEFT + _WEEKS * _STEP, _TOP + 7 * _STEP
    title, text = f"calendar-{year}-{half}-title", f"calendar-{year}-{half}-text"
    parts = [
        f'<svg class="calendar" role="img" viewBox="0 0 {width} {height}" aria-labelledby="{title} {text}">',
        f'<title id="{title}">{escape(words.titles[half])}</title>',
        f'<desc id="{text}">{escape(words.descriptions[half])}</desc>',
        *_names(year, half, words),
        *_squares(year, half, words, shades),
        "</svg>",
    ]
    return "".join(parts)


def half_of(day: str) -> int:
    """Return the half of its year, 0 or 1, that a day (YYYY-MM-DD) is in."""
    return int(day[5:7] > "06")


def _names(year: int, half: int, words: CalendarWords) -> Iterator[str]:
    for row in _SHOWN_WEEKDAYS:
        yield f'<text x="0" y="{_TOP + row * _STEP + _SIDE - 1}">{escape(words.weekdays[row])}</text>'
    for number in range(1 + 6 * half, 7 + 6 * half):
        column, _ = _place(dt.date(year, number, 1))
        yield f'<text x="{_LEFT + column * _STEP}" y="{_SIDE - 1}">{escape(words.months[number - 1])}</text>'


def _squares(year: int, half: int, words: CalendarWords, shades: _Shades) -> Iterator[str]:
    places: dict[str, list[tuple[int, int]]] = {"l0": [], "unknown": [], "changed": []}
    for day in _days(year, half):
        name, count = str(day), shades.counts.get(str(day), 0)
        column, row = _place(day)
        x, y = _LEFT + column * _STEP, _TOP + row * _STEP
        if count > 0:
            level = sum(count >= bound for bound in shades.bounds)
            title = escape(words.day(name, count))
            yield (
                f'<rect class="l{level}" x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}">'
                f"<title>{title}</title></rect>"
            )
        else:
            is_unknown = shades.last_known is not None and day > shades.last_known
            places["unknown" if is_unknown else "l0"].append((x, y))
        if name in shades.marked:
            places["changed"].append((x, y))
    # One path for all days without any: half of the size of a calendar.
    yield from (f'<path class="{kind}" d="{_path(kind, found)}"/>' for kind, found in places.items() if found)


def _path(kind: str, places: list[tuple[int, int]]) -> str:
    if kind == "changed":
        return "".join(f"M{x} {y}h{_CORNER}l-{_CORNER} {_CORNER}z" for x, y in places)
    return "".join(f"M{x} {y}h{_SIDE}v{_SIDE}h-{_SIDE}z" for x, y in places)


def _days(year: int, half: int) -> Iterator[dt.date]:
    day = dt.date(year, 1 + 6 * half, 1)
    while day.year == year and half_of(str(day)) == half:
        yield day
        day += dt.timedelta(days=1)


def _place(day: dt.date) -> tuple[int, int]:
    """Return the column and the row of a day; each half begins with the column 0."""
    first = dt.date(day.year, 1 + 6 * half_of(str(day)), 1)
    return ((day - first).days + first.weekday()) // 7, day.weekday()
