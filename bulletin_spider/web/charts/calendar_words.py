"""Say what a calendar shows, in the language of the reader."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bulletin_spider.web.charts.calendar import HALVES, CalendarWords, half_of
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Mapping


def calendar_words(language: str, year: int, counts: Mapping[str, int]) -> CalendarWords:
    """Return the words of the calendar of a year with ``counts`` of bulletins by day."""
    say = partial(text, language)

    def day(date: str, count: int | None) -> str:
        return (
            say("calendar.unknown", day=date) if count is None else say("calendar.day", day=date, count=count)
        )

    return CalendarWords(
        [say(f"calendar.title_{half}", year=year) for half in range(HALVES)],
        [_description(language, counts, half) for half in range(HALVES)],
        say("calendar.months").split(),
        say("calendar.weekdays").split(),
        day,
    )


def _description(language: str, counts: Mapping[str, int], half: int) -> str:
    inside = [count for day, count in counts.items() if half_of(day) == half and count > 0]
    return text(language, "calendar.description", total=f"{sum(inside):,}", days=len(inside))
