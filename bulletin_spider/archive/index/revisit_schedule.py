"""When a known bulletin is visited again: often while it is young, seldom when it is old."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import and_, bindparam, case, select, tuple_

from bulletin_spider.archive.index.derive import WITHDRAWN
from bulletin_spider.archive.index.tables import BULLETINS
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import SHANGHAI

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

DAY = 86400
EARLY = 0.9
"""The part of an interval after which a visit is due: a timer that comes a little early must not skip a day."""
_BAND = re.compile(r"every (\d{1,5})d for (\d{1,5})d")


class Band(NamedTuple):
    """Up to an age of ``until`` days, a visit every ``every`` days."""

    until: int
    every: int


class Schedule(NamedTuple):
    """The bands of age, youngest first; a bulletin older than the last is not visited any more."""

    bands: tuple[Band, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the schedule of ``every 1d for 7d, every 7d for 56d``; raise ``UsageFault`` if it is none."""
        bands: list[Band] = []
        for part in filter(None, map(str.strip, text.split(","))):
            match = _BAND.fullmatch(part)
            if not match or not int(match[1]):
                raise UsageFault(
                    f"REVISIT_SCHEDULE: '{part}' is no band; write it like 'every 1d for 7d, every 7d for 56d'"
                )
            bands.append(Band((bands[-1].until if bands else 0) + int(match[2]), int(match[1])))
        return cls(tuple(bands))


def due_statement(schedule: Schedule, now: dt.datetime) -> Select[Any]:
    """Return the query for what is due by age; parameters ``site``, ``now`` (seconds) and ``limit``."""
    if not schedule.bands:
        return _of_site().where(BULLETINS.c.id.is_(None))
    today = now.astimezone(SHANGHAI).date()
    since = [(today - dt.timedelta(days=band.until)).isoformat() for band in schedule.bands]
    every = case(
        *((BULLETINS.c.date >= day, band.every) for day, band in zip(since, schedule.bands, strict=True)),
        else_=None,
    )
    overdue = _waited() / (every * float(DAY))
    return (
        _of_site()
        .where(BULLETINS.c.date >= since[-1], overdue >= EARLY)
        .order_by(overdue.desc())
        .limit(bindparam("limit"))
    )


def missing_statement(schedule: Schedule) -> Select[Any]:
    """Return the query for what was missing at the last visit and is not called withdrawn: looked for every day."""
    if not schedule.bands:
        return _of_site().where(BULLETINS.c.id.is_(None))
    suspected = and_(BULLETINS.c.missing > 0, BULLETINS.c.change != WITHDRAWN, _waited() >= EARLY * DAY)
    return _of_site().where(suspected).limit(bindparam("limit"))


def everything_statement(last: tuple[str, str], limit: int) -> Select[Any]:
    """Return the query for the ``limit`` bulletins that come after ``last``, newest first; parameter ``site``."""
    order = tuple_(BULLETINS.c.date, BULLETINS.c.id)
    return (
        _of_site().where(order < last).order_by(BULLETINS.c.date.desc(), BULLETINS.c.id.desc()).limit(limit)
    )


def _of_site() -> Select[Any]:
    return select(BULLETINS).where(BULLETINS.c.site == bindparam("site"))


def _waited() -> ColumnElement[Any]:
    return bindparam("now") - BULLETINS.c.visited
