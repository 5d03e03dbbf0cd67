"""Derive the earlier form of the manifest: one file for the whole archive, which lists every segment of every site.

No run writes it any more. ``verify`` compares with it an archive that no run of this release has published in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.manifest.descriptors import archive_package, before_version_2, month_resource
from bulletin_spider.archive.manifest.entries import month_entries, recorded_entries, segments_by_month
from bulletin_spider.archive.run_records import read_run_records
from bulletin_spider.contract.tables import table_schema

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout


def is_earlier_manifest(package: dict[str, Any]) -> bool:
    """Return whether a manifest lists segments itself."""
    resources = package.get("resources")
    return isinstance(resources, list) and any(
        isinstance(one, dict) and isinstance(one.get("files"), list) for one in resources
    )


def earlier_package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the manifest of an archive whose sites are ``resources``."""
    return before_version_2(archive_package({}, "")) | {"resources": resources}


def earlier_resource(layout: Layout, site: str, region: str) -> dict[str, Any]:
    """Return the resource of a site."""
    known = {
        entry["path"]: entry for run, _ in read_run_records(layout, site) for entry in recorded_entries(run)
    }
    files = [
        entry | {"path": f"bulletins/{site}/{entry['path']}"}
        for month, segments in segments_by_month(layout, site).items()
        for entry in month_entries(layout, site, month, segments, known)
    ]
    resource = before_version_2(month_resource(site, "", files)) | {"name": site, "schema": table_schema()}
    return resource | ({"region": region} if region else {})
