"""Check packs: the files that were packed are whole in them, and the tables say where."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import TIERED_SUFFIX
from bulletin_spider.archive.layout import packed_places
from bulletin_spider.archive.packing.pack_history import PackHistory, event_problem, file_month, pack_events
from bulletin_spider.archive.packing.pack_tables import capture_table, segment_table, table_content, tombstone
from bulletin_spider.archive.record_chain import newest_name
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.packing.pack_history import PackedFile
    from bulletin_spider.archive.site_files import SiteFiles

_INTERRUPTED = f"was not finished: '{PROGRAM} pack' is in progress or was killed, the next one finishes it"
_TIER_INTERRUPTED = (
    f"was not finished: '{PROGRAM} tier' is in progress or was killed, the next one finishes it"
)


class PackCheck:
    """Knows, from the events in a site's chain, which files lie in which pack, and which packs are elsewhere."""

    def __init__(self, layout: Layout, site: str, files: SiteFiles) -> None:
        self.layout, self.site, self.files = layout, site, files
        self.history = PackHistory()
        self.missing: set[str] = set()
        """Packs that should be there and are not."""
        self._interrupted = False
        """Whether there is a pack that no event names yet."""
        self._read_up_to = ""

    def add(self, event: Mapping[str, Any]) -> str:
        """Note an event of the chain, and return what is wrong with it; empty if nothing is."""
        if not (problem := event_problem(event)) and "packs" in event:
            self.history.add(event)
        return problem

    def refresh(self) -> None:
        """Read the events again if the chain has grown: files may have been packed or moved meanwhile."""
        newest = newest_name(self.layout, self.site)
        if newest > self._read_up_to:
            self._read_up_to = newest
            for event in pack_events(self.layout, self.site):
                self.history.add(event)

    def place(self, name: str) -> PackedFile | None:
        """Return where a file is that lies in a pack now; None if it is a file of its own, or in no pack."""
        if name not in self.files.files and name in self.history.files:
            return self.history.files[name]
        if (self.layout.root / name).is_file():
            return None
        if name not in self.history.files:
            self.refresh()
        return self.history.files.get(name)

    def moved_to(self, name: str) -> str:
        """Return the directory that the pack of a file was moved to; empty if it was not moved."""
        file = self.history.files.get(name)
        if file is None or self.files.path(file.pack).is_file():
            return ""
        if file.pack not in self.history.moved:
            self.refresh()
        return self.history.moved.get(file.pack, "")

    def shown(self, name: str) -> str:
        """Return the name of a file for a person, with its pack if it lies in one."""
        place = self.place(name)
        return f"{name} in {place.pack}" if place else name

    def findings(self, recorded: Collection[str], missing: Collection[str]) -> Iterator[Finding]:
        """Yield what is wrong with packs and tables; ``recorded`` and ``missing`` are files of run records."""
        self.refresh()
        yield from self._check_packs()
        months = {file_month(name) for name in recorded} - {file_month(name) for name in missing}
        yield from self._check_unnamed(months)
        yield from self._check_tables()
        yield from self._check_tombstones()

    def _check_packs(self) -> Iterator[Finding]:
        for name, pack in list(self.history.packs.items()):
            path = self.files.path(name)
            if not path.is_file():
                if name not in self.history.moved:
                    self.refresh()
                if name not in self.history.moved:
                    self.missing.add(name)
                    what = "is not a file" if path.exists() else "does not exist"
                    yield Finding("missing", name, f"holds files that were packed, but {what}", RESTORE)
            elif path.stat().st_size != pack.bytes:
                message = f"{path.stat().st_size} bytes, it was written with {pack.bytes}"
                yield Finding("pack", name, message, RESTORE)
            elif any(self.files.still_has(file.name) for file in self.history.files_of(name)):
                yield note(name, _INTERRUPTED)

    def _check_unnamed(self, months: set[str]) -> Iterator[Finding]:
        """Yield a finding for each pack that no event names; a note if it is one of a month that can be packed."""
        in_table = {place.pack for place in packed_places(self.layout.bulletins(self.site)).values()}
        segments = (path for path in self.layout.segment_files(self.site) if path.name in in_table)
        for path in (
            *self.layout.capture_packs(self.site),
            *self.layout.rejection_packs(self.site),
            *segments,
        ):
            name = path.relative_to(self.layout.root).as_posix()
            if name in self.history.packs:
                continue
            if (file_month(name) or path.name[: len("2026-11")]) in months:
                self._interrupted = True
                yield note(name, _INTERRUPTED)
            else:
                yield Finding("stray", name, "is in no run record", "find out where it came from")

    def _check_tables(self) -> Iterator[Finding]:
        for path, expected in (
            (self.layout.capture_table(self.site), capture_table(self.history.files.values())),
            (self.layout.segment_table(self.site), segment_table(self.history.files.values())),
        ):
            name = path.relative_to(self.layout.root).as_posix()
            with suppress(OSError):
                if table_content(path) == expected:
                    continue
            if self._interrupted or self._is_being_packed(path):
                yield note(name, _INTERRUPTED)
            else:
                message = "does not say what the run records say about packs"
                yield Finding("table", name, message, f"{PROGRAM} pack {self.site} writes it again")

    def _is_being_packed(self, table: Path) -> bool:
        """Whether a table of segments names a pack that is not published yet."""
        places = packed_places(table.parent).values() if table == self.layout.segment_table(self.site) else ()
        packs = {f"bulletins/{self.site}/{place.pack}" for place in places}
        return bool(packs) and bool(packs - self.history.packs.keys())

    def _check_tombstones(self) -> Iterator[Finding]:
        for name, place in self.history.moved.items():
            path, pack = self.layout.root / name, self.history.packs[name]
            if path.is_file():
                yield note(name, _TIER_INTERRUPTED)
            elif table_content(path.with_name(path.name + TIERED_SUFFIX)) != tombstone(pack, place):
                message = f"does not say that the pack was moved to {place}"
                yield Finding("table", f"{name}{TIERED_SUFFIX}", message, f"{PROGRAM} tier writes it again")
            else:
                count = len(self.history.files_of(name))
                yield note(name, f"was moved to {place}, with the captures of {count} runs")
        for path in self.layout.tombstones(self.site):
            name = path.relative_to(self.layout.root).as_posix().removesuffix(path.suffix)
            if name not in self.history.moved:
                if name in self.history.packs:
                    yield note(name, _TIER_INTERRUPTED)
                else:
                    name = path.relative_to(self.layout.root).as_posix()
                    yield Finding("stray", name, "belongs to no pack", "find out where it came from")
