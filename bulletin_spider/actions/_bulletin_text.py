"""Write one version of a bulletin for a person's screen, whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._capture_text import capture_text
from bulletin_spider.actions._screen import WIDTH, wrapped
from bulletin_spider.evidence_rules import rule_words
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS, SHANGHAI
from bulletin_spider.operations.reporting.table import display_width, table
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_INDENT = "  "
_PEOPLE = ("reporters", "correspondents", "photographers", "editors", "authors")
_FIELDS = ("date", "published_at", "source", "byline", "section", "site_id")
_IN_PEOPLE = "byline"
"""The rule of people whose words are in the field of this name."""


def bulletin_lines(
    version: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], root: Path
) -> Iterator[str]:
    """Yield the lines of one version; ``versions`` are all of the same site."""
    yield from wrapped(version["title"])
    yield version["url"]
    if moved := version.get("moved_to"):
        yield f"now at {moved}"
    yield from wrapped(
        f"{version['site']} · {version['channel']} · {version['date']} · revision {version['revision']} of"
        f" {versions[-1]['revision']}, {version['change']} · {version['id']}"
    )
    if change := version["evidence"].get("change"):
        yield from wrapped(f"{version['change']}: {rule_words(change['rule'])}; {change['text']}")
    yield ""
    yield from _text(version)
    for name, lines in (
        ("people", _people(version)),
        ("fields", _fields(version)),
        ("pictures", _pictures(version)),
        ("attachments", _attachments(version, root)),
        ("warnings", (line for one in version["warnings"] for line in wrapped(one, _INDENT))),
        ("versions, times in +08:00", _versions(versions)),
        ("capture", _capture(version, versions, root)),
    ):
        found = list(lines)
        if found:
            yield from ("", f"{name}:", *found)


def _text(version: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paragraphs; the rows of a table that fits the screen are aligned."""
    tables = {one["paragraph"]: one["rows"] for one in version.get("tables") or ()}
    skipped = 0
    for index, paragraph in enumerate(version["paragraphs"]):
        if rows := tables.get(index):
            lines = table([[*row, *[""] * (max(map(len, rows)) - len(row))] for row in rows])
            if max(map(display_width, lines)) <= WIDTH - len(_INDENT):
                yield from (f"{_INDENT}{line}" for line in lines)
                skipped = len(rows)
        if skipped:
            skipped -= 1
        else:
            yield from wrapped(paragraph, _INDENT)
    if not version["paragraphs"]:
        yield f"{_INDENT}(no text: pictures or attachments only)"


def _people(version: Mapping[str, Any]) -> Iterator[str]:
    for name in _PEOPLE:
        if people := version.get(name):
            yield from _field(name, "、".join(people), version)


def _fields(version: Mapping[str, Any]) -> Iterator[str]:
    yield from _field("title", version["title"], version)
    for name in _FIELDS:
        if value := version.get(name):
            yield from _field(name, value, version)
    document = version.get("document") or {}
    for name in (*DOCUMENT_TEXTS, *DOCUMENT_DAYS):
        if value := document.get(name):
            yield from wrapped(f"{name}: {value}", _INDENT * 2, first=_INDENT)
    if document:
        yield from _evidence("document", version)


def _field(name: str, value: str, version: Mapping[str, Any]) -> Iterator[str]:
    yield from wrapped(f"{name}: {value}", _INDENT * 2, first=_INDENT)
    yield from _evidence(name, version)


def _evidence(name: str, version: Mapping[str, Any]) -> Iterator[str]:
    """Yield by which rule a field was read, and from which words if the field itself does not say so."""
    evidence = version["evidence"].get(name)
    if not evidence:
        return
    words = evidence["text"] or (version.get("byline") if evidence["rule"] == _IN_PEOPLE else "")
    yield from wrapped(
        f"{rule_words(evidence['rule'])}{f': “{words}”' if words else ''}", _INDENT * 3, first=_INDENT * 2
    )


def _pictures(version: Mapping[str, Any]) -> Iterator[str]:
    for image in version["images"]:
        if image.get("caption"):
            yield from wrapped(image["caption"], _INDENT)
        yield f"{_INDENT}{image['url']}"


def _attachments(version: Mapping[str, Any], root: Path) -> Iterator[str]:
    for file in version["attachments"]:
        state = file.get("state", "")
        size = f", {file['size']:,} bytes" if file.get("size") is not None else ""
        yield from wrapped(f"{file['name']}  {state}{size}", _INDENT * 2, first=_INDENT)
        yield f"{_INDENT * 2}{file['url']}"
        if file.get("capture"):
            yield from wrapped(capture_text(file["capture"], root), _INDENT * 2)
            yield f"{_INDENT * 2}sha256 {file['digest']}"


def _versions(versions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows = [[str(one["revision"]), one["change"], _time(one["fetched_at"])] for one in versions]
    yield from (f"{_INDENT}{line}" for line in table(rows))
    if len(versions) > 1:
        yield f"{_INDENT}what changed: {PROGRAM} history {versions[0]['id']}"


def _capture(version: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], root: Path) -> Iterator[str]:
    if capture := version["capture"]:
        yield from wrapped(capture_text(capture, root), _INDENT)
        yield f"{_INDENT}{capture['digest']}"
        chosen = "" if version is versions[-1] else f" --revision {version['revision']}"
        yield f"{_INDENT}the page: {PROGRAM} show {version['id']}{chosen} --open"


def _time(moment: str) -> str:
    return f"{dt.datetime.fromisoformat(moment).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
