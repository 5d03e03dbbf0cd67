"""Count what a calendar shows, and draw it: of the archive, or of a site."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bulletin_spider.archive.search.catalogue.days import days
from bulletin_spider.web.charts.calendar import calendar_svg, legend_of, months_of
from bulletin_spider.web.charts.calendar_words import calendar_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.search.word_index import WordIndex


def days_of_year(index: WordIndex, year: int, site: str | None = None) -> dict[str, dict[str, int]]:
    """Return the bulletins by day of publication, and the edits and withdrawals by the day on which they were found."""
    rows = days(index, dt.date(year, 1, 1), dt.date(year, 12, 31), site)
    return {
        "days": {str(row.day): row.bulletins for row in rows if row.bulletins},
        "changed_days": {
            str(row.day): row.changed + row.withdrawn for row in rows if row.changed + row.withdrawn
        },
    }


def drawn_year(answered: Mapping[str, Any], language: str, known: dt.date | None) -> dict[str, Any]:
    """Return what a template shows of a year: its drawing, its months, and what the shades mean."""
    year, counts, changed = answered["year"], answered["days"], answered["changed_days"]
    drawn = calendar_svg(year, counts, calendar_words(language, year, counts), known, changed)
    return {
        "calendar": Markup(drawn),  # noqa: S704 - escaped where it is drawn
        "months": months_of(year, counts, changed),
        "legend": legend_of(counts),
    }
