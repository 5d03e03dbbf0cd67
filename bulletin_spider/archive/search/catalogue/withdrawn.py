"""List the bulletins that are withdrawn now, the last one first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.catalogue.numbers import site_number
from bulletin_spider.items import SHANGHAI

if TYPE_CHECKING:
    from bulletin_spider.archive.search.word_index import WordIndex

_WITHDRAWN = """SELECT row, fetched, name, id FROM places INDEXED BY {} JOIN sites ON number = site
    WHERE change = 'withdrawn'"""
_ALL_SITES, _ONE_SITE = (
    _WITHDRAWN.format("withdrawn"),
    _WITHDRAWN.format("withdrawn_by_site") + " AND site = ?",
)
_COUNT = "SELECT count(*) FROM places INDEXED BY {} WHERE change = 'withdrawn'"
_AFTER = " AND (fetched, site, id) < (?, ?, ?)"
_ORDER = " ORDER BY fetched DESC, site DESC, id DESC LIMIT ?"


class WithdrawnKey(NamedTuple):
    """The key of pages of withdrawn bulletins: it stays valid when bulletins are added or restored."""

    moment: int
    """Seconds since 1970 when the visit was that did not find it, and after which it counted as withdrawn."""
    site: str
    id: str


class WithdrawnRow(NamedTuple):
    """A bulletin that is gone from its site; :meth:`WordIndex.read_version` reads its last words by its row."""

    key: WithdrawnKey
    row: int

    @property
    def moment(self) -> dt.datetime:
        """The time of the key, in Asia/Shanghai."""
        return dt.datetime.fromtimestamp(self.key.moment, SHANGHAI)


class WithdrawnPage(NamedTuple):
    """A page of withdrawn bulletins."""

    bulletins: list[WithdrawnRow]
    after: WithdrawnKey | None
    """The key with which the next page begins; None on the last page."""


def withdrawn_page(
    index: WordIndex, site: str | None = None, size: int = 50, after: WithdrawnKey | None = None
) -> WithdrawnPage:
    """Return at most ``size`` withdrawn bulletins behind that of key ``after``, of all sites or of one."""
    statement = _ALL_SITES if site is None else _ONE_SITE
    values = [] if site is None else list[Any]([site_number(index, site) or 0])
    if after:
        statement += _AFTER
        values += [after.moment, site_number(index, after.site) or 0, after.id]
    rows = [
        WithdrawnRow(WithdrawnKey(moment, name, identity), row)
        for row, moment, name, identity in index.rows(statement + _ORDER, [*values, size + 1])
    ]
    return WithdrawnPage(rows[:size], rows[size - 1].key if len(rows) > size else None)


def count_withdrawn(index: WordIndex, site: str | None = None, after: WithdrawnKey | None = None) -> int:
    """Return the number of withdrawn bulletins behind that of key ``after``, of all sites or of one."""
    statement = _COUNT.format("withdrawn" if site is None else "withdrawn_by_site")
    values = list[Any]()
    if site is not None:
        statement += " AND site = ?"
        values.append(site_number(index, site) or 0)
    if after:
        statement += _AFTER
        values += [after.moment, site_number(index, after.site) or 0, after.id]
    return int(next(index.rows(statement, values))[0])
