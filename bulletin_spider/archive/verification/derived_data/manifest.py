"""Report where the manifests differ from the segments and run records that they are derived from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import month_of
from bulletin_spider.archive.manifest.archive_manifest import archive_created, named_sites
from bulletin_spider.archive.manifest.descriptors import (
    archive_package,
    before_version_2,
    month_resource,
    named_months,
    read_descriptor,
    site_package,
)
from bulletin_spider.archive.manifest.earlier_form import (
    earlier_resource,
    is_earlier_manifest,
)
from bulletin_spider.archive.manifest.entries import (
    first_publication,
    month_entries,
    segments_by_month,
    site_region,
)
from bulletin_spider.archive.verification.finding import Finding, note, unread_segments
from bulletin_spider.contract.tables import is_earlier_schema, table_schema
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

DELETE = "delete it, the next run rebuilds it"
DIFFERS = "differs from segments and run records"
REGION = re.compile(r"[1-9]\d{5}")
"""A code of GB/T 2260."""


def check_manifest(layout: Layout, sites: list[str], all_sites: list[str] | None) -> Iterator[Finding]:
    """Yield what is wrong in the manifests of the archive and of ``sites``.

    Yield each site too that the manifest of the archive names and that is not in ``all_sites``.
    """
    path = layout.manifest()
    if not path.exists():
        yield note(path.name, "does not exist: the next run rebuilds it")
    elif (package := read_descriptor(path)) is None or (resources := _named(package)) is None:
        yield Finding("manifest", path.name, "is not a manifest of an archive", DELETE)
    else:
        earlier = is_earlier_manifest(package)
        created = archive_created(layout, resources) if all_sites is not None else package.get("created", "")
        wanted = archive_package({}, created)
        if package | {"resources": []} not in _both_forms(wanted):
            yield Finding("manifest", path.name, "differs from what was written", DELETE)
        for unknown in sorted(resources.keys() - {*all_sites}) if all_sites is not None else ():
            yield Finding("manifest", path.name, f"names the site {unknown}, which has no file", DELETE)
        compare = _compare_earlier if earlier else _compare_named
        for site in sites:
            yield from compare(layout, site, resources.get(site))
        if earlier:
            return
    for site in sites:
        yield from _check_site(layout, site)


def _named(package: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Return the resources of a package by their names; None if it is damaged."""
    try:
        return {resource["name"]: resource for resource in package["resources"]}
    except (KeyError, TypeError):
        return None


def _compare_named(layout: Layout, site: str, resource: dict[str, Any] | None) -> Iterator[Finding]:
    name = layout.manifest().name
    if resource is None:
        if layout.manifest(site).exists():
            yield Finding("manifest", name, f"does not name the site {site}", DELETE)
        elif layout.has_segments(site):
            yield note(name, f"does not name the site {site} yet: the next run that publishes adds it")
        return
    region = resource.get("region", "")
    named = named_sites({"resources": [resource]})
    if named != {site: region} or not _is_region(region) or not layout.has_segments(site):
        yield Finding("manifest", name, f"{site}: {DIFFERS}", DELETE)


def _check_site(layout: Layout, site: str) -> Iterator[Finding]:
    """Yield what is wrong with a site's manifest; if it is missing or damaged, look no further."""
    months, path = segments_by_month(layout, site), layout.manifest(site)
    name = path.relative_to(layout.root).as_posix()
    if not path.exists():
        if months:
            yield note(name, "does not exist: the next run rebuilds it")
        return
    package = read_descriptor(path)
    if package is None or _named(package) is None:
        yield Finding("manifest", name, "is not a manifest of a site", DELETE)
        return
    listed, region = named_months(package), package.get("region", "")
    # A killed run may have published in a new month.
    lacking = {*months} - listed - {max(months, default="")}
    wrong = listed - months.keys() or lacking or not _is_region(region)
    derived = site_package(site, listed, region, first_publication(layout, site))
    if wrong or package not in _both_forms(derived):
        yield Finding("manifest", name, DIFFERS, DELETE)
        return
    yield from _check_schema(layout, site)
    for month in sorted({*months} | layout.manifest_months(site)):
        yield from _check_month(layout, site, month, months.get(month, []), is_named=month in listed)


def _check_month(
    layout: Layout, site: str, month: str, segments: list[Path], *, is_named: bool
) -> Iterator[Finding]:
    path, manifest = layout.month_manifest(site, month), layout.manifest(site)
    name = path.relative_to(layout.root).as_posix()
    advice = f"delete {manifest.relative_to(layout.root).as_posix()}, the next run rebuilds both"
    derived = month_resource(site, month, month_entries(layout, site, month, segments, {}))
    resource = read_descriptor(path)
    files = (resource or {}).get("files")
    if resource is None and is_named:
        yield Finding("manifest", name, "is missing or damaged", advice)
    elif is_named and resource in _both_forms(derived):
        return
    elif is_named and resource in _both_forms(_before_packing(layout, site, month)):
        yield note(
            name, f"lists segments that are in a pack now: the next run or '{PROGRAM} pack' lists the pack"
        )
    elif not segments:
        yield Finding("manifest", name, "is of a month without segments", advice)
    elif resource is None or (isinstance(files, list) and files == derived["files"][: len(files)]):
        missing = len(segments) - len(files or [])
        if missing or not is_named:
            yield note(name, _missing(missing or len(segments)))
        else:
            yield Finding("manifest", name, DIFFERS, advice)
    else:
        yield Finding("manifest", name, DIFFERS, advice)


def _before_packing(layout: Layout, site: str, month: str) -> dict[str, Any]:
    """Return the part that lists the segments of a month as runs have published them, whether packed since or not."""
    segments = [path for path in layout.segments(site) if month_of(path.name) == month]
    return month_resource(site, month, month_entries(layout, site, month, segments, {}))


def _both_forms(descriptor: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a descriptor, and what an earlier release wrote in its place."""
    return descriptor, before_version_2(descriptor)


def _missing(count: int) -> str:
    return unread_segments(count, "the next run that publishes adds")


def _check_schema(layout: Layout, site: str) -> Iterator[Finding]:
    path = layout.table_schema(site)
    name, schema = path.relative_to(layout.root).as_posix(), read_descriptor(path)
    if not path.exists():
        yield note(name, "does not exist: the next run that publishes writes it")
    elif schema != table_schema() and not is_earlier_schema(schema):
        advice = "delete it, the next run that publishes writes it"
        yield Finding("manifest", name, "is not the schema of the lines", advice)


def _compare_earlier(layout: Layout, site: str, resource: dict[str, Any] | None) -> Iterator[Finding]:
    """Compare the resource of a site in the earlier form, which lists the segments."""
    name = layout.manifest().name
    if resource is None and not layout.has_segments(site):
        return
    region = (resource or {}).get("region", "")
    derived = earlier_resource(layout, site, region or site_region(layout, site))
    if resource and is_earlier_schema(resource.get("schema")):
        resource = resource | {"schema": derived["schema"]}
    # A run that publishes nothing leaves the manifest as it is, even if the site has another code now.
    if resource and not region:
        derived.pop("region", None)
    files = resource.get("files", []) if resource else []
    if resource == derived and _is_region(region):
        return
    if files == derived["files"][: len(files)] and len(files) < len(derived["files"]):
        missing = len(derived["files"]) - len(files)
        yield note(name, f"{site}: {_missing(missing)}")
    else:
        yield Finding("manifest", name, f"{site}: {DIFFERS}", DELETE)


def _is_region(region: object) -> bool:
    return region == "" or bool(isinstance(region, str) and REGION.fullmatch(region))
