"""Find the packs whose captures a later run may read: those of bulletins and files that are visited again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.attachments import LAST_CHECK
from bulletin_spider.archive.packing.pack_history import run_day
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import AttachmentState, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.index.index import Index
    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.archive.index.schedule import Schedule
    from bulletin_spider.archive.packing.pack_history import PackHistory

_ALL = (1 << 31) - 1
"""A limit that no number of bulletins reaches."""
_FAR = dt.timedelta(days=10 * 365)
"""After this time every check of a kept file is due."""


def needed_packs(
    index: Index, history: PackHistory, schedule: Schedule, now: dt.datetime
) -> dict[str, dt.date | None]:
    """Return pack → the last day on which a run may read a capture in it; None if no day is known."""
    needed: dict[str, dt.date | None] = {}
    for file, day in _needed(index, schedule, now):
        if (place := history.files.get(file)) is not None:
            before = needed.get(place.pack, dt.date.min)
            needed[place.pack] = None if day is None or before is None else max(day, before)
    return needed


def _needed(index: Index, schedule: Schedule, now: dt.datetime) -> Iterator[tuple[str, dt.date | None]]:
    """Yield the WARC file of each needed capture, and the last day on which it may be read."""
    today = now.astimezone(SHANGHAI).date()
    for known in index.all_bulletins():
        if known.capture is not None:
            for day in _last_visit(known, schedule, today):
                yield known.capture["file"], day
    for known in (*index.with_owed_files(_ALL), *index.with_due_files(now + _FAR, _ALL)):
        for file in _kept_files(index.version(known)):
            yield file, max(today, run_day(file) + LAST_CHECK)


def _last_visit(known: KnownBulletin, schedule: Schedule, today: dt.date) -> Iterator[dt.date | None]:
    """Yield the last day on which a bulletin is visited again; None while it is missing and not withdrawn."""
    if not schedule.bands:
        return
    last = dt.date.fromisoformat(known.date) + dt.timedelta(days=schedule.bands[-1].until)
    if last >= today:
        yield last
    if known.missing and known.change != Change.WITHDRAWN:
        yield None


def _kept_files(version: Mapping[str, Any]) -> list[str]:
    return [
        attachment["capture"]["file"]
        for attachment in version.get("attachments", ())
        if attachment.get("state") == AttachmentState.KEPT
    ]
