"""Report where the index differs from what it is derived from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.comparison import Comparison, compare_index, index_damage
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.hosts import hosts_problem
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.archive.record_chain import PREVIOUS
from bulletin_spider.archive.run_records import read_run_records
from bulletin_spider.archive.verification.finding import NOT_A_FILE, RESTORE, Finding, note, unread_segments
from bulletin_spider.exceptions import ArchiveUnread, IndexFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.verification.record_chain import ChainCheck

REINDEX = f"run {PROGRAM} reindex"
DELETE = "delete it, the next run rebuilds it"
UNPROVEN = "the records have no hashes yet, so compare them with a copy"
_STAMP = re.compile(r"\d+ \d+ \d+|\d{8}")
"""The stamp of three directories, or in an object store the last place of the chain."""


def check_integrity(layout: Layout, site: str) -> Iterator[Finding]:
    """Yield one finding if the index of a site is damaged."""
    path, name = layout.index(site), site_indexes(layout).name(site)
    if site_indexes(layout).is_shared:  # its server sees to it
        return
    if path.exists() and not path.is_file():
        yield Finding("index", name, NOT_A_FILE, "move it away, the next run rebuilds it")
        return
    try:
        # Look twice, because a run that writes meanwhile makes the database look damaged.
        if path.exists() and _damage(layout, site) and (damage := _damage(layout, site)):
            yield Finding("index", name, damage, f"{REINDEX} --site {site}")
    except ArchiveUnread as fault:
        yield _unread(name, fault)


def _damage(layout: Layout, site: str) -> str:
    try:
        return index_damage(layout, site)
    except IndexFault as fault:
        return f"cannot be read: {fault.cause}"


def check_index(layout: Layout, site: str, chain: ChainCheck, *, rows: bool = True) -> Iterator[Finding]:
    """Yield a note if there is no index, and one finding if it differs from the segments and records of ``site``.

    ``chain`` decides whether the index or the records are wrong. Rows are compared only with ``rows``: for that every
    segment is read. Raises ``DatabaseFault``.
    """
    name, reindex = site_indexes(layout).name(site), f"{REINDEX} --site {site}"
    try:
        if not site_indexes(layout).exists(site):
            yield from _check_missing(layout, site, name)
            return
        found = compare_index(layout, site, rows=rows)
    except IndexFault as fault:
        yield Finding("index", name, f"cannot be read: {fault.cause}", reindex)
        return
    if found.other_version is not None:
        yield note(name, f"has version {found.other_version}: the next run rebuilds it")
    if found.unread:
        yield note(name, unread_segments(found.unread, "the next run reads"))
    if found.changed:
        yield note(name, "a run changed it meanwhile, verify again")
    elif found.lost_record and (lost := _lost_run(found, found.lost_record, chain)):
        yield lost
    elif found.differing:
        counts = ", ".join(f"{count} of {table}" for table, count in found.differing.items())
        advice = reindex if chain.chained else f"{UNPROVEN}, then {reindex}"
        yield Finding("index", name, f"rows differ from segments and run records: {counts}", advice)
    for problem in _problems_for_runs(layout, site, found):
        yield Finding("index", name, problem, reindex)


def _check_missing(layout: Layout, site: str, name: str) -> Iterator[Finding]:
    """Yield a note if what a site has is in no index; of an archive in a store another machine may have it."""
    if (site_indexes(layout).is_shared or not in_store(layout.root)) and (
        layout.has_segments(site) or any(True for _ in read_run_records(layout, site))
    ):
        yield note(name, "does not exist: the next run rebuilds it")


def check_hosts(layout: Layout) -> Iterator[Finding]:
    """Yield a finding if the database of hosts is damaged or lacks a host."""
    if site_indexes(layout).is_shared:  # the rows of each site say it
        return
    path = layout.index_hosts
    name = path.relative_to(layout.root).as_posix() if path.is_relative_to(layout.root) else str(path)
    try:
        problem = hosts_problem(layout)
    except ArchiveUnread as fault:
        yield _unread(name, fault)
        return
    if problem:
        yield Finding("index", name, problem, DELETE)


def _unread(name: str, fault: ArchiveUnread) -> Finding:
    return note(name, f"not compared: {fault}", "the next run does it")


def _problems_for_runs(layout: Layout, site: str, found: Comparison) -> Iterator[str]:
    """Yield what is wrong with the tables that hold what the last runs saw, and would mislead the next one.

    A stamp that is merely old only costs a look.
    """
    if found.spoiled:
        yield f"{found.spoiled} rows that say what listings showed do not fit their checksums"
    if found.stamp and not _STAMP.fullmatch(found.stamp):
        yield "its stamp is not one of the site's directories"
        return
    # In a store the next run on this machine looks for files that were left here, whatever the stamp is.
    left = not in_store(layout.root) and (layout.leftovers(site) or layout.open_captures(site))
    news = found.unread or left
    if news and found.stamp == layout.stamp(site):
        yield "its stamp says that nothing is new"


def _lost_run(found: Comparison, record: dict[str, Any], chain: ChainCheck) -> Finding | None:
    """Return the finding if the last ``record`` of the index was lost; None if the index is wrong."""
    if str(record.get("run")) <= chain.last_run or (PREVIOUS not in record and chain.chained):
        return None
    which = f"the record of run {record['run']}"
    if found.lost > 1:
        which = f"{found.lost} records up to {which}"
    message, unproven = (
        f"lacks {which}, which the index has read",
        f"{UNPROVEN}; if they are right, {REINDEX}",
    )
    if PREVIOUS not in record:
        return Finding("run", chain.name, message, unproven)
    # Only of one lost record the link shows that it was there. Of several, somebody has to look.
    if found.lost > 1:
        return Finding("run", chain.name, message, f"{RESTORE}; if they are right, {REINDEX}")
    return Finding("run", chain.name, message, RESTORE) if record[PREVIOUS] == chain.last.digest else None
