"""List the changes of bulletins in all sites, the newest first."""

from __future__ import annotations

import datetime as dt
import heapq
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.catalogue.numbers import site_number
from bulletin_spider.archive.search.traits import PARTS, members_of, number_of
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Change, ChangedPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.search.word_index import WordIndex

SHOWN_BY_DEFAULT = (Change.REVISED, Change.MOVED, Change.WITHDRAWN, Change.RESTORED)
"""What the site did; a page that was only read again is our doing."""
_COLUMNS = """SELECT changes.site, moment, sites.name, id, revision, change, parts, size, channels.name,
    changes.segment, changes.offset, before_segment, before_offset
    FROM changes JOIN sites ON sites.number = changes.site JOIN channels ON channels.number = changes.channel"""
_ORDER = " ORDER BY moment DESC, changes.site DESC, id DESC, revision DESC LIMIT ?"
_AFTER = " AND (moment, changes.site, id, revision) < (?, ?, ?, ?)"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM changes WHERE {} LIMIT ?)"
MOST_COUNTED = 10_000
"""Changes that are counted at most: more are many."""


class ChangeKey(NamedTuple):
    """The key of pages of changes: it stays valid when changes are added."""

    moment: int
    """Seconds since 1970 when the page was fetched."""
    site: str
    id: str
    revision: int


class ChangeRow(NamedTuple):
    """A version that is not the first of its bulletin."""

    key: ChangeKey
    change: Change
    parts: tuple[ChangedPart, ...]
    """What differs from the version before; nothing for one that repeats its words, such as one that is withdrawn."""
    size: int
    """Characters of headline and paragraphs that were removed or added."""
    channel: str
    place: tuple[int, int]
    """Number of the segment and offset in it."""
    before: tuple[int, int] | None
    """The place of the version before; None if no published segment has it."""

    @property
    def moment(self) -> dt.datetime:
        """When the page was fetched, in Asia/Shanghai."""
        return dt.datetime.fromtimestamp(self.key.moment, SHANGHAI)


class ChangePage(NamedTuple):
    """A page of changes."""

    changes: list[ChangeRow]
    after: ChangeKey | None
    """The key with which the next page begins; None on the last page."""


class ChangeRequest(NamedTuple):
    """Which changes are asked for; every filter that is set narrows the list."""

    changes: tuple[Change, ...] = SHOWN_BY_DEFAULT
    parts: tuple[ChangedPart, ...] = ()
    """Only changes of at least one of these parts."""
    least_size: int = 0
    site: str | None = None
    since: dt.datetime | None = None
    """Fetched at that time or later."""
    until: dt.datetime | None = None
    """Fetched before that time."""


def change_page(
    index: WordIndex, request: ChangeRequest, size: int = 50, after: ChangeKey | None = None
) -> ChangePage:
    """Return at most ``size`` changes behind the change of key ``after``, the newest first. Raises ``TooBroad``."""
    site = site_number(index, request.site)
    key = (after.moment, site_number(index, after.site) or 0, after.id, after.revision) if after else None
    if site is None and request.site is not None:
        return ChangePage([], None)
    # Each kind of change is a range of an index, in the order of the list.
    ranges = [
        _range(index, request, (change, site, key), size + 1) for change in dict.fromkeys(request.changes)
    ]
    merged = heapq.merge(*ranges, key=itemgetter(0), reverse=True)
    rows = [row for _, row in islice(merged, size + 1)]
    return ChangePage(rows[:size], rows[size - 1].key if len(rows) > size else None)


def read_change(index: WordIndex, row: ChangeRow) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the version of a change and the version before; None if that is not published."""
    return index.version_in(*row.place), index.version_in(*row.before) if row.before else None


def count_changes(
    index: WordIndex, request: ChangeRequest, most: int = MOST_COUNTED, after: ChangeKey | None = None
) -> int:
    """Return the number of changes behind the change of key ``after``, at most ``most``."""
    site, number = site_number(index, request.site), 0
    if site is None and request.site is not None:
        return 0
    key = (after.moment, site_number(index, after.site) or 0, after.id, after.revision) if after else ()
    for change in dict.fromkeys(request.changes):
        condition, values = _condition(request, change, site)
        statement = _COUNT.format(condition + _AFTER if after else condition)
        number += next(index.rows(statement, [*values, *key, most - number]))[0]
    return number


def change_condition(
    index: WordIndex, request: ChangeRequest, change: Change
) -> tuple[str, list[Any]] | None:
    """Return what a change of one kind must be in SQL, with the values of it; None if there is no such site."""
    site = site_number(index, request.site)
    return None if site is None and request.site is not None else _condition(request, change, site)


def _range(
    index: WordIndex, request: ChangeRequest, place: tuple[Change, int | None, Any], limit: int
) -> Iterator[tuple[tuple[Any, ...], ChangeRow]]:
    change, site, key = place
    condition, values = _condition(request, change, site)
    statement = f"{_COLUMNS} WHERE {condition}{_AFTER if key else ''}{_ORDER}"
    for number, *columns in index.rows(statement, [*values, *(key or ()), limit]):
        row = _row(*columns)
        yield (row.key.moment, number, row.key.id, row.key.revision), row


def _condition(request: ChangeRequest, change: Change, site: int | None) -> tuple[str, list[Any]]:
    """Return what a change must be, with the values of it."""
    filters: dict[str, Any] = {
        "change = ?": change,
        "changes.site = ?": site,
        "moment >= ?": request.since.timestamp() if request.since else None,
        "moment < ?": request.until.timestamp() if request.until else None,
        "parts & ?": number_of(request.parts, PARTS) or None,
        "size >= ?": request.least_size or None,
    }
    wanted = {text: value for text, value in filters.items() if value is not None}
    return " AND ".join(wanted), [*wanted.values()]


def _row(*columns: Any) -> ChangeRow:  # noqa: ANN401 - of a database
    moment, site, identity, revision, change, parts, size, channel, *places = columns
    segment, offset, before, before_offset = places
    return ChangeRow(
        ChangeKey(moment, site, identity, revision),
        Change(change),
        tuple(map(ChangedPart, members_of(parts, PARTS))),
        size,
        channel,
        (segment, offset),
        None if before is None else (before, before_offset),
    )
