"""The manifest against what it is derived from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.manifest import MANIFEST, package, resource
from bulletin_spider.archive.verification.finding import Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout

ANEW = "remove it, the next run makes it anew"


def check_manifest(layout: Layout, sites: list[str], held: list[str] | None) -> Iterator[Finding]:
    """Yield what ``datapackage.json`` says wrongly of ``sites``, and sites that are none of those ``held``."""
    place = layout.root / MANIFEST
    if not place.exists():
        yield note(MANIFEST, "is not there: the next run makes it anew")
        return
    try:
        told = json.loads(place.read_bytes())
        own = {one["name"]: one for one in told["resources"]}
    except (ValueError, KeyError, TypeError):
        yield Finding("manifest", MANIFEST, "is no manifest of an archive", ANEW)
        return
    if told | {"resources": []} != package([]):
        yield Finding("manifest", MANIFEST, "is not as it was written", ANEW)
    for stranger in sorted(own.keys() - {*held}) if held is not None else ():
        yield Finding("manifest", MANIFEST, f"knows the site {stranger}, of which no file is there", ANEW)
    for site in sites:
        yield from _compared(own.get(site), resource(layout, site), site)


def _compared(own: dict[str, Any] | None, derived: dict[str, Any], site: str) -> Iterator[Finding]:
    if own == derived or (own is None and not derived["files"]):
        return
    files = own.get("files", []) if own else []
    if files == derived["files"][: len(files)] and len(files) < len(derived["files"]):
        lacking = len(derived["files"]) - len(files)
        yield note(
            MANIFEST, f"{site}: {lacking} segments are not in it yet: the next run that publishes adds them"
        )
    else:
        yield Finding("manifest", MANIFEST, f"{site}: is not what segments and records say", ANEW)
