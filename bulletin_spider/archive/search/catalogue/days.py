"""Count bulletins and changes by day: of the archive, a site or a channel."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.search.catalogue.numbers import channel_numbers, site_number
from bulletin_spider.archive.search.tables import WHOLE_ARCHIVE

if TYPE_CHECKING:
    from bulletin_spider.archive.search.word_index import WordIndex

_DAYS = """SELECT day, sum(bulletins), sum(changed), sum(withdrawn) FROM days
    WHERE channel IN ({}) AND day BETWEEN ? AND ? GROUP BY day ORDER BY day"""


class DayRow(NamedTuple):
    """What happened on a day of Asia/Shanghai; a day on which nothing happened has no row."""

    day: dt.date
    bulletins: int
    """Bulletins that say that they are of this day, in their latest version."""
    changed: int
    """Versions fetched on this day that are revised, moved or restored."""
    withdrawn: int
    """Versions of this day that say that a bulletin is gone."""


def days(
    index: WordIndex, since: dt.date, until: dt.date, site: str | None = None, channel: str | None = None
) -> list[DayRow]:
    """Return the days of a span, including both, on which something happened: anywhere, at a site, or in a channel."""
    numbers = [WHOLE_ARCHIVE]
    if site is not None:
        number = site_number(index, site)
        numbers = channel_numbers(index, number, channel) if number else []
    statement = _DAYS.format(", ".join(map(str, numbers)))
    rows = index.rows(statement, (since.toordinal(), until.toordinal()))
    return [DayRow(dt.date.fromordinal(day), *counts) for day, *counts in rows]
