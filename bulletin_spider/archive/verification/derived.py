"""Report where the index differs from what it is derived from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.comparison import Comparison, compare_index, index_damage
from bulletin_spider.archive.record_chain import PREVIOUS
from bulletin_spider.archive.verification.finding import NOT_A_FILE, RESTORE, Finding, note
from bulletin_spider.exceptions import IndexFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.verification.record_chain import ChainCheck

REINDEX = "run scrapy reindex"
UNPROVEN = "the records have no hashes yet, so compare them with a copy"
_STAMP = re.compile(r"\d+ \d+ \d+")


def check_integrity(layout: Layout) -> Iterator[Finding]:
    """Yield one finding if the index is damaged."""
    if layout.index.exists() and not layout.index.is_file():
        yield Finding("index", layout.index.name, NOT_A_FILE, "move it away, the next run rebuilds it")
        return
    # Look twice, because a run that writes meanwhile makes the database look damaged.
    if layout.index.exists() and _damage(layout) and (damage := _damage(layout)):
        yield Finding("index", layout.index.name, damage, REINDEX)


def _damage(layout: Layout) -> str:
    try:
        return index_damage(layout)
    except IndexFault as fault:
        return f"cannot be read: {fault.cause}"


def check_index(layout: Layout, site: str, chain: ChainCheck) -> Iterator[Finding]:
    """Yield a note if there is no index, and one finding if it differs from the segments and records of ``site``.

    ``chain`` decides whether the index or the records are wrong.
    """
    name = layout.index.name
    if not layout.index.exists():
        yield note(name, "does not exist: the next run rebuilds it")
        return
    try:
        found = compare_index(layout, site)
    except IndexFault as fault:
        yield Finding("index", name, f"cannot be read: {fault.cause}", REINDEX)
        return
    if found.other_version is not None:
        yield note(name, f"has version {found.other_version}: the next run rebuilds it")
    if found.unread:
        yield note(name, f"{site}: {found.unread} segments are not in it yet: the next run reads them")
    if found.changed:
        yield note(name, f"{site}: a run changed it meanwhile, verify again")
    elif found.lost_record and (lost := _lost_run(found.lost_record, chain)):
        yield lost
    elif found.differing:
        counts = ", ".join(f"{count} of {table}" for table, count in found.differing.items())
        advice = REINDEX if chain.chained else f"{UNPROVEN}, then {REINDEX}"
        yield Finding("index", name, f"{site}: rows differ from segments and run records: {counts}", advice)
    if problem := _stamp_problem(layout, site, found):
        yield Finding("index", name, f"{site}: {problem}", REINDEX)


def _stamp_problem(layout: Layout, site: str, found: Comparison) -> str:
    """Return why a run would wrongly look for no new files; a stamp that is merely old only costs a look."""
    if found.stamp and not _STAMP.fullmatch(found.stamp):
        return "its stamp is not one of three directories"
    news = found.unread or layout.leftovers(site) or layout.open_captures(site)
    return "its stamp says that nothing is new" if news and found.stamp == layout.stamp(site) else ""


def _lost_run(record: dict[str, Any], chain: ChainCheck) -> Finding | None:
    """Return the finding if the file of run records has lost a record; None if the index is wrong."""
    if str(record.get("run")) <= chain.last_run or (PREVIOUS not in record and chain.chained):
        return None
    message = f"lacks the record of run {record['run']}, which the index has read"
    if PREVIOUS not in record:
        return Finding("run", chain.name, message, f"{UNPROVEN}; if they are right, {REINDEX}")
    return Finding("run", chain.name, message, RESTORE) if record[PREVIOUS] == chain.last.digest else None
