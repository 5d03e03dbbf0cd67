"""``bulletin verify``: check that the archive is complete and unchanged; print a line for each fault."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.actions._selection import add_site_option, named_sites
from bulletin_spider.archive.anchors import SIGNATURE_SUFFIX, TIME_STAMP_SUFFIX, read_anchor
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.verification.anchor import KIND, check_anchor, check_digest
from bulletin_spider.archive.verification.finding import NOTE, Finding, note
from bulletin_spider.archive.verification.site import VerificationCounts, check_archive
from bulletin_spider.exceptions import ArchiveFault, RunFault, TimeStampFault, UsageFault
from bulletin_spider.operations.anchoring.time_stamp import check_time_stamp
from bulletin_spider.operations.replay.deep_check import reread_findings
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrapy.spiderloader import SpiderLoaderProtocol


class VerifyAction(Action):
    """Check all files of the archive against each other; exit with 1 for a fault, 2 for wrong usage.

    If a database of indexes cannot be read, the rest is checked, and the exit code is 74. Nothing is locked, created or
    changed.
    """

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--site``, ``--deep``, ``--anchor`` and ``--tsa-roots``."""
        add_site_option(parser)
        parser.add_argument(
            "--deep",
            action="store_true",
            help="also extract every bulletin from its capture again, and compare",
        )
        parser.add_argument(
            "--anchor", metavar="FILE", help="also compare with an anchor that was kept elsewhere"
        )
        parser.add_argument(
            "--tsa-roots",
            metavar="FILE",
            help="certificates (PEM) that vouch for the time stamp of the anchor",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line for each finding, and a last line that counts them."""
        layout, counts, named = Layout.of(self.settings), VerificationCounts(), named_sites(args, opts)
        try:
            if opts.tsa_roots and not opts.anchor:
                raise UsageFault("--tsa-roots needs --anchor FILE")
            loader = get_spider_loader(self.settings)
            # The archive's own anchors may show the same as the one from elsewhere.
            told: set[Finding] = set()
            for finding in findings(layout, named, counts, deep=opts.deep, loader=loader):
                print_line(finding)
                if finding.kind in {KIND, NOTE}:
                    told.add(finding)
            if opts.anchor:
                compared = anchor_findings(layout, Path(opts.anchor), named, opts.tsa_roots)
                for finding in counts.count(one for one in compared if one not in told):
                    print_line(finding)
        except RunFault as fault:
            self.exitcode = print_fault("verify", fault)
            return
        except OSError as error:
            self.exitcode = print_fault("verify", ArchiveFault(layout.root, error, "read"))
            return
        print_line(summary_line(counts))
        if counts.unread_database:
            print_line(f"{PROGRAM} verify: indexes are not compared: {counts.unread_database}", sys.stderr)
            self.exitcode = counts.unread_database.outcome.code
        if counts.faults:
            self.exitcode = 1


def findings(
    layout: Layout,
    named: list[str],
    counts: VerificationCounts,
    *,
    deep: bool = False,
    loader: SpiderLoaderProtocol | None = None,
) -> Iterator[Finding]:
    """Yield every finding of the named sites or of all; raise ``UsageFault`` if a site is not archived.

    ``loader`` gives the sites' own rules to the deep check.
    """
    sites = select_archived_sites(layout, named)
    deep_check = partial(reread_findings, loader=loader) if deep else None
    yield from check_archive(layout, sites, counts, deep_check, whole=not named)


def anchor_findings(layout: Layout, path: Path, named: list[str], roots: str | None) -> Iterator[Finding]:
    """Yield where the archive differs from an anchor, and what the files beside the anchor show."""
    anchor = read_anchor(path)
    yield from check_digest(path)
    yield from _check_time_stamp(path, Path(roots) if roots else None)
    signature = path.with_name(path.name + SIGNATURE_SUFFIX)
    if signature.exists():
        yield note(str(signature), "not checked here: docs/evidence.md has the command of ssh-keygen")
    yield from check_anchor(layout, anchor, named or None)


def _check_time_stamp(path: Path, roots: Path | None) -> Iterator[Finding]:
    stamp = path.with_name(path.name + TIME_STAMP_SUFFIX)
    if not stamp.exists():
        if roots:
            yield Finding("anchor", str(path), f"has no time stamp beside it: {stamp.name}")
    elif roots is None:
        yield note(str(stamp), "not checked: --tsa-roots names the certificates that vouch for it")
    else:
        try:
            moment = check_time_stamp(stamp.read_bytes(), path.read_bytes(), roots)
            yield note(str(stamp), f"a whole time stamp: the anchor existed at {moment.isoformat()}")
        except TimeStampFault as fault:
            yield Finding("anchor", str(stamp), str(fault))


def _how_checked(counts: VerificationCounts) -> str:
    """Return how files were checked if not every byte was read; empty if it was."""
    if not counts.compared:
        return ""
    read = f", {counts.read} that have none read whole" if counts.read else ""
    return f"{counts.compared} files by the checksums that the store keeps{read}; --deep reads every byte"


def summary_line(counts: VerificationCounts) -> str:
    """Return the last line."""
    checked = f"{counts.versions} versions of {counts.sites} site{'' if counts.sites == 1 else 's'}"
    if how := _how_checked(counts):
        checked = f"{checked} ({how})"
    notes = f"{counts.notes} note{'' if counts.notes == 1 else 's'}"
    if not counts.faults:
        return f"{checked}: no faults" + (f", {notes}" if counts.notes else "")
    return f"{checked}: {counts.faults} fault{'' if counts.faults == 1 else 's'}, {notes}"
