"""Show a person what a day of the demo brought: the counts, and a line for each change that nobody announced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison import PLAIN, changed_sentence
from bulletin_spider.demo.content import date_of
from bulletin_spider.evidence_rules import rule_words
from bulletin_spider.operations.reporting.table import display_width
from bulletin_spider.statuses import AttachmentState, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_COLUMNS = 80


def day_lines(
    day: int,
    record: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    known: Mapping[str, Mapping[str, Any]],
) -> Iterator[str]:
    """Yield the lines of a day; ``lines`` are what its run published, ``known`` the versions before them, by id."""
    counts = {change: sum(line["change"] == change for line in lines) for change in Change}
    parts = ", ".join(f"{count} {change}" for change, count in counts.items() if count)
    notes = _notes(record, is_first=day == 1)
    yield f"day {day}, {date_of(day)}: {parts or record['outcome']}{notes}"
    for line in lines:
        if line["change"] != Change.NEW:
            yield from _what_happened(line, known[line["id"]])


def _notes(record: Mapping[str, Any], *, is_first: bool) -> str:
    """Return what else came: pages of lists that answer a form, which are as many each day, and files."""
    posted = sum("posted" in page for page in record["pages"]) if is_first else 0
    kept = record["attachments"].get("states", {}).get(AttachmentState.KEPT, 0)
    notes = [f"{posted} list pages behind a postback"] * bool(posted)
    notes += [f"{kept} file{'s' * (kept > 1)} kept"] * bool(kept)
    return f" ({', '.join(notes)})" if notes else ""


def _what_happened(line: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    """Yield the changed sentence of an edit; else the title, and what proves the change."""
    head, proof = f"  {line['change']}: ", line["evidence"].get("change")
    sentence = changed_sentence(before, line) if line["change"] == Change.REVISED else ""
    if line["change"] == Change.WITHDRAWN and proof:
        yield _fitted(head, f"{line['title']} ({rule_words(proof['rule'])})")
        yield _fitted("    ", proof["text"])
        return
    yield _fitted(head, sentence or line["title"])
    if line["moved_to"]:
        yield _fitted("    now at ", line["moved_to"])


def _fitted(head: str, text: str) -> str:
    """Return head and text in one line of a terminal. What is left out is left out before an edit, else at the end."""
    room, edit = _COLUMNS - display_width(head), text.find(PLAIN.removed[0])
    while display_width(text) > room and edit > 1:
        text, edit = f"…{text[2:]}", edit - 1
    while display_width(text) > room:
        text = f"{text[:-2]}…"
    return head + text
