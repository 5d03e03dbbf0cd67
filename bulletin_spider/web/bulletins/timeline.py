"""The versions of a bulletin on a time line: what happened, what differs from the one before, and how long after."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison import kinds_of_change, size_of_change
from bulletin_spider.web.bulletins.paths import comparison_path, version_path
from bulletin_spider.web.bulletins.shown import too_large
from bulletin_spider.web.evidence.capture_address import capture_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHOWN = ("revision", "change", "fetched_at", "fingerprint")
_MOST_COMPARED = 30
"""Pairs of versions that are compared, the newest first, in a millisecond each: few bulletins are edited so often."""
_MOST_CHARACTERS = 200_000
"""Characters of a pair that is compared: longer texts take more than 10 ms, and their own page compares them."""


def timeline(versions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the versions with what a time line shows, each with the paths of its pages; the oldest first.

    ``kinds`` and ``size`` say what differs from the version before; null if they were not compared. ``days`` are those
    since the version before.
    """
    found = [_entry(version) for version in versions]
    for number, (before, version) in enumerate(pairwise(versions), 1):
        found[number] |= {
            "comparison": comparison_path(version, before["revision"], version["revision"]),
            "days": _days(before, version),
        }
        if len(versions) - number <= _MOST_COMPARED:
            found[number] |= _difference(before, version)
    return found


def _entry(version: Mapping[str, Any]) -> dict[str, Any]:
    capture = capture_address(version["capture"])
    return {name: version[name] for name in _SHOWN} | {
        "path": version_path(version, version["revision"]),
        "capture": capture.path if capture else None,
        "comparison": None,
        "days": None,
        "kinds": None,
        "size": None,
    }


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    if sum(len(str(one)) for version in (old, new) for one in version["paragraphs"]) > _MOST_CHARACTERS:
        return {}
    if too_large(old) or too_large(new):
        return {}
    return {"kinds": sorted(kinds_of_change(old, new)), "size": size_of_change(old, new)}


def _days(before: Mapping[str, Any], version: Mapping[str, Any]) -> int:
    """Return the whole days between the moments at which two versions were fetched."""
    first, second = (dt.datetime.fromisoformat(one["fetched_at"]) for one in (before, version))
    return (second - first).days
