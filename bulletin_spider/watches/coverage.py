"""Say of which sites something may be missing in a time: those that were not well, or not there yet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.decisions.site_events import retirement
from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.index.totals import present_and_past
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_spider.archive.layout import Layout


def coverage(layout: Layout, sites: Iterable[str], since: dt.datetime, until: dt.datetime) -> Iterator[str]:
    """Yield a sentence for each site that was not well all the time between two moments.

    A run that is well has caught up with everything that earlier runs have missed.
    """
    for site in sites:
        if text := _site_text(layout, site, since, until):
            yield f"{site}: {text}"


def archived_since(layout: Layout, site: str) -> dt.datetime | None:
    """Return when the run began that published the first segment of a site; None if it has published nothing."""
    segments = layout.segments(site)
    return dt.datetime.fromisoformat(run_of(segments[0])) if segments else None


def _site_text(layout: Layout, site: str, since: dt.datetime, until: dt.datetime) -> str:
    record, past, _ = present_and_past(layout, site)
    if not past:
        return "it is not known whether its runs were well"
    last = dt.datetime.fromisoformat(past["ends"][0])
    if last < since:
        if retired := retirement(layout, site):
            return f"retired since {shown_moment(retired['at'])}"
        return f"no run has ended since {shown_moment(last)}"
    if record.get("outcome") == Outcome.UNPROVEN:
        return "its runs cannot prove that nothing is missing"
    state_since = dt.datetime.fromisoformat(past["since"])
    if not past["well"]:
        return f"not well since {shown_moment(state_since)}, its last run was {record.get('outcome', 'lost')}"
    return _new_or_recovered(layout, site, past, since) if since < state_since < until else ""


def _new_or_recovered(layout: Layout, site: str, past: Mapping[str, Any], since: dt.datetime) -> str:
    # The end of the first run, or of the first one that was well.
    began = dt.datetime.fromisoformat(past["began"])
    if since < began and (first := archived_since(layout, site)) and since < first:
        return f"archived only since {shown_moment(first)}"
    return f"well only since {shown_moment(past['since'])}"


def shown_moment(moment: dt.datetime | str) -> str:
    """Return a moment, or its text in ISO 8601, for people: in the zone of the sites."""
    moment = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M} +08:00"
