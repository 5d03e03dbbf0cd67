"""What a person reads when a run has ended: one screen, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.outcome import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

_NEW, _KNOWN = ("new",), ("known", "known, unproven", "unchanged")


def summary(record: dict[str, Any], root: Path) -> str:
    """Return the closing lines of a run from its record; ``root`` is where the archive lies."""
    published = _count(record["published"], "bulletin")
    lines = [f"{record['site']}: {record['outcome']} - {published} published (run {record['run']})"]
    lines += [f"  {reason}" for reason in record["reasons"][:8]]
    lines += _channels(record["channels"])
    lines += _visits(record)
    lines += [
        f"  wrote {root / file['name']} ({_count(file['lines'], 'line')})" for file in record["files"][:4]
    ]
    if len(record["files"]) > 4:
        lines.append(f"  … and {len(record['files']) - 4} more beside it")
    return "\n".join([*lines, *_next(record, root)])


def _count(count: int, thing: str) -> str:
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


def _channels(channels: dict[str, Any]) -> list[str]:
    lines = []
    for name, account in channels.items():
        rows = account["rows"]
        counts = {
            "new": sum(rows.get(word, 0) for word in _NEW),
            "known": sum(rows.get(word, 0) for word in _KNOWN),
        } | {word: count for word, count in rows.items() if word not in {*_NEW, *_KNOWN}}
        told = ", ".join(f"{count} {word}" for word, count in counts.items())
        lines.append(
            f"  {name}: {_count(account['listed'], 'row')} on {_count(account['pages'], 'page')}: {told}"
        )
    return lines


def _visits(record: dict[str, Any]) -> list[str]:
    visits: dict[str, list[str]] = record["visits"]
    if not visits:
        return []
    told = ", ".join(f"{len(bulletins)} {word}" for word, bulletins in visits.items())
    if withdrawn := record.get("changes", {}).get("withdrawn"):
        told += f"; {withdrawn} now called withdrawn"
    return [f"  visited again: {_count(sum(map(len, visits.values())), 'bulletin')}: {told}"]


def _next(record: dict[str, Any], root: Path) -> list[str]:
    lines = [f"  {OUTCOMES[record['outcome']].sentence}"] if record["outcome"] != "ok" else []
    if any(account["rows"].get("refused") for account in record["channels"].values()):
        lines.append(f"  refused pages and why: {root}/rejected/{record['site']}/{record['run']}.jsonl")
    if record["files"]:
        place = (root / record["files"][0]["name"]).parent
        lines.append(f"  read them: jq -r '[.date, .title] | @tsv' {place}/*.jsonl")
    return lines
