"""What exactly was changed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Change
from bulletin_spider.web.bulletins.paths import comparison_path, version_path
from bulletin_spider.web.bulletins.rich_body import page_links
from bulletin_spider.web.bulletins.shown import versions_near
from bulletin_spider.web.bulletins.versions import MOST_VERSIONS, bulletin_versions, choices, with_revision
from bulletin_spider.web.comparisons.named_entries import compared_links
from bulletin_spider.web.comparisons.versions import compared_versions
from bulletin_spider.web.evidence.capture_address import capture_address
from bulletin_spider.web.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_ALL, _IN_LINE = "all", "line"
_EVIDENCE = ("revision", "change", "fetched_at", "title", "date", "fingerprint", "capture")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return how two versions of a bulletin differ, and what proves each of them; by default the last two.

    ``context=all`` shows what is equal too, ``view=line`` one text with both, ``links=1`` the links in the text.
    """
    versions = bulletin_versions(reading.layout, parameters.text("site"), parameters.text("id"))
    numbers = [version["revision"] for version in versions]
    old = with_revision(versions, parameters.number("old", numbers[-2:][0], MOST_VERSIONS))
    new = with_revision(versions, parameters.number("new", numbers[-1], MOST_VERSIONS))
    whole = bool(parameters.choice("context", {_ALL}))
    previous, following = _neighbours(versions, old, new)
    return {
        "id": new["id"],
        "site": new["site"],
        "url": new.get("moved_to") or new["url"],
        "path": version_path(new),
        "comparison": comparison_path(new, old["revision"], new["revision"]),
        "versions": choices(_to_choose(versions, old, new)),
        "view": parameters.choice("view", {_IN_LINE}, "sides"),
        "context": _ALL if whole else "changes",
        "old": _evidence(old),
        "new": _evidence(new),
        "previous": previous,
        "next": following,
        "is_reread": _is_reread(versions, old, new),
        "difference": compared_versions(old, new, whole=whole),
        "links": _links(reading.layout, old, new) if parameters.flag("links") else None,
    }


def _evidence(version: Mapping[str, Any]) -> dict[str, Any]:
    capture = capture_address(version["capture"])
    return {name: version[name] for name in _EVIDENCE} | {
        "path": version_path(version, version["revision"]),
        "capture_path": capture.path if capture else None,
    }


def _neighbours(
    versions: Sequence[Mapping[str, Any]], old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    """Return the paths of the change that led to the earlier version, and of the change after the later one."""
    numbers = [version["revision"] for version in versions]
    first, last = sorted((numbers.index(old["revision"]), numbers.index(new["revision"])))
    before = comparison_path(new, numbers[first - 1], numbers[first]) if first else None
    after = comparison_path(new, numbers[last], numbers[last + 1]) if last + 1 < len(numbers) else None
    return before, after


def _is_reread(versions: Sequence[Mapping[str, Any]], old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether the site changed nothing between two versions: only our rules read differently."""
    first, last = sorted((old["revision"], new["revision"]))
    between = [version for version in versions if first < version["revision"] <= last]
    return bool(between) and all(version["change"] == Change.REREAD for version in between)


def _to_choose(
    versions: Sequence[dict[str, Any]], old: dict[str, Any], new: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the versions around the new one, and the old one."""
    near = versions_near(versions, new)
    if any(version["revision"] == old["revision"] for version in near):
        return near
    return sorted([old, *near], key=lambda version: version["revision"])


def _links(layout: Layout, old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the links that differ; None if one of the pages is not in the archive."""
    before, after = page_links(layout, old), page_links(layout, new)
    return None if before is None or after is None else list(compared_links(before, after))


PAGE = Page(path="/b/{site}/{id}/{old}..{new}", template="comparison.html", answer=answer)
