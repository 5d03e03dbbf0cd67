"""Cut a version to what one page shows of it: a site can publish as much as it likes, and must not stop the pages."""

from __future__ import annotations

from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.web.bulletins.people import ROLES, most_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Entries = Sequence[Mapping[str, Any]]

MOST_PARAGRAPHS, MOST_CHARACTERS = 5_000, 200_000
"""Paragraphs, with the rows of tables, and characters in them: a book of 300 pages, in half a second and 2 MB."""
MOST_TABLES, MOST_CELLS = 100, 20_000
"""Tables, and cells in all of them, in 0.1 s; rows behind them are shown as paragraphs."""
MOST_ENTRIES = 500
"""People, and attachments, pictures and warnings each: nobody reads more in one page."""
MOST_ON_TIME_LINE = 200
"""Versions on one time line: few bulletins have ten."""
_LISTS = ("attachments", "images", "warnings")
_PARTS = {
    "paragraphs": "paragraphs",
    "characters": "paragraphs",
    "tables": "tables",
    "cells": "tables",
    "people": "people",
    "attachments": "attachments",
    "images": "images",
}
"""What is left out → the part of a comparison that it belongs to."""


class Shown(NamedTuple):
    """A version as a page shows it, and of what it shows only a part."""

    version: dict[str, Any]
    left_out: dict[str, dict[str, int]]
    """What → how many of it are ``shown``, ``of`` how many. Empty for nearly all versions."""


def shown(version: Mapping[str, Any]) -> Shown:
    """Return a version cut to the bounds of a page; what is within them is the same."""
    paragraphs = [str(one) for one in version["paragraphs"]]
    first = _first_paragraphs(paragraphs)
    tables, given = list(_first_tables(version.get("tables") or (), len(first))), version.get("tables") or ()
    changed: dict[str, Any] = {"paragraphs": first} | _people(version)
    changed |= {name: version[name][:MOST_ENTRIES] for name in _LISTS}
    if "tables" in version:
        changed["tables"] = tables
    cut = {**version, **changed}
    counts = [
        ("paragraphs", len(first), len(paragraphs)),
        ("characters", characters(first), characters(paragraphs)),
        ("tables", len(tables), len(given)),
        ("cells", cells(tables), cells(given)),
        ("people", count_people(cut), count_people(version)),
        *((name, len(cut[name]), len(version[name])) for name in _LISTS),
    ]
    names = len({name for role in ROLES for name in cut.get(role) or ()})
    counts.append(("marked_names", min(names, most_names(cut)), names))
    return Shown(cut, {name: {"shown": some, "of": every} for name, some, every in counts if some < every})


def too_large(version: Mapping[str, Any]) -> set[str]:
    """Return the parts of a version that no page compares, because it does not show all of them."""
    return {_PARTS[name] for name in shown(version).left_out if name in _PARTS}


def count_people(version: Mapping[str, Any]) -> int:
    """Return how many names a version has, those of several roles several times."""
    return sum(len(version.get(role) or ()) for role in ROLES)


def versions_near(versions: Sequence[dict[str, Any]], version: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the versions that a time line shows: those around one of them, the oldest first."""
    place = next(number for number, one in enumerate(versions) if one["revision"] == version["revision"])
    end = min(len(versions), max(place + MOST_ON_TIME_LINE // 2, MOST_ON_TIME_LINE))
    return list(versions[max(0, end - MOST_ON_TIME_LINE) : end])


def characters(paragraphs: Sequence[str]) -> int:
    """Return how many characters paragraphs have."""
    return sum(map(len, paragraphs))


def cells(tables: Entries) -> int:
    """Return how many cells tables have."""
    return sum(len(row) for table in tables for row in table["rows"])


def _first_paragraphs(paragraphs: list[str]) -> list[str]:
    """Return the first paragraphs; the last of them may be cut."""
    first = paragraphs[:MOST_PARAGRAPHS]
    ends = [*accumulate(map(len, first))]
    if not ends or ends[-1] <= MOST_CHARACTERS:
        return first
    last = next(number for number, end in enumerate(ends) if end > MOST_CHARACTERS)
    left = MOST_CHARACTERS - (ends[last] - len(first[last]))
    return [*first[:last], first[last][:left]] if left else first[:last]


def _first_tables(tables: Entries, paragraphs: int) -> Iterator[Mapping[str, Any]]:
    """Yield the first tables with the rows that are among so many paragraphs, and have not too many cells."""
    left = MOST_CELLS
    for table in islice(tables, MOST_TABLES):
        rows = table["rows"][: max(0, paragraphs - table["paragraph"])]
        ends = [*accumulate(map(len, rows))]
        rows = rows[: sum(end <= left for end in ends)]
        if not rows and table["rows"]:
            return
        yield table if len(rows) == len(table["rows"]) else {**table, "rows": rows}
        left -= ends[len(rows) - 1] if rows else 0


def _people(version: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the first people, role by role."""
    found, left = dict[str, list[str]](), MOST_ENTRIES
    for role in ROLES:
        if role in version:
            found[role] = (version[role] or [])[:left]
            left -= len(found[role])
    return found
