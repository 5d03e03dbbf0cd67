"""The task that visits one site, and what becomes of it by how the visit ended."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.failures import (
    LAST_ATTEMPT,
    PAUSES,
    forget_failure,
    has_failed,
    note_failure,
)
from bulletin_spider.cluster.database.jobs import (
    ENTER_VISIT,
    FIRST_VISITS,
    patiently,
    transaction,
    visit_values,
)
from bulletin_spider.cluster.database.problems import note_run
from bulletin_spider.cluster.tasks.delivery import note_published
from bulletin_spider.cluster.tasks.ping import note_record
from bulletin_spider.cluster.tasks.station import station_of
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from procrastinate import App, JobContext

    from bulletin_spider.cluster.tasks.station import Station
    from bulletin_spider.operations.schedule.site_pool import SiteResult

_ELSEWHERE_PAUSE = 60
"""Seconds after which a site that another run has is tried again: longer than a dead machine keeps it."""
_ELSEWHERE_ATTEMPTS = 3
"""After so many the visit is left to the run that has the site; the timetable asks for the next one."""
_FAILURE_NEWS = {
    1: "",
    LAST_ATTEMPT: f"the {LAST_ATTEMPT}rd visit in a row without a record, the timetable goes on trying",
}
"""Visits in a row without a record → what a person learns of the last one, if it is news."""


class Verdict(StrEnum):
    """What becomes of the job of a visit."""

    DONE = "done"
    """The run left its record; what is wrong with the site is in there."""
    STOPPED = "stopped"
    """The run was stopped before its end, because this worker stops: another one goes on."""
    ELSEWHERE = "elsewhere"
    """Another run has the site."""
    FAILED = "failed"
    """There is no record."""


def verdict(result: SiteResult) -> Verdict:
    """Return what the result of a visit means for its job."""
    outcome = result.record["outcome"]
    if outcome == Outcome.LOCKED:
        return Verdict.ELSEWHERE
    if outcome == Outcome.INTERRUPTED:
        return Verdict.STOPPED
    return Verdict.DONE if result.left_record and outcome != Outcome.OUTPUT_FAILED else Verdict.FAILED


async def visit(context: JobContext, site: str, elsewhere: int = 0) -> None:
    """Visit a site, and settle what follows. ``elsewhere`` is how often another run had the site."""
    station, app, queue = station_of(context), context.app, context.job.queue
    with station.at_work(context.job):
        failed = await patiently(lambda: _has_failed(app, site))
        result = await station.crawl(site, alone=failed or queue == FIRST_VISITS)
        with station.kept_until_settled(site, result):
            news = await patiently(
                lambda: _settle(app, station, site, result, queue, elsewhere, failed=failed)
            )
    station.told(result, news)


async def _has_failed(app: App, site: str) -> bool:
    async with transaction(app) as connection:
        return await has_failed(connection, site)


async def _settle(  # noqa: PLR0913, PLR0917 - what is known of a visit
    app: App, station: Station, site: str, result: SiteResult, queue: str, elsewhere: int, *, failed: bool
) -> str | None:
    """Note what follows from a visit; ``failed`` is whether the one before left no record.

    Return what to add to its outcome if that is news for a person, see :func:`note_run`.
    """
    decided, pause, news = verdict(result), 0, None
    async with transaction(app) as connection:
        # What was published by a visit without a record is not known.
        if decided is not Verdict.DONE or failed or result.record["published"]:
            await note_published(connection, site)
        if decided is Verdict.DONE:
            await forget_failure(connection, site)
            await note_record(connection)
            return await note_run(connection, result.record)
        if decided is Verdict.FAILED:
            reason = (result.record.get("reasons") or ["it left no record"])[0]
            count = await note_failure(connection, site, reason, station.host)
            news = _FAILURE_NEWS.get(count)
            if count >= LAST_ATTEMPT:
                return news
            pause = PAUSES[count - 1]
        if decided is Verdict.ELSEWHERE:
            elsewhere, pause = elsewhere + 1, _ELSEWHERE_PAUSE
            if elsewhere >= _ELSEWHERE_ATTEMPTS:
                return None
        values = visit_values(site, queue, pause=pause, elsewhere=elsewhere)
        await connection.execute(ENTER_VISIT, values)
    return news
