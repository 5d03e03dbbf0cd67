"""``bulletin copy --to PLACE [SITE ...]``: copy the archive to another place, and compare every file."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.actions._selection import add_site_option, named_sites
from bulletin_spider.archive.copying.archive_copy import ArchiveCopy, CopiedSite
from bulletin_spider.archive.copying.site_copy import Counts
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path, in_store
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.reporting.archive_status import bytes_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_SHOWN_EVERY = 0.2
"""Seconds between two states of the line of progress."""


class CopyAction(Action):
    """Copy the sites, and then what all sites share; a site that cannot be copied does not stop the others."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--to``, ``--from``, ``--site``, ``--dry-run`` and ``--json``."""
        parser.add_argument(
            "--to", metavar="PLACE", help="a directory, or an address like s3://bucket/prefix"
        )
        parser.add_argument(
            "--from", dest="source", metavar="PLACE", help="another archive than BULLETIN_ARCHIVE"
        )
        add_site_option(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would be copied; write nothing")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object at the end instead of lines"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Copy, and print a line for each site of which something was copied, and one for all."""
        self.failed: Outcome | None = None
        self._running: ArchiveCopy | None = None
        code = run_command("copy", [], lambda: self._copy(args, opts))
        if code == Outcome.INTERRUPTED.code and self._running:
            self._running.abandon()
            sys.stdout.flush()
            os._exit(code)  # a file of a gigabyte is not waited for: the next call copies it
        self.exitcode = code or (self.failed.code if self.failed else 0)

    def _copy(self, args: list[str], opts: argparse.Namespace) -> None:
        if not opts.to:
            raise UsageFault(
                "name the other place, like --to /mnt/backup/bulletins or --to s3://bucket/prefix"
            )
        progress = _Progress()
        copy = self._running = ArchiveCopy(self._source(opts.source), _target(opts.to), progress.add)
        copy.check_places()
        sites = named_sites(args, opts)
        report = _Report(copy, opts.dry_run, opts.json)
        shared = copy.shared_files()
        with progress.shown():
            for done in copy.sites(select_archived_sites(copy.source, sites), preview=opts.dry_run):
                progress.clear()
                report.add(done)
                if done.fault:
                    self._fail(done.fault)
            if not sites and not opts.dry_run:
                if self.failed:
                    print_line(
                        f"{PROGRAM} copy: anchors and states of watches are copied once every site is",
                        sys.stderr,
                    )
                else:
                    report.all.add_all(copy.copy_shared(shared))
        report.end()

    def _source(self, place: str | None) -> Layout:
        return Layout(archive_path(place).absolute()) if place else Layout.of(self.settings)

    def _fail(self, fault: RunFault) -> None:
        self.failed = max(fault.outcome, self.failed or fault.outcome, key=lambda one: one.code)
        print_line(f"{PROGRAM} copy: {fault}", sys.stderr)


def _target(place: str) -> Layout:
    """Return the layout of the other place. Raises ``UsageFault`` if a directory for it is missing."""
    root = archive_path(place)
    if not in_store(root) and not root.absolute().parent.is_dir():
        raise UsageFault(f"--to {place}: there is no directory {root.parent}; make it, or mount its disk")
    return Layout(root.absolute())


@dataclass(slots=True)
class _Report:
    """What the command prints on stdout."""

    copy: ArchiveCopy
    preview: bool
    as_json: bool
    all: Counts = field(default_factory=Counts)
    sites: list[CopiedSite] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def add(self, done: CopiedSite) -> None:
        self.sites.append(done)
        self.all.add_all(done.counts)
        if not self.as_json and done.counts.copied and not done.fault:
            said = "would be copied" if self.preview else "copied"
            print_line(f"{done.site}: {said}: {_files(done.counts)}")

    def end(self) -> None:
        if self.as_json:
            print_line(json.dumps(self._fields(), ensure_ascii=False))
        elif self.preview:
            print_line(
                f"{_counted(self.all.copied)} ({bytes_text(self.all.bytes)}) would be copied; nothing is written"
            )
        elif self.all.copied or not any(one.fault for one in self.sites):
            print_line(self._last_line())

    def _last_line(self) -> str:
        there = f"{_counted(self.all.there)} already there" if self.all.there else ""
        compared = "each compared by SHA-256"
        if not self.all.copied:
            return f"nothing to copy: {there}, {compared}" if there else "nothing was copied"
        seconds = max(time.monotonic() - self.began, 0.001)
        copied = (
            f"{_counted(self.all.copied)} copied to {self.copy.target.root} ({bytes_text(self.all.bytes)}"
            f" in {seconds:.1f} s, {bytes_text(self.all.bytes / seconds)}/s)"
        )
        removed = f"{_counted(self.all.removed)} removed, as packed since" if self.all.removed else ""
        return "; ".join(filter(None, (copied, there, removed))) + f"; {compared}"

    def _fields(self) -> dict[str, Any]:
        return {
            "from": str(self.copy.source.root),
            "to": str(self.copy.target.root),
            "dry_run": self.preview,
            **_numbers(self.all),
            "seconds": round(time.monotonic() - self.began, 3),
            "sites": [
                {"site": one.site, **_numbers(one.counts), "problem": str(one.fault) if one.fault else None}
                for one in sorted(self.sites, key=lambda one: one.site)
            ],
        }


def _numbers(counts: Counts) -> dict[str, int]:
    return {"copied": counts.copied, "bytes": counts.bytes, "there": counts.there, "removed": counts.removed}


def _files(counts: Counts) -> str:
    kinds = ", ".join(f"{words} {number:,}" for words, number in counts.files.items())
    return f"{bytes_text(counts.bytes)} ({kinds})"


def _counted(number: int) -> str:
    return f"{number:,} file{'' if number == 1 else 's'}"


class _Progress:
    """A line on a terminal that says how much was copied."""

    def __init__(self) -> None:
        self._files, self._bytes, self._next, self._guard = 0, 0, 0.0, Lock()
        self._shows = sys.stderr.isatty()

    def add(self, size: int) -> None:
        """Count a file; called by several threads."""
        with self._guard:
            self._files, self._bytes = self._files + 1, self._bytes + size
            if self._shows and time.monotonic() >= self._next:
                self._next = time.monotonic() + _SHOWN_EVERY
                sys.stderr.write(f"\r\x1b[K{_counted(self._files)}, {bytes_text(self._bytes)}")
                sys.stderr.flush()

    def clear(self) -> None:
        """Remove the line."""
        if self._shows:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Remove the line at the end, however it comes."""
        try:
            yield
        finally:
            self.clear()
