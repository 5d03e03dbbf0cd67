"""Decide whether a run was idle: nothing was new, and every answer confirms a page or bulletin that records name.

The record of an idle run is one short line, and it leaves no other file. So each condition is one that the line, with
the full record that it names, says as well as a record of its own would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Outcome, RevisitResult, RowStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.captures.writer import CaptureWriter

_QUIET_ROWS = {RowStatus.KNOWN, RowStatus.OTHER_SITE, RowStatus.GIVEN_UP, RowStatus.BAD_ADDRESS}
"""Statuses of rows that need no request, in each run in the same way."""
_QUIET_VISITS = {RevisitResult.NOT_MODIFIED, RevisitResult.UNCHANGED, RevisitResult.MISSING}
"""Results of revisits that a confirmed answer can have."""
_EMPTY = (
    "reasons",
    "clock",
    "narrowed",
    "published",
    "owed",
    "failed",
    "settled",
    "seen",
    "absent",
    "refused",
    "set_aside",
    "retries",
    "files",
    "captures",
    "rejected",
    "recovered",
    "changes",
)
"""Keys of a record that are empty if nothing happened."""
_SAME = ("site", "called", "title", "region", "versions", "rhythm")
"""Keys of a record that an idle run takes from the full record before it."""


def is_idle_run(
    record: Mapping[str, Any], last: Mapping[str, Any], newest: str, captures: CaptureWriter, failures: int
) -> bool:
    """Return whether the run of ``record`` was idle.

    ``last`` is the last record of the site, ``newest`` the name of the last line of its run records. ``failures`` is
    the number of requests that brought no answer.
    """
    return (
        not failures
        and _is_quiet(record)
        and _is_confirmed(record, captures)
        and newest == last.get("run")
        and _is_base(last, record["run"])
        and all(record.get(name) == last.get(name) for name in _SAME)
        and _addresses(record) == _addresses(last)
        and _captures_of_pages(record) == _captures_of_pages(last)
    )


def _is_quiet(record: Mapping[str, Any]) -> bool:
    walks, files, health = record["channels"].values(), record["attachments"], record["health"]
    return (
        record["outcome"] == Outcome.NOTHING_NEW
        and not any(record.get(name) for name in _EMPTY)
        and not any(files.get(name) for name in ("states", "tried", "checked"))
        and not any(health.values())
        and all(walk["closed"] and not walk["also"] and {*walk["rows"]} <= _QUIET_ROWS for walk in walks)
        and {*record["visits"]} <= _QUIET_VISITS
    )


def _is_confirmed(record: Mapping[str, Any], captures: CaptureWriter) -> bool:
    """Return whether the record names each confirmed answer, and each answer was confirmed."""
    said = {*record.get("confirmed", {})}
    return said == {"count", "sha256"} and not captures.written and not captures.confirmed.unknown


def _is_base(last: Mapping[str, Any], run: str) -> bool:
    """Return whether the last record is of the same month, and of a run that went well."""
    health = last.get("health", {})
    return (
        last["run"][:6] == run[:6]
        and last["outcome"] in {Outcome.OK, Outcome.NOTHING_NEW}
        and not any(last.get(name) for name in ("replay", "reasons", "narrowed", "failed"))
        and not health.get("signs")
        and not health.get("alarms")
        and bool(last["channels"])
    )


def _addresses(record: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {
        name: (walk["url"], walk.get("moved_from"), walk["closed"])
        for name, walk in record["channels"].items()
    }


def _captures_of_pages(record: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(page["url"], page.get("posted", "")): page["capture"] for page in record.get("pages", ())}
