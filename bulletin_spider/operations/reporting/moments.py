"""Write moments for a person: all of a screen in one zone, that of the sites; and notice a clock that was wrong."""

from __future__ import annotations

import datetime as dt

from bulletin_spider.items import SHANGHAI

CLOCK_SLACK = dt.timedelta(days=1)
"""A moment so much later than now comes from a wrong clock; clocks that are set by the network differ by seconds."""
CHECK_CLOCK = "check the clock of this machine: date -u, timedatectl"


def moment_text(moment: dt.datetime) -> str:
    """Return a moment as ``2026-11-28 10:30 +08:00``; days of publication are days of this zone too."""
    return f"{minute_text(moment)} +08:00"


def minute_text(moment: dt.datetime) -> str:
    """Return a moment without its zone, for a table whose head names it: Shanghai."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def day_text(moment: str) -> str:
    """Return the day of a moment in ISO 8601, in the zone of the sites."""
    return f"{dt.datetime.fromisoformat(moment).astimezone(SHANGHAI):%Y-%m-%d}"


def future_end_text(run: str, ended: str, now: dt.datetime) -> str:
    """Return a sentence if a run ended in the future; empty if it did not, or if ``ended`` is not a moment."""
    try:
        moment = dt.datetime.fromisoformat(ended)
        is_future = moment - now > CLOCK_SLACK
    except (TypeError, ValueError):
        return ""
    if not is_future:
        return ""
    return (
        f"run {run} ended on {moment_text(moment)}, and it is {moment_text(now)}: a clock was or is wrong,"
        " and visits in the future do not count"
    )
