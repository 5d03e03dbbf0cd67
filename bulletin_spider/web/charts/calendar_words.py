"""Say what a calendar shows, in the language of the reader."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bulletin_spider.web.charts.calendar import CalendarWords
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Mapping


def calendar_words(language: str, year: int, counts: Mapping[str, int]) -> CalendarWords:
    """Return the words of the calendar of a year with ``counts`` of bulletins by day."""
    say = partial(text, language)
    total, days = sum(counts.values()), sum(count > 0 for count in counts.values())

    def day(date: str, count: int | None) -> str:
        return (
            say("calendar.unknown", day=date) if count is None else say("calendar.day", day=date, count=count)
        )

    return CalendarWords(
        say("calendar.title", year=year),
        say("calendar.description", total=f"{total:,}", days=days),
        say("calendar.months").split(),
        say("calendar.weekdays").split(),
        day,
    )
