"""Who is responsible for a bulletin, for citations and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def creators(version: Mapping[str, Any], site_name: str) -> list[str]:
    """Return the writers: reporters and authors, else correspondents, else the publisher."""
    people = [*(version.get("reporters") or ()), *(version.get("authors") or ())]
    people = people or [*(version.get("correspondents") or ())]
    return list(dict.fromkeys(people)) or [publisher(version, site_name)]


def publisher(version: Mapping[str, Any], site_name: str) -> str:
    """Return the office or medium that the page names: issuer, else source, else the site."""
    card = version.get("document") or {}
    return str(card.get("issuer") or version.get("source") or site_name)


def address(version: Mapping[str, Any]) -> str:
    """Return the address at which the site has the bulletin now."""
    return str(version.get("moved_to") or version["url"])
