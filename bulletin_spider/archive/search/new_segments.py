"""Find the segments that the search index has not read, in the directories that have changed since it looked.

A directory's time of change says whether a name was added or removed. A process that opens the index often, or for an
archive of thousands of sites, lists the directories of those sites only that have published since.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.archived_sites import head_states
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import for_each, in_store
from bulletin_spider.reader import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_SETTLED = 2_000_000_000
"""Nanoseconds after which a time of change is trusted: clocks of file systems have steps of up to two seconds, and a
second change within one step leaves the same time."""
_ENDING = ".jsonl"
UNTRUSTED = 0
"""Noted in place of a time that is not trusted: no directory has it."""


class ReadSite(NamedTuple):
    """A site of whose segments the index has all, and the time at which its directory had changed, in nanoseconds."""

    site: str
    changed: int


class Changes(NamedTuple):
    """What there is to read, and what to note when it is read."""

    fresh: list[Segment]
    read: list[ReadSite]


def look_for_segments(
    archive: Path, known: Mapping[str, int], names: Callable[[str], set[str]]
) -> Changes | None:
    """Return the segments that are not among those that were read; None if they do not continue these.

    ``known`` is site → time of change when the index looked last, and ``names`` gives the segments of a site that the
    index has read. They are not continued if one of them is gone, or an older one has appeared.
    """
    changes, layout, now = Changes([], []), Layout(archive), time.time_ns()
    if in_store(archive):
        return _look_in_store(layout, known, names)
    directories = times_of_change(layout.root / "bulletins")
    if known.keys() - directories.keys():
        return None
    for site in sorted(directories):
        changed = directories[site]
        if changed == known.get(site):
            continue
        # Names first: another process may publish a segment and read it between the two.
        seen, segments = names(site), layout.segments(site)
        fresh = [path for path in segments if path.name not in seen]
        last = max(seen, default="")
        if len(segments) - len(fresh) != len(seen) or any(path.name < last for path in fresh):
            return None
        changes.fresh.extend(Segment(site, path.name, path) for path in fresh)
        noted = changed if now - changed > _SETTLED else UNTRUSTED
        if segments and noted != known.get(site):
            changes.read.append(ReadSite(site, noted))
    return changes


def _look_in_store(
    layout: Layout, known: Mapping[str, int], names: Callable[[str], set[str]]
) -> Changes | None:
    """Return what :func:`look_for_segments` does: ask the store for what comes after the last segment of each site.

    A store has no times of change, but a site's head changes when a run ends: until then what the run publishes is not
    seen. The heads are listed first, so that nothing is missed. Of the segments that were read only the last one is
    looked for: a site was forgotten if it is gone. Whether another one is gone is what ``verify`` asks.
    """
    heads, changes, sites = head_states(layout), Changes([], []), layout.sites()
    if known.keys() - set(sites):
        return None
    numbers = {site: heads[site].number if site in heads else UNTRUSTED for site in sites}
    due = [site for site in sites if numbers[site] == UNTRUSTED or numbers[site] != known.get(site)]
    last_of = {site: max(names(site), default="") for site in due}

    def from_last_on(site: str) -> list[Path]:
        return layout.segments_after(site, last_of[site].removesuffix(_ENDING))

    for site, fresh in zip(due, for_each(layout.root, from_last_on, due), strict=True):
        last, noted = last_of[site], numbers[site]
        if last and (not fresh or fresh.pop(0).name != last):
            return None
        changes.fresh.extend(Segment(site, path.name, path) for path in fresh)
        if noted != known.get(site):
            changes.read.append(ReadSite(site, noted))
    return changes


def times_of_change(directory: Path) -> dict[str, int]:
    """Return site → time of change of its directory; taken before the directory is listed. A store has no times."""
    if in_store(directory):
        return {}
    with os.scandir(directory) as entries:
        return {
            entry.name: entry.stat().st_mtime_ns
            for entry in entries
            if not entry.name.startswith(".") and entry.is_dir()
        }
