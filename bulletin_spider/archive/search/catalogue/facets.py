"""Count hits by site, channel, year, reporter, kind of change and trait."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.search import match_values
from bulletin_spider.archive.search.traits import KINDS, TRAITS, members_of

if TYPE_CHECKING:
    from bulletin_spider.archive.search.search import SearchRequest
    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.statuses import Status

LOOKED_AT = 2_000
"""Hits that are counted by default: they take 5 ms. All hits of a frequent word take a second in 1,000,000."""
_ALL = -1
_HITS = """SELECT places.row >> 40, site, channel, kinds, traits, reporters FROM
    (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?) AS hits
    JOIN places ON row = hits.rowid"""
"""A row number without its last 40 bits is the ordinal of its day."""
_CHUNK = 10_000
"""Hits whose columns are counted at once, in C."""
_SITES = "SELECT number, name FROM sites WHERE number IN (SELECT value FROM json_each(?))"
_CHANNELS = "SELECT number, name FROM channels WHERE number IN (SELECT value FROM json_each(?))"


class Count(NamedTuple):
    """How many of the hits have a value."""

    value: str
    hits: int


class Facets(NamedTuple):
    """The values of the hits, each list with the most frequent first, ``years`` with the newest first."""

    hits: int
    """Hits that were counted: the newest, or all."""
    is_exact: bool
    """Whether these are all hits."""
    sites: list[Count]
    channels: list[Count]
    years: list[Count]
    reporters: list[Count]
    kinds: list[Count]
    """Values of ``Change`` and ``ChangedPart``: how a bulletin was ever changed."""
    traits: list[Count]


def count_facets(index: WordIndex, request: SearchRequest, *, exact: bool = False) -> Facets:
    """Count the newest ``LOOKED_AT`` hits of a request by their values, or all hits. Raises ``TooBroad``."""
    counted = days, sites, channels, kinds, traits, reporters = [Counter[Any]() for _ in range(6)]
    hits = index.rows(_HITS, (*match_values(request), _ALL if exact else LOOKED_AT))
    while chunk := list(islice(hits, _CHUNK)):
        for counter, column in zip(counted, zip(*chunk, strict=True), strict=True):
            counter.update(column)
    number = days.total()
    return Facets(
        number,
        exact or number < LOOKED_AT,
        _ranked(_named(index, _SITES, sites)),
        _ranked(_named(index, _CHANNELS, channels)),
        sorted(_ranked(_by_year(days)), reverse=True),
        _ranked(_by_name(reporters)),
        _ranked(_spread(kinds, KINDS)),
        _ranked(_spread(traits, TRAITS)),
    )


def _by_year(days: Counter[int]) -> Counter[str]:
    years = Counter[str]()
    for day, hits in days.items():
        if day:  # 0 is that of a text that is no date
            years[f"{dt.date.fromordinal(day).year:04}"] += hits
    return years


def _by_name(lists: Counter[str | None]) -> Counter[str]:
    names = Counter[str]()
    for joined, hits in lists.items():
        for name in joined.split("\n") if joined else ():
            names[name] += hits
    return names


def _named(index: WordIndex, statement: str, numbers: Counter[int]) -> Counter[str]:
    """Return what was counted by name: channels of several sites have the same one."""
    named = Counter[str]()
    for number, name in index.rows(statement, (json.dumps([*numbers]),)):
        named[name] += numbers[number]
    return named


def _spread(numbers: Counter[int], known: tuple[Status, ...]) -> Counter[str]:
    """Return how often each member is in the sets that were counted."""
    spread = Counter[str]()
    for number, hits in numbers.items():
        for member in members_of(number, known):
            spread[member] += hits
    return spread


def _ranked(counter: Counter[str]) -> list[Count]:
    return [Count(*one) for one in sorted(counter.items(), key=lambda one: (-one[1], one[0]))]
