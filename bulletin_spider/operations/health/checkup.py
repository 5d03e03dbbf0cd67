"""A run's look at its site's health: this run's figures against those of the runs before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.health.baseline import RUNS, visits
from bulletin_spider.operations.health.health import Health, examine
from bulletin_spider.operations.health.rhythm import follow, quiet
from bulletin_spider.operations.outcome.unrecorded_runs import lost_logs, told

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.crawl.spider import DistrictSpider
    from bulletin_spider.operations.health.measures import Measures


@dataclass
class Checkup:
    """What was found."""

    health: Health = field(default_factory=Health)
    changes: dict[str, int] = field(default_factory=dict)
    fields: dict[str, float] = field(default_factory=dict)
    rhythm: dict[str, Any] = field(default_factory=dict)
    drifts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check(spider: DistrictSpider, measures: Measures, today: dt.date, *, accept: bool) -> Checkup:
    """Return a run's checkup; with ``accept`` the site is taken to be as it should, and compared from here on."""
    past = visits(spider.visit.layout, spider.site, RUNS)
    accounts, channels = spider.accounts, measures.channels()
    if accept:
        health = Health(channels, accepted=True)
        rhythm = follow({}, measures.days, today)
        return Checkup(health, measures.changes, measures.fields(), rhythm)
    health = examine(channels, accounts.walks, accounts.owed_words, past)
    rhythm = follow(past[0].get("rhythm", {}) if past else {}, measures.days, today)
    silent = quiet(rhythm, today).values()
    lost = lost_logs(spider.visit.layout, spider.site, past[0]["run"] if past else "", spider.run)
    return Checkup(
        health,
        measures.changes,
        measures.fields(),
        rhythm,
        drifts=health.reasons + [one.text for one in silent if one.far],
        warnings=[one.text for one in silent if not one.far] + ([told(lost)] if lost else []),
    )
