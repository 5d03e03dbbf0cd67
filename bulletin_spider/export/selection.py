"""Select the versions and the capture files that an export takes."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest.entries import site_region
from bulletin_spider.reader import latest, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Selection(NamedTuple):
    """The options of an export; each one narrows what is exported."""

    site: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    every_version: bool = False
    channel: str | None = None
    regions: Mapping[str, str] = MappingProxyType({})
    """Site → its district's code in GB/T 2260, for the columns of tables."""


class CaptureFiles(NamedTuple):
    """The WARC files that an export may take."""

    root: Path
    """The archive's directory; the file names in a version's ``capture`` are relative to it."""
    files: list[Path]


def capture_files(archive: Path, site: str | None) -> CaptureFiles:
    """Return the closed WARC files, packs among them, of one site, or of all sites."""
    layout, directory = Layout(archive), archive / "captures"
    sites = (
        [site] if site else sorted(path.name for path in directory.iterdir()) if directory.is_dir() else []
    )
    return CaptureFiles(archive, [path for one in sites for path in layout.capture_files(one)])


def known_regions(archive: Path, site: str | None) -> dict[str, str]:
    """Return site → its district's code in GB/T 2260, for one site or for all sites that have one."""
    layout = Layout(archive)
    codes = {name: site_region(layout, name) for name in ([site] if site else layout.sites())}
    return {name: code for name, code in codes.items() if code}


def selected_versions(archive: Path, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the latest version of each bulletin, without withdrawn ones, or every published version."""
    read = versions if selection.every_version else latest
    since, until = (selection.since or dt.date.min).isoformat(), (selection.until or dt.date.max).isoformat()
    for version in read(archive, selection.site):
        if since <= version["date"] <= until and selection.channel in {None, version["channel"]}:
            yield version
