"""Select the bulletins that are due for a revisit: often while they are young, rarely when they are old."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, bindparam, case, select, tuple_

from bulletin_spider.archive.index.tables import BULLETINS, SUSPECTED
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from bulletin_spider.archive.index.schedule import Schedule

_SECONDS_A_DAY = 86400
_DUE_SHARE = 0.9
"""Share of an interval after which a revisit is due, so that a timer that fires a little early skips no day."""


def due_statement(schedule: Schedule, now: dt.datetime, channel: str | None = None) -> Select[Any]:
    """Return the statement for bulletins that are due by age; parameters ``site``, ``now`` (seconds) and ``limit``.

    An index that holds all that the inner statement needs chooses them; only those are read.
    """
    if not schedule.bands:
        return _bulletins_of_site().where(BULLETINS.c.id.is_(None))
    today = now.astimezone(SHANGHAI).date()
    oldest_dates = [(today - dt.timedelta(days=band.until)).isoformat() for band in schedule.bands]
    every = case(
        *(
            (BULLETINS.c.date >= day, band.every)
            for day, band in zip(oldest_dates, schedule.bands, strict=True)
        ),
        else_=None,
    )
    overdue = _seconds_since_visit() / (every * float(_SECONDS_A_DAY))
    due = select(BULLETINS.c.id).where(
        BULLETINS.c.site == bindparam("site"),
        BULLETINS.c.date >= oldest_dates[-1],
        overdue >= _DUE_SHARE,
        *((BULLETINS.c.channel == channel,) if channel else ()),
    )
    chosen = due.order_by(overdue.desc()).limit(bindparam("limit"))
    return _bulletins_of_site().where(BULLETINS.c.id.in_(chosen)).order_by(overdue.desc())


def missing_statement(schedule: Schedule, channel: str | None = None) -> Select[Any]:
    """Return the statement for bulletins that the last revisit missed and that are not withdrawn: due every day.

    Parameters as above.
    """
    if not schedule.bands:
        return _bulletins_of_site().where(BULLETINS.c.id.is_(None))
    is_due = _seconds_since_visit() >= _DUE_SHARE * _SECONDS_A_DAY
    # As an expression the channel keeps SQLite from the index of channels, which would lead through all of the past.
    of_channel = (BULLETINS.c.channel.concat("") == channel,) if channel else ()
    return _bulletins_of_site().where(SUSPECTED, is_due, *of_channel).limit(bindparam("limit"))


def all_statement(last: tuple[str, str], limit: int) -> Select[Any]:
    """Return the statement for the ``limit`` bulletins after ``last`` (date, id), newest first; parameter ``site``."""
    order = tuple_(BULLETINS.c.date, BULLETINS.c.id)
    return (
        _bulletins_of_site()
        .where(order < last)
        .order_by(BULLETINS.c.date.desc(), BULLETINS.c.id.desc())
        .limit(limit)
    )


def newest_statement(*, of_channel: bool) -> Select[Any]:
    """Return the statement for the newest bulletins; parameters ``site``, ``limit`` and maybe ``channel``."""
    statement = _bulletins_of_site().where(BULLETINS.c.change != Change.WITHDRAWN)
    if of_channel:
        statement = statement.where(BULLETINS.c.channel == bindparam("channel"))
    order = (BULLETINS.c.date, BULLETINS.c.segment, BULLETINS.c.offset)
    return statement.order_by(*(column.desc() for column in order)).limit(bindparam("limit"))


def _bulletins_of_site() -> Select[Any]:
    return select(BULLETINS).where(BULLETINS.c.site == bindparam("site"))


def _seconds_since_visit() -> ColumnElement[Any]:
    """Return the seconds since the last visit; a visit in the future was never made: a clock was wrong."""
    now = bindparam("now", type_=Float)
    future = BULLETINS.c.visited > now + float(_SECONDS_A_DAY)
    return now - case((future, 0), else_=BULLETINS.c.visited)
