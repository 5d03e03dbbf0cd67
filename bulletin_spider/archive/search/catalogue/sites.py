"""List sites, their channels and their reporters, with counts and the days between which they published."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.catalogue.numbers import site_number
from bulletin_spider.archive.search.documents import DAY_ROWS

if TYPE_CHECKING:
    from collections.abc import Collection

    from bulletin_spider.archive.search.word_index import WordIndex

_SITES = """SELECT name, bulletins, withdrawn, (SELECT max(row) FROM places WHERE site = number)
    FROM sites WHERE name > ? ORDER BY name LIMIT ?"""
_QUIET = """SELECT name, bulletins, withdrawn, (SELECT max(row) FROM places WHERE site = number) AS newest
    FROM sites WHERE newest >= ? ORDER BY newest, name LIMIT ?"""
_LATEST = """SELECT name, bulletins, withdrawn, (SELECT max(row) FROM places WHERE site = number) AS newest
    FROM sites ORDER BY newest / ? DESC, name DESC LIMIT ?"""
_TOTALS = (
    "SELECT count(*), coalesce(sum(bulletins), 0), coalesce(sum(withdrawn), 0) FROM sites WHERE bulletins"
)
_CHANNELS = """SELECT name, bulletins, (SELECT min(row) FROM places WHERE channel = number),
    (SELECT max(row) FROM places WHERE channel = number)
    FROM channels WHERE site = ? AND bulletins ORDER BY bulletins DESC, name"""
_REPORTERS = "SELECT name, bulletins FROM reporters WHERE site = ?"
_AFTER_REPORTER = " AND (bulletins < ? OR bulletins = ? AND name > ?)"
_BY_NUMBER = " ORDER BY bulletins DESC, name LIMIT ?"
_WITH_ID = "SELECT name FROM places JOIN sites ON number = site WHERE id = ? ORDER BY name"
_NEWEST = "SELECT row FROM places WHERE site = ? ORDER BY row DESC LIMIT ?"
_ALL = -1


class SiteRow(NamedTuple):
    """What was published of a site."""

    site: str
    bulletins: int
    """Also those that are withdrawn."""
    withdrawn: int
    newest: dt.date | None
    """The day of its newest bulletin; None without a bulletin, or if none has a day."""


class ArchiveTotals(NamedTuple):
    """What was published in all."""

    sites: int
    bulletins: int
    withdrawn: int


class ChannelRow(NamedTuple):
    """What was published in a channel."""

    channel: str
    bulletins: int
    oldest: dt.date | None
    newest: dt.date | None


class ReporterRow(NamedTuple):
    """How many bulletins of a site name a reporter; also the key of pages."""

    name: str
    bulletins: int


def site_page(index: WordIndex, size: int | None = None, after: str = "") -> list[SiteRow]:
    """Return at most ``size`` sites behind the site ``after``, by name; all without ``size``."""
    rows = index.rows(_SITES, (after, _ALL if size is None else size))
    return [SiteRow(name, bulletins, withdrawn, _day(row)) for name, bulletins, withdrawn, row in rows]


def latest_published(index: WordIndex, size: int) -> list[SiteRow]:
    """Return at most ``size`` sites, that with the newest bulletin first."""
    rows = index.rows(_LATEST, (DAY_ROWS, size))
    return [SiteRow(name, bulletins, withdrawn, _day(row)) for name, bulletins, withdrawn, row in rows]


def longest_quiet(index: WordIndex, size: int, without: Collection[str] = ()) -> list[SiteRow]:
    """Return at most ``size`` sites with a bulletin that has a day, that whose newest is the oldest first."""
    rows = index.rows(_QUIET, (DAY_ROWS, size + len(without)))
    found = (SiteRow(row[0], row[1], row[2], _day(row[3])) for row in rows if row[0] not in without)
    return list(islice(found, size))


def archive_totals(index: WordIndex) -> ArchiveTotals:
    """Return the counts of all sites."""
    return ArchiveTotals(*next(index.rows(_TOTALS, ())))


def newest_rows(index: WordIndex, site: str, size: int) -> list[int]:
    """Return the row numbers of the newest bulletins of a site; :meth:`WordIndex.read_version` reads them."""
    return [row for (row,) in index.rows(_NEWEST, (site_number(index, site), size))]


def channels_of(index: WordIndex, site: str) -> list[ChannelRow]:
    """Return the channels of a site, that with the most bulletins first."""
    rows = index.rows(_CHANNELS, (site_number(index, site),))
    return [ChannelRow(name, bulletins, _day(first), _day(last)) for name, bulletins, first, last in rows]


def reporter_page(
    index: WordIndex, site: str, size: int = 50, after: ReporterRow | None = None
) -> list[ReporterRow]:
    """Return at most ``size`` reporters of a site behind ``after``, the one named most often first."""
    statement, values = _REPORTERS, list[Any]([site_number(index, site)])
    if after:
        statement += _AFTER_REPORTER
        values += [after.bulletins, after.bulletins, after.name]
    return [ReporterRow(*one) for one in index.rows(f"{statement}{_BY_NUMBER}", [*values, size])]


def sites_with(index: WordIndex, identity: str) -> list[str]:
    """Return the sites that have published a bulletin with an id."""
    return [site for (site,) in index.rows(_WITH_ID, (identity,))]


def _day(row: int | None) -> dt.date | None:
    return dt.date.fromordinal(row // DAY_ROWS) if row and row >= DAY_ROWS else None
