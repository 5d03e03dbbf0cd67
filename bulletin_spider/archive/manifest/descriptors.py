"""Give the form of the manifests: of the archive, of a site, and of a month of a site.

``frictionless`` follows a resource whose path leads to another descriptor. So the manifest of the archive names those
of the sites, and the manifest of a site names a part for each month. A run writes the part of its own month, however
many months and sites there are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import open_part, replace
from bulletin_spider.archive.layout import MANIFEST, SCHEMA, month_manifest_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_ABOUT = {
    "title": "Bulletins of Chinese district governments",
    "description": "Each line is one version of a bulletin; docs/data_format.md tells what is guaranteed.",
}


def archive_package(regions: Mapping[str, str]) -> dict[str, Any]:
    """Return the manifest of an archive; ``regions`` is site → its district's code, which may be empty."""
    resources = [archive_resource(site, regions[site]) for site in sorted(regions)]
    return {"profile": "data-package", "name": "bulletins", **_ABOUT, "resources": resources}


def archive_resource(site: str, region: str) -> dict[str, Any]:
    """Return the entry of a site in the manifest of the archive."""
    return {"name": site, **_region(region), "path": f"bulletins/{site}/{MANIFEST}"}


def site_package(site: str, months: Iterable[str], region: str) -> dict[str, Any]:
    """Return the manifest of a site that has published in ``months``."""
    resources = [{"name": month, "path": month_manifest_name(month)} for month in sorted(months)]
    return {"profile": "data-package", "name": site, **_ABOUT, **_region(region), "resources": resources}


def month_resource(site: str, month: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the part of a site's manifest that lists the segments of a month."""
    return {
        "name": f"{site}-{month}",
        "type": "table",
        "path": [file["path"] for file in files],
        "scheme": "file",
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "rows": sum(file["rows"] for file in files),
        "bytes": sum(file["bytes"] for file in files),
        "schema": SCHEMA,
        "files": files,
    }


def named_months(package: dict[str, Any] | None) -> set[str]:
    """Return the months that a site's manifest names."""
    try:
        return {resource["name"] for resource in package["resources"]} if package else set()
    except (KeyError, TypeError):
        return set()


def read_descriptor(path: Path) -> dict[str, Any] | None:
    """Return what a descriptor holds; None if there is none, or if it is damaged."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def write_descriptor(path: Path, content: dict[str, Any]) -> None:
    """Replace a descriptor. Lists of objects have a line for each object."""
    with open_part(path) as part:
        part.write(_text(content).encode() + b"\n")
        replace(part, path)


def _text(content: dict[str, Any]) -> str:
    # Python's own indentation is written without its C code: ten times slower for the segments of a month.
    lines = [f" {json.dumps(name)}: {_value(value)}" for name, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _value(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n ]"
    return json.dumps(value, ensure_ascii=False)


def _region(region: str) -> dict[str, str]:
    return {"region": region} if region else {}
