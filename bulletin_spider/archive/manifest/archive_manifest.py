"""Name the sites of an archive in its manifest; it changes when a site appears, vanishes or gets another region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import replaced_version
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.archive.manifest.descriptors import (
    archive_package,
    archive_resource,
    is_version_2,
    read_descriptor,
    write_descriptor,
)
from bulletin_spider.archive.manifest.entries import first_publication, site_region
from bulletin_spider.archive.object_store.requests.store_faults import ChangedObject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.layout import Layout

_ATTEMPTS = 20
"""Times that the manifest is replaced while machines without a common lock do the same: each time one of them can."""


def name_site(layout: Layout, site: str, region: str | None) -> None:
    """Name a site with its region; take it out if ``region`` is None.

    If the manifest is missing, damaged or of the earlier form, name every site that has segments. Raises ``OSError``.
    """
    path = layout.manifest()
    with limited_lock(path, site):
        for tries_left in reversed(range(_ATTEMPTS)):
            version, package = replaced_version(path), read_descriptor(path)
            named = _with_site(layout, package, site, region)
            if package == named:
                return
            try:
                write_descriptor(path, named, version)
            except ChangedObject:
                if not tries_left:
                    raise
            else:
                return


def _with_site(
    layout: Layout, package: dict[str, Any] | None, site: str, region: str | None
) -> dict[str, Any]:
    before = named_sites(package)
    if before is None:
        sites = (name for name in layout.sites() if layout.has_segments(name))
        before = {name: site_region(layout, name) for name in sites}
    after = {name: code for name, code in before.items() if name != site}
    created = ""
    if region is not None:
        after[site] = region
        if package and is_version_2(package):
            created = min(package["created"], first_publication(layout, site))
    return archive_package(after, created or archive_created(layout, after))


def archive_created(layout: Layout, sites: Iterable[str]) -> str:
    """Return when the first run began that published of any of these sites; empty if none did."""
    return min(filter(None, (first_publication(layout, site) for site in sites)), default="")


def named_sites(package: dict[str, Any] | None) -> dict[str, str] | None:
    """Return site → its region as the manifest of an archive says; None if it is damaged or of the earlier form."""
    try:
        resources = package["resources"] if package else None
        regions = {one["name"]: one.get("region", "") for one in resources or ()}
        resources_of_today = [archive_resource(site, region) for site, region in regions.items()]
    except (KeyError, TypeError, AttributeError):
        return None
    return regions if resources == resources_of_today else None
