"""Report where index and manifest differ from what they are derived from."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.comparison import Comparison, compare_index, index_damage
from bulletin_spider.archive.manifest import MANIFEST, data_package, derived_resource
from bulletin_spider.archive.record_chain import PREVIOUS
from bulletin_spider.archive.search.comparison import compare_search, search_database
from bulletin_spider.archive.verification.finding import NOT_A_FILE, RESTORE, Finding, note
from bulletin_spider.contract.tables import is_earlier_schema
from bulletin_spider.exceptions import IndexFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.verification.record_chain import ChainCheck

REINDEX = "run scrapy reindex"
UNPROVEN = "the records have no hashes yet, so compare them with a copy"
DELETE = "delete it, the next run rebuilds it"
DELETE_SEARCH = "delete it, the next search rebuilds it"
REGION = re.compile(r"[1-9]\d{5}")
"""A code of GB/T 2260."""
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


def check_search(layout: Layout, *, sound: bool) -> Iterator[Finding]:
    """Yield what is wrong with the search database, if there is one; the segments must be ``sound`` to compare it."""
    path = search_database(layout.root)
    if not path.exists():
        return
    if not path.is_file():
        yield Finding("search", path.name, NOT_A_FILE, DELETE_SEARCH)
    elif not sound:
        yield note(path.name, "not compared, because segments or run records are damaged")
    else:
        found = compare_search(layout.root)
        if found.damage:
            yield Finding("search", path.name, found.damage, DELETE_SEARCH)
        if found.unreadable:
            message = (
                f"cannot be read now ({found.unreadable}): a search writes to it or was killed, verify again"
            )
            yield note(path.name, message, "the next search repairs it")
        if found.other_version is not None:
            yield note(path.name, f"has version {found.other_version}: the next search rebuilds it")
        if found.unread:
            yield note(path.name, f"{found.unread} segments are not in it yet: the next search reads them")


def check_manifest(layout: Layout, sites: list[str], all_sites: list[str] | None) -> Iterator[Finding]:
    """Yield what is wrong in ``datapackage.json`` for ``sites``, and each site in it that is not in ``all_sites``."""
    path = layout.root / MANIFEST
    if not path.exists():
        yield note(MANIFEST, "does not exist: the next run rebuilds it")
        return
    try:
        package = json.loads(path.read_bytes())
        resources = {resource["name"]: resource for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding("manifest", MANIFEST, "is not a manifest of an archive", DELETE)
        return
    if package | {"resources": []} != data_package([]):
        yield Finding("manifest", MANIFEST, "differs from what was written", DELETE)
    for unknown in sorted(resources.keys() - {*all_sites}) if all_sites is not None else ():
        yield Finding("manifest", MANIFEST, f"names the site {unknown}, which has no file", DELETE)
    for site in sites:
        yield from _compare_resource(resources.get(site), derived_resource(layout, site), site)


def _compare_resource(
    resource: dict[str, Any] | None, derived: dict[str, Any], site: str
) -> Iterator[Finding]:
    if resource and is_earlier_schema(resource.get("schema")):
        resource = resource | {"schema": derived["schema"]}
    if resource and REGION.fullmatch(str(resource.get("region", derived.get("region", "")))):
        # A run that publishes nothing leaves the manifest as it is, even if the site has another code now.
        resource = resource | {"region": derived.get("region", resource.get("region"))}
        derived = {"region": resource["region"]} | derived
    if resource == derived or (resource is None and not derived["files"]):
        return
    files = resource.get("files", []) if resource else []
    if files == derived["files"][: len(files)] and len(files) < len(derived["files"]):
        missing = len(derived["files"]) - len(files)
        yield note(
            MANIFEST, f"{site}: {missing} segments are not in it yet: the next run that publishes adds them"
        )
    else:
        yield Finding("manifest", MANIFEST, f"{site}: differs from segments and run records", DELETE)
