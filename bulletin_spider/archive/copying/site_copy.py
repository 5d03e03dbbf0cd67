"""Copy one site. A copy that is cut off at any instant is a valid archive, and the next call completes it.

A site is marked as long as its copy is not finished: then no run goes on with it, and ``verify`` says so. The order is:
captures, tables of packs, refused pages, segments one after the other, run records, the head, manifests; at the end
the files are removed that the source has packed since. So a reader of an unfinished copy finds what it is led to, and
an index that is derived from it misses no segment that comes later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.atomic_files import end_torn_line, remove_synced
from bulletin_spider.archive.captures.recovery import recover_captures
from bulletin_spider.archive.copying.chain_copy import months_to_copy, write_months
from bulletin_spider.archive.copying.comparison import Comparison, compare_files
from bulletin_spider.archive.copying.file_copy import Content, content_of, copy_file
from bulletin_spider.archive.copying.site_files import Kind
from bulletin_spider.archive.locks.site_lock import free_place, lock_for_copy, unchanged_site
from bulletin_spider.archive.locks.unfinished_copy import mark_copy, unfinished_copy, unmark_copy
from bulletin_spider.archive.manifest.archive_manifest import name_site
from bulletin_spider.archive.manifest.descriptors import read_descriptor
from bulletin_spider.exceptions import ArchiveFault, ArchiveUnread, UsageFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor
    from pathlib import Path

    from bulletin_spider.archive.copying.site_files import SiteFile
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.locks.site_lock import SiteLock

_RECORDS = "months of run records"


@dataclass(slots=True)
class Counts:
    """What was copied: files and bytes by what they are, files that were there, files that were removed."""

    files: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    there: int = 0
    removed: int = 0
    _guard: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def copied(self) -> int:
        """The number of copied files."""
        return sum(self.files.values())

    def add(self, words: str, size: int) -> None:
        """Count a copied file."""
        with self._guard:
            self.files[words] = self.files.get(words, 0) + 1
            self.bytes += size

    def add_all(self, other: Counts) -> None:
        """Count what another site had."""
        for words, files in other.files.items():
            self.files[words] = self.files.get(words, 0) + files
        self.bytes += other.bytes
        self.there += other.there
        self.removed += other.removed


class _Plan(NamedTuple):
    """What a copy has to do: which months of run records, which files, and whether the head."""

    months: list[Path]
    files: Comparison
    head_is_due: bool
    is_unfinished: bool
    """Whether an earlier copy was cut off."""

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to do."""
        files = self.files
        return bool(self.months or files.missing or files.outdated or self.head_is_due or self.is_unfinished)


