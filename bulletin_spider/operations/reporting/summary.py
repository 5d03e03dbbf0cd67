"""Summarize a run for a person: one screen, with what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.operations.outcome.advice import advice, is_well
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Change, Outcome, RowStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_KNOWN = (RowStatus.KNOWN, RowStatus.UNPROVEN, RowStatus.UNCHANGED)
_REASONS, _CHANNELS, _FILES = 4, 7, 2
"""The most lines for each, so that the summary fits a screen of 24 lines."""


def summary(record: dict[str, Any], root: Path, given_up: Mapping[str, int] | None = None) -> str:
    """Return the summary of a run's record; ``root`` is the archive.

    ``given_up`` counts the site's articles that no run asks for again, by status.
    """
    published = _counted(record["published"], "bulletin")
    lines = [f"{record['site']}: {record['outcome']} - {published} published (run {record['run']})"]
    lines += _truncated(record["reasons"], _REASONS, "reasons")
    lines += _truncated(_channel_lines(record["channels"]), _CHANNELS, "channels")
    lines += _revisit_lines(record)
    lines += _attachment_lines(record)
    lines += _unread_lines(record, given_up or {})
    written = [f"wrote {root / file['name']} ({_counted(file['lines'], 'line')})" for file in record["files"]]
    lines += _truncated(written, _FILES, "files")
    return "\n  ".join([*lines, *_next_steps(record, root)])


def _truncated(lines: Sequence[str], count: int, what: str) -> list[str]:
    left_out = len(lines) - count
    return [*lines[:count], *([f"… and {left_out} more {what}"] if left_out > 0 else [])]


def _counted(count: int, thing: str) -> str:
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


def _channel_lines(channels: dict[str, Any]) -> list[str]:
    lines = []
    for name, channel in channels.items():
        rows = channel["rows"]
        counts = {
            RowStatus.NEW: rows.get(RowStatus.NEW, 0),
            RowStatus.KNOWN: sum(rows.get(status, 0) for status in _KNOWN),
        } | {status: count for status, count in rows.items() if status not in {RowStatus.NEW, *_KNOWN}}
        parts = ", ".join(_counted_words(counts, channel.get("shared", {})))
        lines.append(
            f"{name}: {_counted(channel['listed'], 'row')} on {_counted(channel['pages'], 'page')}: {parts}"
        )
    return lines


def _counted_words(counts: Mapping[str, int], shared: Mapping[str, int]) -> Iterator[str]:
    """Yield a number with its words for each status; ``shared`` counts the rows that another channel lists, too."""
    for status, count in counts.items():
        here = count
        if status == RowStatus.ELSEWHERE:
            yield from (f"{number} already listed in {name}" for name, number in shared.items())
            here -= sum(shared.values())
        if here or status in {RowStatus.NEW, RowStatus.KNOWN}:
            yield f"{here} {RowStatus(status).words}"


def _revisit_lines(record: dict[str, Any]) -> list[str]:
    visits: dict[str, list[str]] = record["visits"]
    if not visits:
        return []
    text = ", ".join(f"{len(bulletins)} {result}" for result, bulletins in visits.items())
    if withdrawn := record.get("changes", {}).get(Change.WITHDRAWN):
        text += f"; {withdrawn} now called withdrawn"
    return [f"visited again: {_counted(sum(map(len, visits.values())), 'bulletin')}: {text}"]


def _attachment_lines(record: dict[str, Any]) -> list[str]:
    account = record.get("attachments", {})
    parts = [f"{count} {state}" for state, count in account.get("states", {}).items()]
    if checked := len(account.get("checked", ())):
        parts.append(f"{checked} of earlier runs checked")
    return [f"attachments: {', '.join(parts)}"] if parts else []


def _unread_lines(record: dict[str, Any], given_up: Mapping[str, int]) -> list[str]:
    owed, count = len(record.get("failed", ())), sum(given_up.values())
    parts = [f"the next run asks again for {_counted(owed, 'article')}"] if owed else []
    if count:
        kinds = ", ".join(f"{number} {status}" for status, number in given_up.items())
        parts.append(f"given up so far: {kinds}")
    return ["; ".join(parts)] if parts else []


def _next_steps(record: dict[str, Any], root: Path) -> Iterator[str]:
    site, outcome = record["site"], record["outcome"]
    if outcome != Outcome.OK:
        yield Outcome(outcome).sentence
    if any(channel["rows"].get(RowStatus.REFUSED) for channel in record["channels"].values()):
        yield f"refused pages and why: {root}/rejected/{site}/{record['run']}.jsonl"
    if not is_well(outcome):
        yield f"what was logged: {Layout(root).log(site, record['run'])}"
    if record["files"] and in_store(root):
        yield f"read them: {PROGRAM} changes --site {site}"
    elif record["files"]:
        directory = (root / record["files"][0]["name"]).parent
        yield f"read them: jq -r '[.date, .title] | @tsv' {directory}/*.jsonl"
    if todo := advice(outcome, record.get("called", site), walks_channels=bool(record["channels"])):
        yield f"next: {todo}"
