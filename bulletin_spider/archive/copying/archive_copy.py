"""Copy an archive: several sites at the same time, then what all sites share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.atomic_files import local_file, make_directory, remove
from bulletin_spider.archive.copying.file_copy import content_of, copy_file
from bulletin_spider.archive.copying.site_copy import Counts, SiteCopy
from bulletin_spider.archive.file_names import PART_SUFFIX, is_file_name
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.archive.manifest.archive_manifest import named_sites
from bulletin_spider.archive.manifest.descriptors import read_descriptor
from bulletin_spider.exceptions import ArchiveFault, OtherArchive, RunFault, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_FILES_AT_ONCE = 8
"""Files that are copied or compared at the same time: a request to a store is mostly waiting."""
_SITES_AT_ONCE = 4
"""Sites that are copied at the same time: each waits for its segments, which come one after the other."""


class CopiedSite(NamedTuple):
    """What became of a site: what was copied, or ``fault``, why it was not or not as a whole."""

    site: str
    counts: Counts
    fault: RunFault | None = None


@dataclass(slots=True)
class ArchiveCopy:
    """The copy of sites from one archive to another. ``progress`` gets the bytes of each copied file."""

    source: Layout
    target: Layout
    progress: Callable[[int], None]
    running: list[SiteCopy] = field(default_factory=list)
    """The sites that are being copied."""

    def check_places(self) -> None:
        """Raise ``UsageFault`` if one place is, or is in, the other one."""
        source, target = self.source.root.resolve(), self.target.root.resolve()
        if source.is_relative_to(target) or target.is_relative_to(source):
            raise UsageFault(f"{target} and {source} are not two places: name a place elsewhere")

    def sites(self, sites: list[str], *, preview: bool = False) -> Iterator[CopiedSite]:
        """Copy sites, and yield what became of each as soon as it has ended. A fault does not stop the others.

        With ``preview`` nothing is written: the counts are those of what would be copied.
        """
        stopped, files, pool = Event(), ThreadPoolExecutor(_FILES_AT_ONCE), ThreadPoolExecutor(_SITES_AT_ONCE)
        try:
            running = [pool.submit(self._copy_site, site, files, stopped, preview) for site in sites]
            for done in as_completed(running):
                yield done.result()
        finally:
            stopped.set()
            for one in (pool, files):
                one.shutdown(wait=False, cancel_futures=True)

    def abandon(self) -> None:
        """Give the sites back that are being copied; the process ends then, as it could at any moment."""
        for copy in [*self.running]:
            copy.release()

    def _copy_site(self, site: str, pool: Executor, stopped: Event, preview: bool) -> CopiedSite:  # noqa: FBT001
        copy = SiteCopy(self.source, self.target, site, pool=pool, progress=self.progress, stopped=stopped)
        self.running.append(copy)
        try:
            return CopiedSite(site, copy.preview() if preview else copy.copy())
        except RunFault as fault:
            return CopiedSite(site, copy.counts, fault)
        finally:
            self.running.remove(copy)

    def shared_files(self) -> tuple[list[Path], list[Path]]:
        """Return the files beside the sites that a copy of the whole archive gets.

        First those that never change, such as anchors, then the states of watches. They are listed before the sites
        are copied: so an anchor is no newer than the records of the copy.
        """
        root = self.source.root
        anchors = sorted(path for path in _files(self.source.anchors) if not path.name.startswith("."))
        readme = [path for path in [root / "README.md"] if path.is_file()]
        watches = [path for path in _files(root / "watches") if is_file_name("watches", path.name)]
        return [*anchors, *readme], sorted(path for path in watches if not path.name.startswith("."))

    def copy_shared(self, shared: tuple[list[Path], list[Path]]) -> Counts:
        """Copy what :meth:`shared_files` has listed, and the manifest of the archive; all sites were copied before.

        Raises ``OtherArchive`` for an anchor that is another one at the target, ``ArchiveFault``.
        """
        counts, (kept, watches) = Counts(), shared
        try:
            for path in kept:
                self._copy_kept(path, counts)
            for path in watches:
                with limited_lock(self.target.watch(path.stem), "a copy of the archive"):
                    self._replace(path, counts, "states of watches")
            ours, theirs = (read_descriptor(one.manifest()) for one in (self.source, self.target))
            if ours and theirs and named_sites(ours) == named_sites(theirs):
                self._replace(self.source.manifest(), counts, "manifests")
        except OSError as error:
            raise ArchiveFault(self.target.root, error) from error
        return counts

    def _copy_kept(self, path: Path, counts: Counts) -> None:
        final = self._final(path)
        remove(local_file(final).with_name(f".{final.name}{PART_SUFFIX}"))
        if not final.exists():
            self._copy(path, final, counts, "anchors" if path.parent.name == "anchors" else "other files")
        elif content_of(path) == content_of(final):
            counts.there += 1
        elif path.parent.name == "anchors":
            raise OtherArchive(
                f"{final} is another anchor than {path}, and is not replaced: move one of them away"
            )

    def _replace(self, path: Path, counts: Counts, words: str) -> None:
        final = self._final(path)
        if final.exists() and content_of(path) == content_of(final):
            counts.there += 1
        else:
            self._copy(path, final, counts, words)

    def _copy(self, path: Path, final: Path, counts: Counts, words: str) -> None:
        make_directory(final.parent)
        content = copy_file(path, final, replaces=words not in {"anchors", "other files"})
        if content_of(final) != content:
            raise OSError(5, "it has other bytes than were written", str(final))
        counts.add(words, content.bytes)
        self.progress(content.bytes)

    def _final(self, path: Path) -> Path:
        return self.target.root / path.relative_to(self.source.root)


def _files(directory: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError, NotADirectoryError):
        yield from (path for path in directory.iterdir() if path.is_file())
