"""The addresses of the pages of a bulletin, of its versions, and of comparisons of two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


def version_path(version: Mapping[str, Any], revision: int | None = None) -> str:
    """Return the path of a bulletin's page; with ``revision`` of the page of one version."""
    path = f"/b/{quote(version['site'], safe='')}/{quote(version['id'], safe='')}"
    return path if revision is None else f"{path}/{revision}"


def comparison_path(version: Mapping[str, Any], old: int, new: int) -> str:
    """Return the path of the page that compares two versions of a bulletin."""
    return f"{version_path(version)}/{old}..{new}"
