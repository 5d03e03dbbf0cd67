"""``datapackage.json``: what the archive holds, as a Frictionless Data Package derived from segments and records."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from bulletin_spider.archive.atomic_files import open_part, sync_directory
from bulletin_spider.archive.run_records import read_runs
from bulletin_spider.contract.tables import table_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.layout import Layout

MANIFEST = "datapackage.json"
_READ_AT_ONCE = 1 << 20


def refresh_manifest(layout: Layout, site: str, record: dict[str, Any] | None = None) -> None:
    """Bring the manifest up to date with a site's segments; ``record`` is that of the run that has just ended.

    What the manifest or a run's record tells of a segment is not counted again: only segments of a killed run,
    which left no record, are read. If the manifest is lost or damaged it is made anew for every site.
    """
    manifest = layout.root / MANIFEST
    with FileLock(manifest.with_name(f".{MANIFEST}.lock")):
        if record and manifest.exists() and not (record.get("files") or record.get("recovered")):
            return
        told = _files_by_site(manifest)
        sites = layout.sites()
        for name in sites:
            if name == site or name not in told:
                told[name] = _files(layout, name, told.get(name, []), record if name == site else None)
        resources = [_resource(name, told[name]) for name in sites if told[name]]
        _replace(manifest, package(resources))


def resource(layout: Layout, site: str) -> dict[str, Any]:
    """Return what a manifest that is made anew says of a site."""
    return _resource(site, _files(layout, site, (), None))


def _files_by_site(manifest: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        told = json.loads(manifest.read_bytes())
        return {one["name"]: one["files"] for one in told["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _files(
    layout: Layout, site: str, told: Iterable[dict[str, Any]], record: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Return a description of each segment of a site, from the cheapest source that has it."""
    known = {file["path"]: file for file in told}
    known |= {file["name"]: _described(file) for file in (record or {}).get("files", ())}
    paths = {path.relative_to(layout.root).as_posix(): path for path in layout.segments(site)}
    if len(paths.keys() - known.keys()) > 1:
        for run, _ in read_runs(layout.runs(site)):
            known |= {
                file["name"]: _described(file) for file in run.get("files", ()) if file["name"] in paths
            }
    return [known.get(name) or _counted(name, path) for name, path in paths.items()]


def _described(file: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": file["name"],
        "rows": file["lines"],
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
    }


def _counted(name: str, path: Path) -> dict[str, Any]:
    digest, lines, size = hashlib.sha256(), 0, 0
    with path.open("rb") as segment:
        while chunk := segment.read(_READ_AT_ONCE):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            size += len(chunk)
    return _described({"name": name, "lines": lines, "bytes": size, "sha256": digest.hexdigest()})


def _resource(site: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": site,
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


def package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the manifest of an archive that holds ``resources``."""
    return {
        "profile": "data-package",
        "name": "bulletins",
        "title": "Bulletins of Chinese district governments",
        "description": "Each line is one version of a bulletin; docs/data_format.md tells what is guaranteed.",
        "resources": resources,
    }


def _replace(final: Path, told: dict[str, Any]) -> None:
    with open_part(final) as part:
        part.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
        os.fsync(part.fileno())
    Path(part.name).replace(final)
    sync_directory(final.parent)