class SiteCopy:
    """The copy of a site from one archive to another; ``pool`` copies and compares several files at once."""

    def __init__(  # noqa: PLR0913 - both places, and how
        self,
        source: Layout,
        target: Layout,
        site: str,
        *,
        pool: Executor,
        progress: Callable[[int], None],
        stopped: Event,
    ) -> None:
        """``stopped`` ends the copy before the next file."""
        self.source, self.target, self.site = source, target, site
        self.pool, self.progress, self.stopped = pool, progress, stopped
        self.counts = Counts()
        self._lock: SiteLock | None = None

    def preview(self) -> Counts:
        """Count what would be copied; lock and write nothing. Raises as :meth:`copy`, but never ``LockedSite``."""
        try:
            self._refuse_source()
            plan = self._compare()
        except OSError as error:
            raise self._fault(error) from error
        for file in plan.files.missing:
            self.counts.add(file.kind.words, file.bytes)
        for path in plan.months:
            self.counts.add(_RECORDS, path.stat().st_size)
        if plan.head_is_due:
            self.counts.add("heads", self.source.head(self.site).stat().st_size)
        self.counts.removed = len(plan.files.outdated)
        return self.counts

    def copy(self) -> Counts:
        """Copy what the target lacks, and return what was copied.

        Raises ``LockedSite`` if the site is in use at either place, ``OtherArchive`` if the target has what the source
        does not have, ``UsageFault`` if the archive has the form of an earlier release, ``ArchiveFault``.
        """
        try:
            with unchanged_site(self.source, self.site) as check_unchanged:
                self._refuse_source()
                self._recover()
                place = free_place(self.target, self.site)
                plan = self._compare() if place else None
                if plan is None or plan.is_needed:
                    self._copy_locked(plan, place, check_unchanged)
        except OSError as error:
            raise self._fault(error) from error
        return self.counts

    def _copy_locked(self, plan: _Plan | None, place: int, check_unchanged: Callable[[], None]) -> None:
        """Carry out a plan that was made before the site was locked at the target, if its place is still free."""
        self._lock = lock_for_copy(self.target, self.site)
        try:
            remove_synced(self.target.leftovers(self.site))
            if plan is None or self._lock.place != place:
                plan = self._compare()
            self._copy(plan, check_unchanged)
        finally:
            self.release()

    def release(self) -> None:
        """Give the site back at the target."""
        if self._lock:
            self._lock.release()

    def _refuse_source(self) -> None:
        if remedy := unfinished_copy(self.source, self.site):
            raise ArchiveUnread(
                f"{self.site} at {self.source.root} is itself a copy that is not finished: {remedy}"
            )
        for layout in (self.source, self.target):
            if layout.earlier_runs(self.site).exists():
                raise UsageFault(
                    f"{self.site} has the form of an earlier release at {layout.root}:"
                    f" '{PROGRAM} upgrade {self.site}' moves it to the present one"
                )

    def _recover(self) -> None:
        """Do what the next run of the site does first at either place: end what killed runs have left open."""
        if self.source.root == self.source.local_root:
            recover_captures(self.source, self.site)
            for path in self.source.run_files(self.site)[-1:]:
                end_torn_line(path)

    def _compare(self) -> _Plan:
        months = months_to_copy(self.source, self.target, self.site)
        found = compare_files(self.source, self.target, self.site, self.pool)
        head, there = self.source.head(self.site), self.target.head(self.site)
        has_head = head.exists() and there.exists() and head.read_bytes() == there.read_bytes()
        head_is_due = head.exists() and not has_head
        self.counts.there = len(found.there) + len(self.source.run_files(self.site)) - len(months) + has_head
        return _Plan(months, found, head_is_due, bool(unfinished_copy(self.target, self.site)))

    def _copy(self, plan: _Plan, check_unchanged: Callable[[], None]) -> None:
        months, found = plan.months, plan.files
        by_kind = {kind: [file for file in found.missing if file.kind is kind] for kind in Kind}
        if plan.is_needed:
            mark_copy(self.source, self.target, self.site)
        for kind in (Kind.CAPTURE, Kind.TABLE, Kind.REFUSED):
            self._check(zip(by_kind[kind], self.pool.map(self._copy_file, by_kind[kind]), strict=True))
        self._check([(file, self._copy_file(file)) for file in by_kind[Kind.SEGMENT]])
        check_unchanged()
        if months:
            size = write_months(self.source, self.target, self.site, months)
            for _ in months:
                self.counts.add(_RECORDS, 0)
            self.counts.bytes += size
            self.progress(size)
        if plan.head_is_due:
            self._copy_head()
        self._describe(by_kind[Kind.DESCRIPTION])
        remove_synced(file.path for file in found.outdated)
        if plan.is_needed:
            unmark_copy(self.target, self.site)
        self.counts.removed = len(found.outdated)

    def _copy_file(self, file: SiteFile) -> Content:
        if self.stopped.is_set():
            raise KeyboardInterrupt
        content = copy_file(file.path, self.target.root / file.name, replaces=file.kind.replaced)
        self.counts.add(file.kind.words, content.bytes)
        self.progress(content.bytes)
        return content

    def _check(self, copied: Iterable[tuple[SiteFile, Content]]) -> None:
        """Compare the content of copies with what was read of their sources. Raises ``OSError``."""
        if self.target.root == self.target.local_root:  # each was read back before it got its name
            for _ in copied:
                pass
            return
        contents = {self.target.root / file.name: content for file, content in copied}
        for path, found in zip(contents, self.pool.map(content_of, contents), strict=True):
            if found != contents[path]:
                raise OSError(5, "the store does not have what was put", str(path))

    def _copy_head(self) -> None:
        final = self.target.head(self.site)
        content = copy_file(self.source.head(self.site), final, replaces=True)
        if content_of(final) != content:
            raise OSError(5, "it has other bytes than were written", str(final))
        self.counts.add("heads", content.bytes)

    def _describe(self, files: list[SiteFile]) -> None:
        """Copy the manifests; where the manifest of a site is, that of the archive names the site."""
        manifest = self.source.manifest(self.site)
        for file in files:
            if file.path == manifest:
                name_site(self.target, self.site, (read_descriptor(manifest) or {}).get("region", ""))
            self._check([(file, self._copy_file(file))])

    def _fault(self, error: OSError) -> ArchiveFault:
        """Return the fault that says at which of both places something failed."""
        places = {f"{self.target.root}/", f"{self.target.local_root}/"}
        if str(error.filename).startswith(tuple(places)):
            return ArchiveFault(self.target.root, error)
        return ArchiveFault(self.source.root, error, "read")
