"""What a person reads when a run has ended: one screen, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.outcome.advice import advice, is_well
from bulletin_spider.statuses import Change, Outcome, RowStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_KNOWN = (RowStatus.KNOWN, RowStatus.UNPROVEN, RowStatus.UNCHANGED)
_REASONS, _CHANNELS, _FILES = 5, 7, 2
"""Lines that each may take, so that the whole fits one screen of 24."""


def summary(record: dict[str, Any], root: Path) -> str:
    """Return the closing lines of a run from its record; ``root`` is where the archive lies."""
    published = _count(record["published"], "bulletin")
    lines = [f"{record['site']}: {record['outcome']} - {published} published (run {record['run']})"]
    lines += _first(record["reasons"], _REASONS, "reasons")
    lines += _first(_channels(record["channels"]), _CHANNELS, "channels")
    lines += _visits(record)
    written = [f"wrote {root / file['name']} ({_count(file['lines'], 'line')})" for file in record["files"]]
    lines += _first(written, _FILES, "files beside it")
    return "\n  ".join([*lines, *_next(record, root)])


def _first(lines: Sequence[str], count: int, what: str) -> list[str]:
    more = len(lines) - count
    return [*lines[:count], *([f"… and {more} more {what}"] if more > 0 else [])]


def _count(count: int, thing: str) -> str:
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


def _channels(channels: dict[str, Any]) -> list[str]:
    lines = []
    for name, account in channels.items():
        rows = account["rows"]
        counts = {
            RowStatus.NEW: rows.get(RowStatus.NEW, 0),
            RowStatus.KNOWN: sum(rows.get(status, 0) for status in _KNOWN),
        } | {status: count for status, count in rows.items() if status not in {RowStatus.NEW, *_KNOWN}}
        parts = ", ".join(f"{count} {status}" for status, count in counts.items())
        lines.append(
            f"{name}: {_count(account['listed'], 'row')} on {_count(account['pages'], 'page')}: {parts}"
        )
    return lines


def _visits(record: dict[str, Any]) -> list[str]:
    visits: dict[str, list[str]] = record["visits"]
    if not visits:
        return []
    told = ", ".join(f"{len(bulletins)} {word}" for word, bulletins in visits.items())
    if withdrawn := record.get("changes", {}).get(Change.WITHDRAWN):
        told += f"; {withdrawn} now called withdrawn"
    return [f"visited again: {_count(sum(map(len, visits.values())), 'bulletin')}: {told}"]


def _next(record: dict[str, Any], root: Path) -> Iterator[str]:
    site, outcome = record["site"], record["outcome"]
    if outcome != Outcome.OK:
        yield Outcome(outcome).sentence
    if any(account["rows"].get(RowStatus.REFUSED) for account in record["channels"].values()):
        yield f"refused pages and why: {root}/rejected/{site}/{record['run']}.jsonl"
    if not is_well(outcome):
        yield f"what was logged: {root}/logs/{site}/{record['run']}.log"
    if record["files"]:
        place = (root / record["files"][0]["name"]).parent
        yield f"read them: jq -r '[.date, .title] | @tsv' {place}/*.jsonl"
    if todo := advice(outcome, record.get("called", site)):
        yield f"next: {todo}"
