"""Count what a watch would have sent over the last month, before it is saved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Change, Pace
from bulletin_spider.watches.coverage import archived_since, coverage
from bulletin_spider.watches.cursor import Place, steps_after
from bulletin_spider.watches.matching import Matcher

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.definition import Watch

_SPAN = dt.timedelta(days=30)
_LONGEST_RUN = dt.timedelta(hours=1)
_WEEK = dt.timedelta(days=7)
_LEAST_SPAN = dt.timedelta(days=1)
"""A shorter time says nothing about a week."""


@dataclass
class Forecast:
    """What a watch would have sent between ``since`` and ``until``."""

    since: dt.datetime
    until: dt.datetime
    days: Counter[dt.date] = field(default_factory=Counter)
    """Day in Asia/Shanghai → hits."""
    older: int = 0
    """Bulletins that were published for the first time in this span, and are older: the first runs of a site."""
    coverage: tuple[str, ...] = ()

    @property
    def hits(self) -> int:
        """How many versions the watch would have found."""
        return self.days.total()

    def messages(self, every: Pace) -> int:
        """Return how many messages it would have sent."""
        if every == Pace.AT_ONCE:
            return self.hits
        first = self.since.astimezone(SHANGHAI).date()
        span = _WEEK.days if every == Pace.WEEKLY else 1
        return len({(day - first).days // span for day in self.days})

    def a_week(self, every: Pace) -> float:
        """Return how many messages that is in a week."""
        return self.messages(every) * (_WEEK / max(self.until - self.since, _LEAST_SPAN))


def forecast(layout: Layout, watch: Watch, now: dt.datetime) -> Forecast:
    """Return what the watch would have sent in the last 30 days, or since the archive began."""
    matcher = Matcher(layout, watch)
    sites = [site for site in layout.sites() if matcher.watches_site(site)]
    begun = [first for site in sites if (first := archived_since(layout, site))]
    found = Forecast(max(now - _SPAN, min(begun, default=now - _SPAN)).astimezone(dt.UTC), now)
    for site in sites:
        # The run that was in progress then has an earlier name, so one that began an hour before is read, too.
        begin = Place(f"{found.since - _LONGEST_RUN:{RUN_FORMAT}}")
        for step in steps_after(layout, site, begin):
            if step.version and matcher.hit(step.version):
                _count(found, step.version)
    found.coverage = tuple(coverage(layout, watch.sites or sites, now - _SPAN, now))
    return found


def _count(found: Forecast, version: dict[str, Any]) -> None:
    fetched = dt.datetime.fromisoformat(version["fetched_at"])
    if (
        version["change"] == Change.NEW
        and version["date"] < found.since.astimezone(SHANGHAI).date().isoformat()
    ):
        found.older += 1
    elif fetched >= found.since:
        found.days[fetched.astimezone(SHANGHAI).date()] += 1
