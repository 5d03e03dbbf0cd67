"""Find the visits on which a bulletin was missing, from the run records of its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.statuses import RevisitResult
from bulletin_spider.web.evidence.capture_address import capture_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout

_RUNS = 200
"""Records that are read: a missing bulletin is visited every day, and counts as withdrawn after three; a site is asked
every two hours."""
_SHOWN = frozenset(
    {
        RevisitResult.MISSING,
        RevisitResult.SUSPENDED,
        RevisitResult.BLOCKED,
        RevisitResult.UNREACHABLE,
        RevisitResult.FAILED,
    }
)


class Visit(NamedTuple):
    """A visit of a bulletin, and what was found."""

    run: str
    ended: str
    result: str
    capture_address: str | None
    """Where the answer is shown that lacked it; null if it confirmed an earlier one."""


def visits_of(layout: Layout, site: str, identity: str, before: str = "") -> Iterator[Visit]:
    """Yield the visits of a bulletin in the last runs that began before the run ``before``, the newest first.

    They end with the newest visit that found it. Raises ``OSError``.
    """
    for record in last_run_records(layout, site, _RUNS, before):
        result = _result(record, identity)
        if result is None:
            continue
        absent = (record.get("absent") or {}).get(identity)
        address = capture_address(absent)
        yield Visit(record["run"], record["ended"], result, address.path if address else None)
        if result not in _SHOWN:
            return


def _result(record: Mapping[str, Any], identity: str) -> str | None:
    visits: Mapping[str, Any] = record.get("visits") or {}
    return next((result for result, found in visits.items() if identity in found), None)
