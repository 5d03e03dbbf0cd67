"""Read from a site's chain of run records which files it names, which of them were packed, which packs were moved."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.file_names import is_run_name, month_of
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.archive.record_shape import FILE_LISTS, record_problem
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout

_OF_PACKS = {RecordEvent.PACKED, RecordEvent.TIERED, RecordEvent.FETCHED}


class NamedFile(NamedTuple):
    """A file as the chain names it: its path below the root, its bytes and its SHA-256."""

    name: str
    bytes: int
    sha256: str


class PackedFile(NamedTuple):
    """A file that was packed: where it begins in which pack; ``lines`` only of a segment."""

    name: str
    pack: str
    start: int
    bytes: int
    sha256: str
    lines: int = 0


@dataclass(slots=True)
class PackHistory:
    """What the chain of a site says about its files."""

    recorded: dict[str, NamedFile] = field(default_factory=dict)
    """Path below the root → the file that a run's record names."""
    packs: dict[str, NamedFile] = field(default_factory=dict)
    """Path below the root → the pack that an event names."""
    files: dict[str, PackedFile] = field(default_factory=dict)
    """Path below the root → the place of a file that was packed."""
    members: dict[str, dict[str, PackedFile]] = field(default_factory=dict)
    """Path of a pack → the files in it by their paths."""
    moved: dict[str, str] = field(default_factory=dict)
    """Path of a pack → the directory that it was moved to, if it was not fetched since."""

    @classmethod
    def read(cls, layout: Layout, site: str) -> PackHistory:
        """Read the whole chain of a site."""
        history = cls()
        for line in _lines_with_files(layout, site):
            if "event" not in line and not record_problem(line):
                for entry in (entry for kind in FILE_LISTS for entry in line.get(kind, ())):
                    history.recorded[entry["name"]] = NamedFile(*(entry[name] for name in NamedFile._fields))
            elif _is_of_packs(line):
                history.add(line)
        return history

    def add(self, event: Mapping[str, Any]) -> None:
        """Add what an event says."""
        packs = [NamedFile(*(one[name] for name in NamedFile._fields)) for one in event["packs"]]
        if event["event"] == RecordEvent.PACKED:
            self.packs |= {pack.name: pack for pack in packs}
            for file in (PackedFile(**one) for one in event["files"]):
                self.files[file.name] = file
                self.members.setdefault(file.pack, {})[file.name] = file
        elif event["event"] == RecordEvent.TIERED:
            self.packs = {pack.name: pack for pack in packs} | self.packs
            self.moved |= {pack.name: event["to"] for pack in packs}
        else:
            for pack in packs:
                self.moved.pop(pack.name, None)

    def files_of(self, pack: str) -> list[PackedFile]:
        """Return the files in a pack, in the order in which they lie there."""
        return sorted(self.members.get(pack, {}).values(), key=lambda one: one.start)


def pack_events(layout: Layout, site: str) -> Iterator[dict[str, Any]]:
    """Yield the events of a chain about packs, the oldest first; skip a damaged one, which ``verify`` finds."""
    return filter(_is_of_packs, _lines_with_files(layout, site))


def _lines_with_files(layout: Layout, site: str) -> Iterator[dict[str, Any]]:
    """Yield the records and events of a chain that name files; the lines of idle runs are not even parsed."""
    for line in chain_lines(layout, site):
        if (b'"files"' in line or b'"packs"' in line) and line.endswith(b"\n"):
            with suppress(ValueError, RecursionError):
                content = json.loads(line)
                if isinstance(content, dict):
                    yield content


def _is_of_packs(line: Mapping[str, Any]) -> bool:
    return line.get("event") in _OF_PACKS and not event_problem(line)


def event_problem(event: Mapping[str, Any]) -> str:
    """Return what is wrong with an event about packs; empty if nothing is, or if it is another event."""
    if event.get("event") not in _OF_PACKS:
        return ""
    try:
        files = [PackedFile(**one) for one in event.get("files", ())]
        packs = [NamedFile(*(one[name] for name in NamedFile._fields)) for one in event["packs"]]
    except (KeyError, TypeError):
        return "names no packs and files"
    sizes = [size for one in files for size in (one.bytes, one.start)] + [one.bytes for one in packs]
    texts = [text for one in files for text in (one.name, one.pack, one.sha256)]
    texts += [text for one in packs for text in (one.name, one.sha256)]
    texts += [event["to"]] if "to" in event else []
    if not all(isinstance(text, str) for text in texts) or not all(type(size) is int for size in sizes):
        return "names packs and files of another form"
    return "names no directory" if event["event"] == RecordEvent.TIERED and "to" not in event else ""


def run_day(name: str) -> dt.date:
    """Return the day (UTC) on which the run began whose file has this path; raise ``ValueError`` if none wrote it."""
    return dt.date.fromisoformat(name.rpartition("/")[2][: len("20261123")])


def file_month(name: str) -> str:
    """Return the month (UTC) of the run whose file has this path, YYYY-MM; empty if no run wrote the file."""
    run = name.rpartition("/")[2].replace(".", "-").partition("-")[0]
    return month_of(run) if is_run_name(run) else ""
