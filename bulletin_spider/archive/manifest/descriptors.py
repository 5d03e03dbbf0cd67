"""Give the form of the manifests: of the archive, of a site, and of a month of a site, as Data Packages of version 2.

``frictionless`` follows a resource whose path leads to another descriptor. So the manifest of the archive names those
of the sites, and the manifest of a site names a part for each month. A run writes the part of its own month, however
many months and sites there are. ``profile`` stays for readers of version 1, which know no ``$schema``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import open_part, replace, replace_version
from bulletin_spider.archive.file_names import MANIFEST, SCHEMA, month_manifest_name
from bulletin_spider.items import SCHEMA as SCHEMA_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PROFILES = "https://datapackage.org/profiles/2.0"
_ABOUT = {
    "title": "Bulletins of Chinese district governments",
    "description": "Each line is one version of a bulletin; docs/data_format.md tells what is guaranteed.",
}
_ABOUT_RIGHTS: dict[str, Any] = {
    "version": f"{SCHEMA_NUMBER}.0.0",
    "licenses": [
        {
            "name": "notspecified",
            "title": "Works of Chinese governments and of the media that they name: no licence is granted for them",
        }
    ],
    "contributors": [{"title": "Bulletin Spider", "roles": ["creator"]}],
}
"""``version`` is that of the record's schema, not of the data, which grow with each run. The licence is the honest one:
"notspecified" is what the Open Definition's list has where nobody granted a licence."""
_SINCE_VERSION_2 = {"$schema", "created", "sources", *_ABOUT_RIGHTS}


def archive_package(regions: Mapping[str, str], created: str) -> dict[str, Any]:
    """Return the manifest of an archive; ``regions`` is site → its district's code, which may be empty.

    ``created`` is the time of the first run that published; empty if none did.
    """
    resources = [archive_resource(site, regions[site]) for site in sorted(regions)]
    source = "The news sites of Chinese district governments that the resources name"
    return _package("bulletins", created, source, {}) | {"resources": resources}


def archive_resource(site: str, region: str) -> dict[str, Any]:
    """Return the entry of a site in the manifest of the archive."""
    return {"name": site, **_region(region), "path": f"bulletins/{site}/{MANIFEST}"}


def site_package(site: str, months: Iterable[str], region: str, created: str) -> dict[str, Any]:
    """Return the manifest of a site that has published in ``months``, since the time ``created``."""
    resources = [{"name": month, "path": month_manifest_name(month)} for month in sorted(months)]
    source = f"The news site {site}; each line has its own address"
    return _package(site, created, source, _region(region)) | {"resources": resources}


def month_resource(site: str, month: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the part of a site's manifest that lists the segments of a month."""
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
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


def before_version_2(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return a descriptor as releases wrote it that knew Data Packages of version 1 only."""
    return {name: value for name, value in descriptor.items() if name not in _SINCE_VERSION_2}


def is_version_2(package: Mapping[str, Any]) -> bool:
    """Return whether a manifest has what version 2 asks for."""
    return "$schema" in package and isinstance(package.get("created"), str)


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


def write_descriptor(path: Path, content: dict[str, Any], version: str | None = None) -> None:
    """Replace a descriptor. Lists of objects have a line for each object.

    With ``version`` it is the descriptor that no process of another machine has replaced since that was asked for.
    """
    with open_part(path) as part:
        part.write(_text(content).encode() + b"\n")
        if version is None:
            replace(part, path)
        else:
            replace_version(part, path, version)


def _text(content: dict[str, Any]) -> str:
    # Python's own indentation is written without its C code: ten times slower for the segments of a month.
    lines = [f" {json.dumps(name)}: {_value(value)}" for name, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _value(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n ]"
    return json.dumps(value, ensure_ascii=False)


def _package(name: str, created: str, source: str, region: Mapping[str, str]) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "profile": "data-package",
        "name": name,
        **_ABOUT,
        **region,
        **({"created": created} if created else {}),
        **_ABOUT_RIGHTS,
        "sources": [{"title": source}],
    }


def _region(region: str) -> dict[str, str]:
    return {"region": region} if region else {}
