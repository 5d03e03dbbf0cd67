"""Write ``datapackage.json``, a Frictionless Data Package derived from the segments and the run records."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from bulletin_spider.archive.atomic_files import open_part, replace
from bulletin_spider.archive.run_records import last_run_records, read_run_records
from bulletin_spider.contract.tables import table_schema

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

MANIFEST = "datapackage.json"
_READ_SIZE = 1 << 20
"""Bytes of a segment that are read at once, so that memory stays flat."""


def refresh_manifest(
    layout: Layout, site: str, record: dict[str, Any] | None = None, *, stale: bool = False
) -> None:
    """Bring the manifest up to date with a site's segments; ``record`` is the record of the run that has just ended.

    A run that has published nothing changes the manifest only if it may be ``stale``: a run before was killed.
    Take the entry of a segment from the manifest or from a run record. Read only the segments of killed runs, which
    left no record. If the manifest is lost or damaged, rebuild it for every site.
    """
    manifest = layout.root / MANIFEST
    with FileLock(manifest.with_name(f".{MANIFEST}.lock")):
        published = record is None or record.get("files") or record.get("recovered")
        if manifest.exists() and not (published or stale):
            return
        before = _resources_by_site(manifest)
        resources = []
        for name in layout.sites():
            files, region = before.get(name, ([], ""))
            if name == site or name not in before:
                files = _file_entries(layout, name, files, record if name == site else None)
                region = site_region(layout, name)
            if files:
                resources.append(_resource(name, files, region))
        _replace(manifest, data_package(resources))


def derived_resource(layout: Layout, site: str) -> dict[str, Any]:
    """Return the resource of a site, derived without the manifest."""
    return _resource(site, _file_entries(layout, site, (), None), site_region(layout, site))


def site_region(layout: Layout, site: str) -> str:
    """Return the GB/T 2260 code of a site's district, as its last run knew it; empty if it is unknown."""
    last = next(iter(last_run_records(layout, site, 1)), {})
    return str(last.get("region") or "")


def _resources_by_site(manifest: Path) -> dict[str, tuple[list[dict[str, Any]], str]]:
    """Return site → its files and its region in the manifest."""
    try:
        package = json.loads(manifest.read_bytes())
        return {
            resource["name"]: (resource["files"], resource.get("region", ""))
            for resource in package["resources"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _file_entries(
    layout: Layout, site: str, manifest_entries: Iterable[dict[str, Any]], record: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Return the entry of each segment of a site, from the cheapest source that has it."""
    known = {entry["path"]: entry for entry in manifest_entries}
    known |= {file["name"]: _entry(file) for file in (record or {}).get("files", ())}
    paths = {path.relative_to(layout.root).as_posix(): path for path in layout.segment_files(site)}
    if len(paths.keys() - known.keys()) > 1:
        for run, _ in read_run_records(layout, site):
            known |= {file["name"]: _entry(file) for file in run.get("files", ()) if file["name"] in paths}
    return [known.get(name) or _read_entry(name, path) for name, path in paths.items()]


def _entry(file: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": file["name"],
        "rows": file["lines"],
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
    }


def _read_entry(name: str, path: Path) -> dict[str, Any]:
    digest, lines, size = hashlib.sha256(), 0, 0
    with path.open("rb") as segment:
        while chunk := segment.read(_READ_SIZE):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            size += len(chunk)
    return _entry({"name": name, "lines": lines, "bytes": size, "sha256": digest.hexdigest()})


def _resource(site: str, files: list[dict[str, Any]], region: str) -> dict[str, Any]:
    return {
        "name": site,
        **({"region": region} if region else {}),
        "type": "table",
        "path": [file["path"] for file in files],
        "scheme": "file",
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "rows": sum(file["rows"] for file in files),
        "bytes": sum(file["bytes"] for file in files),
        "schema": table_schema(),
        "files": files,
    }


def data_package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the manifest of an archive that holds ``resources``."""
    return {
        "profile": "data-package",
        "name": "bulletins",
        "title": "Bulletins of Chinese district governments",
        "description": "Each line is one version of a bulletin; docs/data_format.md tells what is guaranteed.",
        "resources": resources,
    }


def _replace(final: Path, package: dict[str, Any]) -> None:
    with open_part(final) as part:
        part.write(json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n")
        replace(part, final)
