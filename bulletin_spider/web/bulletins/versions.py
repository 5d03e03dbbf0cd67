"""Find the versions of a bulletin by its site and id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.lookup import versions_at_site
from bulletin_spider.web.faults import NotThere, NoVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.archive.layout import Layout

_ID = re.compile(r"[0-9a-f]{16}")
_HIDDEN = "."
MOST_VERSIONS = 1_000_000
"""The largest number of a version that an address may name."""


def is_site(layout: Layout, name: str) -> bool:
    """Whether the archive has segments of a site of this name; a name that leads to another place is no site."""
    if not name or name.startswith(_HIDDEN) or {*"/\\\0"} & {*name}:
        return False
    return layout.bulletins(name).is_dir()


def bulletin_versions(layout: Layout, site: str, identity: str) -> list[dict[str, Any]]:
    """Return every version of a bulletin, the oldest first.

    The id may be that of the address to which the site has moved it. Raises ``NotThere``, ``ArchiveUnread``.
    """
    versions = (
        versions_at_site(layout, site, identity) if is_site(layout, site) and _ID.fullmatch(identity) else []
    )
    if not versions:
        raise NotThere
    return versions


def with_revision(versions: Sequence[dict[str, Any]], revision: int) -> dict[str, Any]:
    """Return the version with a number; raise ``NoVersion``, which says what there is, if there is none."""
    for version in versions:
        if version["revision"] == revision:
            return version
    numbers = [version["revision"] for version in versions]
    raise NoVersion(number=str(revision), first=str(numbers[0]), last=str(numbers[-1]))


def choices(versions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what a reader chooses a version by: ``revision``, ``change`` and ``fetched_at``; the oldest first."""
    return [{name: one[name] for name in ("revision", "change", "fetched_at")} for one in versions]
