"""Check a site's part of the archive, from the evidence up: run records, captures, segments, references, index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.locks.unfinished_copy import unfinished_copy
from bulletin_spider.archive.object_store.chain.run_objects import forget_copies
from bulletin_spider.archive.object_store.kept_lists import KeptLists
from bulletin_spider.archive.object_store.paths import StorePath, check_answers, in_store
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.verification.anchor import check_kept_anchors
from bulletin_spider.archive.verification.captures import CaptureCheck
from bulletin_spider.archive.verification.checksums import ChecksumCheck
from bulletin_spider.archive.verification.confirmations import ConfirmationCheck
from bulletin_spider.archive.verification.derived_data.index import (
    REINDEX,
    check_hosts,
    check_index,
    check_integrity,
)
from bulletin_spider.archive.verification.derived_data.manifest import check_manifest
from bulletin_spider.archive.verification.derived_data.search import check_search
from bulletin_spider.archive.verification.finding import Finding, note
from bulletin_spider.archive.verification.references import check_references
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from bulletin_spider.archive.verification.segments import SegmentCheck
from bulletin_spider.archive.verification.stray_files import check_stray_files
from bulletin_spider.exceptions import DatabaseFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_spider.archive.layout import Layout

    DeepCheck = Callable[[LatestVersions], Iterator[Finding]]
    """A check that reads each bulletin's page again, which this package cannot do."""


@dataclass(slots=True)
class VerificationCounts:
    """How much was checked, and how many findings there were."""

    sites: int = 0
    versions: int = 0
    compared: int = 0
    """Files of which only the checksum was compared that an object store keeps."""
    read: int = 0
    """Files that were read instead, as the store keeps no checksum of them."""
    faults: int = 0
    notes: int = 0
    unread_database: DatabaseFault | None = None
    """Why no index was compared from some site on; None if all were."""

    def count(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        """Count the findings and yield them."""
        for finding in findings:
            self.faults += finding.is_fault
            self.notes += not finding.is_fault
            yield finding

    def with_database(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        """Yield findings about the index; none any more once its database cannot be read."""
        if self.unread_database is None:
            try:
                yield from findings
            except DatabaseFault as fault:
                self.unread_database = fault


def check_archive(
    layout: Layout,
    sites: list[str],
    counts: VerificationCounts,
    deep_check: DeepCheck | None = None,
    *,
    whole: bool = False,
) -> Iterator[Finding]:
    """Yield what is wrong with each of ``sites``; if they are the ``whole`` archive, also the unknown sites.

    Raises ``OSError`` if the archive cannot be read, such as if the store does not answer.
    """
    check_answers(layout.root, begin=True)
    with KeptLists.keep():
        for finding in _check_sites(layout, sites, counts, deep_check, whole=whole):
            check_answers(layout.root)
            yield finding
    check_answers(layout.root)


def _check_sites(
    layout: Layout,
    sites: list[str],
    counts: VerificationCounts,
    deep_check: DeepCheck | None,
    *,
    whole: bool,
) -> Iterator[Finding]:
    sound_sites, rows = [], not in_store(layout.root) or deep_check is not None
    for site in sites:
        counts.sites += 1
        broken_index = list(check_integrity(layout, site))
        yield from counts.count(iter(broken_index))
        before = counts.faults
        yield from counts.count(check_site(layout, site, counts, deep_check, indexed=not broken_index))
        if counts.faults == before:
            sound_sites.append(site)
    if whole:
        yield from counts.count(counts.with_database(check_unknown_sites(layout, sites)))
        yield from counts.count(check_hosts(layout))
        yield from counts.count(check_search(layout, sound=sound_sites == sites, rows=rows))
        yield from counts.count(check_kept_anchors(layout))
        yield from counts.count(check_stray_files(layout))
    yield from counts.count(check_manifest(layout, sound_sites, sites if whole else None))


def check_site(
    layout: Layout,
    site: str,
    counts: VerificationCounts,
    deep_check: DeepCheck | None = None,
    *,
    indexed: bool = True,
) -> Iterator[Finding]:
    """Yield what is wrong with one site; compare its index only if ``indexed``.

    If segments or records are damaged, the index and the pages are not checked: they would only repeat the faults.
    """
    if deep_check and isinstance(runs := layout.runs(site), StorePath):
        forget_copies(runs.store, runs.key)
    if remedy := unfinished_copy(layout, site):
        name = layout.unfinished_copy(site).relative_to(layout.root).as_posix()
        yield Finding(
            "copy", name, "the copy of the site is not finished, so nothing of it was checked", remedy
        )
        return
    run_records = RunRecordCheck(layout, site)
    yield from run_records.check()
    if in_store(layout.root) and not deep_check:
        yield from _check_checksums(run_records, counts, indexed=indexed)
        return
    captures = CaptureCheck(run_records, check_sha256=deep_check is not None)
    latest, confirmations = LatestVersions(layout, site), ConfirmationCheck(captures)
    try:
        yield from captures.check()
        segments = SegmentCheck(run_records, captures, latest, confirmations)
        yield from segments.check()
        if run_records.sound:
            yield from check_references(run_records, captures, confirmations if segments.sound else None)
        yield from captures.excused_references()
        counts.versions += segments.count
        if segments.sound and run_records.sound:
            if indexed:
                yield from counts.with_database(check_index(layout, site, run_records.chain))
            yield from deep_check(latest) if deep_check else ()
        else:
            reason = "not compared, because segments or run records are damaged"
            yield note(site_indexes(layout).name(site), reason)
    finally:
        captures.close()
        confirmations.close()
        latest.close()


def _check_checksums(
    run_records: RunRecordCheck, counts: VerificationCounts, *, indexed: bool
) -> Iterator[Finding]:
    """Yield what is wrong with a site's files by the checksums that the store keeps, and what its index lacks."""
    checksums = ChecksumCheck(run_records)
    yield from checksums.check()
    counts.versions += checksums.versions()
    counts.compared, counts.read = counts.compared + checksums.compared, counts.read + checksums.read
    if run_records.sound and checksums.sound and indexed:
        found = check_index(run_records.layout, run_records.site, run_records.chain, rows=False)
        yield from counts.with_database(found)


def check_unknown_sites(layout: Layout, sites: list[str]) -> Iterator[Finding]:
    """Yield the indexes of sites that have no file in the archive. Raises ``DatabaseFault``."""
    indexes = site_indexes(layout)
    for site in sorted({*indexes.sites()} - {*sites}):
        name = indexes.name(site)
        yield Finding("index", name, f"is the index of the site {site}, which has no file", REINDEX)
