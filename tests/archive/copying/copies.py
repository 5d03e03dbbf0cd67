"""Copy archives, and compare them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.atomic_files import remove_synced
from bulletin_spider.archive.copying.archive_copy import ArchiveCopy
from bulletin_spider.archive.copying.site_copy import Counts
from tests.archive.packing.building import SITE, faults

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_OF_MACHINE = ("index", "logs", "search.sqlite")
"""What is not copied: what is derived, and logs."""


def copied(source: Layout, target: Layout) -> Counts:
    """Copy all sites and what they share, and return what was copied; a fault of a site fails the test."""
    copy, counts = ArchiveCopy(source, target, lambda _size: None), Counts()
    shared = copy.shared_files()
    for done in copy.sites(archived_sites(source)):
        assert done.fault is None, done.fault
        counts.add_all(done.counts)
    counts.add_all(copy.copy_shared(shared))
    return counts


def faults_beside_mark(layout: Layout) -> list[str]:
    """Return what is wrong with a copy that was cut off, besides that it says so; the mark is removed for that."""
    mark = layout.unfinished_copy(SITE)
    if mark.exists():
        (only,) = faults(layout)
        assert only.startswith(
            f"copy: runs/{SITE}/.copy: the copy of the site is not finished, so nothing of it was"
        )
        remove_synced([mark])
    return faults(layout)


def tree(root: Path) -> dict[str, str]:
    """Return path → SHA-256 of every file of an archive that a copy gets; locks and half-written files are none."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    names = {path.relative_to(root).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if not name.startswith(_OF_MACHINE) and not name.endswith(".open")
    }


def difference(one: Path, other: Path) -> list[str]:
    """Return the files that are not the same in both archives."""
    first, second = tree(one), tree(other)
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
