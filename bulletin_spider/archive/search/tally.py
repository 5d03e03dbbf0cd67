"""Count the bulletins and changes of sites, channels, reporters and days while segments are read."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from operator import add
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.tables import WHOLE_ARCHIVE
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    import sqlite3

_SITE = "SELECT number FROM sites WHERE name = ?"
_NEW_SITE = "INSERT INTO sites (name, bulletins, withdrawn) VALUES (?, 0, 0)"
_CHANNEL = "SELECT number FROM channels WHERE site = ? AND name = ?"
_NEW_CHANNEL = "INSERT INTO channels (site, name, bulletins) VALUES (?, ?, 0)"
_SITES = "UPDATE sites SET bulletins = bulletins + ?, withdrawn = withdrawn + ? WHERE number = ?"
_CHANNELS = "UPDATE channels SET bulletins = bulletins + ? WHERE number = ?"
_REPORTERS = """INSERT INTO reporters VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET bulletins = bulletins + excluded.bulletins"""
_DAYS = """INSERT INTO days VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET bulletins = bulletins + excluded.bulletins,
    changed = changed + excluded.changed, withdrawn = withdrawn + excluded.withdrawn"""
_NO_REPORTER = "DELETE FROM reporters WHERE site = ? AND name = ? AND bulletins = 0"
_NO_DAY = "DELETE FROM days WHERE channel = ? AND day = ? AND bulletins = 0 AND changed = 0 AND withdrawn = 0"
_SHANGHAI = 8 * 3600
_DAY = 86_400
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Tally:
    """Numbers of sites and channels, and what was counted since :meth:`write`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._bulletins: Counter[tuple[int, int]] = Counter()
        """(site, channel) → bulletins."""
        self._withdrawn: Counter[int] = Counter()
        self._reporters: Counter[tuple[int, str]] = Counter()
        self._days: defaultdict[tuple[int, int], list[int]] = defaultdict(_no_counts)

    def site(self, name: str) -> int:
        """Return the number of a site."""
        return self._number((name,), _SITE, _NEW_SITE)

    def channel(self, site: int, name: str) -> int:
        """Return the number of a channel of a site."""
        return self._number((site, _storable(name)), _CHANNEL, _NEW_CHANNEL)

    def _number(self, key: tuple[Any, ...], statement: str, new: str) -> int:
        if key not in self._numbers:
            found = self._database.execute(statement, key).fetchone()
            self._numbers[key] = found[0] if found else self._database.execute(new, key).lastrowid or 0
        return self._numbers[key]

    def count_bulletin(
        self, change: str, reporters: list[str], place: tuple[int, int, int], number: int = 1
    ) -> None:
        """Count the latest version of a bulletin at ``place``: site, channel and day. -1 if it is that no more."""
        site, channel, day = place
        self._bulletins[site, channel] += number
        if change == Change.WITHDRAWN:
            self._withdrawn[site] += number
        for name in reporters:
            self._reporters[site, name] += number
        self._days[channel, day][0] += number

    def count_change(self, change: str, channel: int, moment: int) -> None:
        """Count a change that was fetched at a moment; a page that was only read again changed nothing."""
        if change != Change.REREAD:
            self._days[channel, day_of(moment)][2 if change == Change.WITHDRAWN else 1] += 1

    def write(self) -> None:
        """Add what was counted to the tables."""
        database, sites, channels = self._database, Counter[int](), Counter[int]()
        for (site, channel), number in self._bulletins.items():
            sites[site] += number
            channels[channel] += number
        touched = sites.keys() | self._withdrawn.keys()
        database.executemany(_SITES, [(sites[site], self._withdrawn[site], site) for site in touched])
        database.executemany(_CHANNELS, [(number, channel) for channel, number in channels.items()])
        reporters = [(*key, number) for key, number in self._reporters.items() if number]
        days = [(*key, *numbers) for key, numbers in self._with_whole_archive().items() if any(numbers)]
        database.executemany(_REPORTERS, reporters)
        database.executemany(_NO_REPORTER, [one[:2] for one in reporters if one[2] < 0])
        database.executemany(_DAYS, days)
        database.executemany(_NO_DAY, [one[:2] for one in days if one[2] < 0])
        self._bulletins.clear()
        self._withdrawn.clear()
        self._reporters.clear()
        self._days.clear()

    def _with_whole_archive(self) -> dict[tuple[int, int], list[int]]:
        """Return (channel, day) → counts, with those of all channels."""
        whole: defaultdict[int, list[int]] = defaultdict(_no_counts)
        for (_, day), numbers in self._days.items():
            whole[day] = [*map(add, whole[day], numbers)]
        return self._days | {(WHOLE_ARCHIVE, day): numbers for day, numbers in whole.items()}


def _no_counts() -> list[int]:
    return [0, 0, 0]


def reporters_of(version: dict[str, Any]) -> list[str]:
    """Return the names of the reporters of a version, each once and in one line."""
    return list(dict.fromkeys(filter(None, map(_storable, version["reporters"]))))


def _storable(name: str) -> str:
    """Return a name in one line, and as SQLite can store it: without lone surrogates."""
    return " ".join(name.split()).encode(errors="replace").decode()


def day_of(moment: int) -> int:
    """Return the ordinal of the day in Asia/Shanghai of a moment in seconds since 1970."""
    return (moment + _SHANGHAI) // _DAY + _EPOCH
