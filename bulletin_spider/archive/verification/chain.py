"""A bulletin's versions, one after the other: whether each one goes on where the one before ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.derive import WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.segments.latest import Published


def broken(version: Mapping[str, Any], before: Published | None) -> str:
    """Return why ``version`` cannot come after ``before``; empty if it can."""
    change = version["change"]
    if before is None:
        return "" if change == "new" and version["previous"] is None else f"'{change}' begins a bulletin"
    if version["previous"] != before.fingerprint:
        return f"previous is not the fingerprint of revision {before.revision}"
    if change == "new" or (change == "restored") != (before.change == WITHDRAWN):
        return f"'{change}' follows '{before.change}'"
    if change in {"revised", "reread"} and version["fingerprint"] == before.fingerprint:
        return f"'{change}', but in the words of revision {before.revision}"
    if change == WITHDRAWN and version["fingerprint"] != before.fingerprint:
        return f"'{change}', but not in the words of revision {before.revision}"
    return ""


def lacking(version: Mapping[str, Any], before: Published | None) -> bool:
    """Whether versions are missing between ``before`` and ``version``."""
    return bool(version["revision"] > (before.revision if before else 0) + 1)


def repeated(version: Mapping[str, Any], before: Published | None) -> str:
    """Return where the version stands already, or a later one; empty if nowhere."""
    if before is None or version["revision"] > before.revision:
        return ""
    return f"revision {version['revision']} after revision {before.revision} in {before.segment}"
