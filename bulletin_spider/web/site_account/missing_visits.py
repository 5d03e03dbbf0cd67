"""Find the visits on which a bulletin was missing, from the run records of its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.statuses import ARTICLE_SEEN
from bulletin_spider.web.evidence.capture_address import capture_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.layout import Layout

_RUNS = 200
"""Records that are read: a missing bulletin is visited every day, and counts as withdrawn after three; a site is asked
every two hours."""


class Visit(NamedTuple):
    """A visit of a bulletin, and what was found."""

    run: str
    ended: str
    result: str
    capture_address: str | None
    """Where the answer is shown that lacked it; null if it confirmed an earlier one."""


class Visits(NamedTuple):
    """The visits of a bulletin, the newest first."""

    visits: list[Visit]
    was_found: bool
    """Whether the oldest of them found it."""
    is_whole: bool
    """Whether every run was looked at: then no visit is older."""


def visits_of(layout: Layout, site: str, identity: str, before: str = "") -> Visits:
    """Return the visits of a bulletin by runs that began before the run ``before``, back to the last that found it.

    Raises ``OSError``.
    """
    found, records = list[Visit](), last_run_records(layout, site, _RUNS, before)
    for record in records:
        result = _result(record, identity)
        if result is None:
            continue
        absent = (record.get("absent") or {}).get(identity)
        address = capture_address(absent)
        found.append(Visit(record["run"], record["ended"], result, address.path if address else None))
        if result in ARTICLE_SEEN:
            return Visits(found, was_found=True, is_whole=True)
    return Visits(found, was_found=False, is_whole=len(records) < _RUNS)


def _result(record: Mapping[str, Any], identity: str) -> str | None:
    visits: Mapping[str, Any] = record.get("visits") or {}
    return next((result for result, found in visits.items() if identity in found), None)
