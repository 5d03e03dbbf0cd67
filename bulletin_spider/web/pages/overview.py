"""What is new, what was changed without a word, can I rely on this?

It shows the newest bulletins of each site that published last, since when it is covered, the last edits and
withdrawals, a year day by day, the sites that have been quiet for longest, and those that need a person.
"""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.totals import present_and_past
from bulletin_spider.archive.search.catalogue.changes import ChangeRequest, change_page, read_change
from bulletin_spider.archive.search.catalogue.days import days
from bulletin_spider.archive.search.catalogue.sites import (
    archive_totals,
    latest_published,
    longest_quiet,
    newest_rows,
)
from bulletin_spider.web.charts.year import days_of_year, drawn_year
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.state import TROUBLED, UNVISITED

if TYPE_CHECKING:
    from bulletin_spider.archive.search.catalogue.changes import ChangeRow
    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.operations.reporting.site_status import SiteStatus
    from bulletin_spider.web.health.states import States
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_SITES, _OF_SITE = 16, 2
"""Sites whose newest bulletins are shown, as many as Beijing has districts; and bulletins of each."""
_CHANGES = 10
"""Changes of the list; the page of changes has all of them."""
_QUIET = 5
_WEEK = dt.timedelta(days=7)
_EARLIEST_YEAR = 1990
"""The first year that is offered: there were no web pages of districts before."""
_SHOWN = ("id", "site", "channel", "title", "date", "change", "revision", "url")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return what is new, changed and quiet."""
    index, now, states = reading.index(), reading.now(), reading.states.states()
    today = now.date()
    year = parameters.number("year", today.year, today.year)
    week = days(index, today - _WEEK + dt.timedelta(days=1), today)
    return {
        "totals": archive_totals(index)._asdict(),
        "newest": _newest(reading, index),
        "week": {
            "since": str(today - _WEEK + dt.timedelta(days=1)),
            "bulletins": sum(day.bulletins for day in week),
            "changed": sum(day.changed for day in week),
            "withdrawn": sum(day.withdrawn for day in week),
        },
        "changes": [_change(index, row) for row in change_page(index, ChangeRequest(), _CHANGES).changes],
        "year": year,
        "earlier_year": year - 1 if year > _EARLIEST_YEAR else None,
        "later_year": year + 1 if year < today.year else None,
        **days_of_year(index, year),
        "covered": _covered(states),
        "quiet": _quiet(index, states, today),
        "state": _state(states),
    }


def _newest(reading: Reading, index: WordIndex) -> list[dict[str, Any]]:
    """Return the newest bulletins of the sites that published last, and since when each site is covered."""
    found = []
    for site in (row.site for row in latest_published(index, _SITES)):
        _, past, _ = present_and_past(reading.layout, site)
        versions = [index.read_version(row) for row in newest_rows(index, site, _OF_SITE)]
        found.append(
            {
                "site": site,
                "site_title": reading.titles.title(site),
                "since": past.get("began"),
                "visited": next(iter(past.get("ends", ())), None),
                "bulletins": [{name: version[name] for name in _SHOWN} for version in versions],
            }
        )
    return found


def _change(index: WordIndex, row: ChangeRow) -> dict[str, Any]:
    version, before = read_change(index, row)
    return {name: version[name] for name in _SHOWN} | {
        "moment": row.moment.isoformat(),
        "parts": [part.value for part in row.parts],
        "size": row.size,
        "before": before["revision"] if before else None,
    }


def _covered(states: States) -> dict[str, Any] | None:
    """Return since when the first and the last of the sites is archived; None if that is not known."""
    found = [(one.began, one.site) for one in states.sites if one.began]
    if not found:
        return None
    first = min(found)
    return {"sites": len(found), "since": first[0], "site": first[1], "last_since": max(found)[0]}


def _quiet(index: WordIndex, states: States, today: dt.date) -> list[dict[str, Any]]:
    """Return the sites that have been quiet for longest, without those of which later days are not known."""
    past = {one.site for one in states.sites if one.retired or one.unvisited is not None}
    return [
        {
            "site": row.site,
            "newest": str(row.newest),
            "days": (today - row.newest).days,
            "usual_gap": _usual_gap(states.by_site.get(row.site)),
        }
        for row in longest_quiet(index, _QUIET, past)
        if row.newest
    ]


def _usual_gap(status: SiteStatus | None) -> float | None:
    """Return the days between two bulletins of the channel that publishes most often; None if it is not known."""
    paces = [pace["usual_gap"] for pace in status.channels.values()] if status else []
    return min((pace for pace in paces if pace is not None), default=None)


def _state(states: States) -> dict[str, Any]:
    """Return how many sites need a person, as ``status`` says it."""
    troubled, unvisited = states.by_state[TROUBLED], states.by_state[UNVISITED]
    return {
        "sites": len(states.sites),
        "read": states.read,
        "of": states.of,
        "troubled": len(troubled),
        "first": [{"site": one.site, "problem": one.problems[0]} for one in troubled[:_QUIET]],
        "unvisited": len(unvisited),
        "longest_unvisited": [
            {"site": one.site, "ended": one.ended, "days": one.unvisited}
            for one in sorted(unvisited, key=attrgetter("ended"))[:_QUIET]
        ],
        "archive": [problem.text for problem in states.problems],
    }


def _more(reading: Reading, answered: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    return drawn_year(answered, parameters.language, reading.now().date())


PAGE = Page(path="/", template="overview.html", answer=answer, navigation=1, more=_more)
