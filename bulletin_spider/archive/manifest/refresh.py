"""Bring the manifest of a site up to date, and name the site in the manifest of the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import remove
from bulletin_spider.archive.file_names import month_of
from bulletin_spider.archive.manifest.archive_manifest import name_site
from bulletin_spider.archive.manifest.descriptors import (
    is_version_2,
    month_resource,
    named_months,
    read_descriptor,
    site_package,
    write_descriptor,
)
from bulletin_spider.archive.manifest.entries import (
    first_publication,
    month_entries,
    recorded_entries,
    segments_by_month,
    site_region,
)
from bulletin_spider.contract.tables import table_schema

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


def refresh_manifest(
    layout: Layout, site: str, record: dict[str, Any] | None = None, *, stale: bool = False
) -> None:
    """Bring a site's manifest up to date; ``record`` is the record of the run that has just ended.

    A run that has published nothing changes the manifest only if it is missing or may be ``stale``: a run before was
    killed, or segments were packed. Without a record, or without a manifest, derive the whole from run records and
    segments. The caller holds the site's lock. Raises ``OSError``.
    """
    manifest = SiteManifest(layout, site, record)
    if not layout.manifest(site).exists() or (record is None and not stale):
        months = manifest.rebuild()
    elif record is None or stale or record.get("recovered"):
        months = manifest.compare()
    elif record.get("files"):
        months = manifest.add_published()
    elif layout.manifest().exists():
        return
    else:
        months = named_months(read_descriptor(layout.manifest(site)))
    if months:
        manifest.write(months)
    elif record is None:
        name_site(layout, site, None)


class SiteManifest:
    """The manifest of one site. Its parts are written first, and then what names them."""

    def __init__(self, layout: Layout, site: str, record: dict[str, Any] | None) -> None:
        self.layout, self.site, self.record = layout, site, record or {}
        self._adds = False

    def rebuild(self) -> set[str]:
        """Derive the part of every month from run records and segments, and return the months."""
        months = segments_by_month(self.layout, self.site)
        for month, segments in months.items():
            self._write_month(month, month_entries(self.layout, self.site, month, segments, {}))
        return self._keep(months)

    def compare(self) -> set[str]:
        """Derive the parts that do not list just the segments that there are, and return the months."""
        months = segments_by_month(self.layout, self.site)
        for month, segments in months.items():
            listed = self._entries(month)
            if list(listed) != [path.name for path in segments]:
                self._derive_missing(month, segments, listed)
        return self._keep(months)

    def add_published(self) -> set[str]:
        """Add what the run has published to the part of its month, and return the months.

        Look neither at the other segments nor at the other months.
        """
        self._adds = True
        named = named_months(read_descriptor(self.layout.manifest(self.site)))
        published = list(recorded_entries(self.record))
        months = {month_of(entry["path"]) for entry in published}
        for month in months:
            listed = self._entries(month)
            if month in named and not listed:
                self._derive_missing(month, segments_by_month(self.layout, self.site)[month], {})
                continue
            listed |= {entry["path"]: entry for entry in published if month_of(entry["path"]) == month}
            self._write_month(month, [listed[name] for name in sorted(listed)])
        return named | months

    def write(self, months: set[str]) -> None:
        """Write what names the parts: first the manifest of the archive, then that of the site.

        So where a site's manifest is, that of the archive names the site, and no run needs to look.
        """
        path, schema = self.layout.manifest(self.site), self.layout.table_schema(self.site)
        region = self.record.get("region") or "" if self.record else site_region(self.layout, self.site)
        if read_descriptor(schema) != table_schema():
            write_descriptor(schema, table_schema())
        before = read_descriptor(path)
        package = site_package(self.site, months, region, self._created(before))
        if (
            before is None
            or not is_version_2(before)
            or before.get("region") != package.get("region")
            or not self.layout.manifest().exists()
        ):
            name_site(self.layout, self.site, region)
        if before != package:
            write_descriptor(path, package)

    def _created(self, before: dict[str, Any] | None) -> str:
        """Return the time of the site's first publication; that of a manifest that a run only adds to stays."""
        if self._adds and before and is_version_2(before):
            return str(before["created"])
        return first_publication(self.layout, self.site)

    def _derive_missing(self, month: str, segments: list[Path], listed: dict[str, dict[str, Any]]) -> None:
        known = listed | {entry["path"]: entry for entry in recorded_entries(self.record)}
        self._write_month(month, month_entries(self.layout, self.site, month, segments, known))

    def _write_month(self, month: str, entries: list[dict[str, Any]]) -> None:
        write_descriptor(
            self.layout.month_manifest(self.site, month), month_resource(self.site, month, entries)
        )

    def _entries(self, month: str) -> dict[str, dict[str, Any]]:
        """Return the entries of a month's part by the names of their segments; empty if it is missing or damaged."""
        resource = read_descriptor(self.layout.month_manifest(self.site, month)) or {}
        try:
            return {entry["path"]: entry for entry in resource["files"] if entry.keys() >= _FIELDS}
        except (KeyError, TypeError, AttributeError):
            return {}

    def _keep(self, months: dict[str, list[Path]]) -> set[str]:
        """Remove the parts of all other months, and return the months."""
        for month in self.layout.manifest_months(self.site) - months.keys():
            remove(self.layout.month_manifest(self.site, month))
        if not months:
            for path in (self.layout.manifest(self.site), self.layout.table_schema(self.site)):
                remove(path)
        return {*months}


_FIELDS = {"path", "rows", "bytes", "hash"}
"""The keys of a segment's entry."""
