"""Which versions an export takes, as a stream."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.layout import Layout
from bulletin_spider.reader import latest, versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Selection(NamedTuple):
    """What is asked for; every part narrows."""

    site: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    every_version: bool = False
    channel: str | None = None


class Captured(NamedTuple):
    """The WARC files that an export may take."""

    root: Path
    """What the names in ``capture`` are below of."""
    files: list[Path]


def captured(archive: Path, site: str | None) -> Captured:
    """Return the closed WARC files of a site, or of all of them."""
    layout, place = Layout(archive), archive / "captures"
    sites = [site] if site else sorted(path.name for path in place.iterdir()) if place.is_dir() else []
    return Captured(archive, [path for one in sites for path in layout.captures(one)])


def selected(archive: Path, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield each bulletin in its latest wording, without withdrawn ones, or every version that was published."""
    read = versions if selection.every_version else latest
    since, until = (selection.since or dt.date.min).isoformat(), (selection.until or dt.date.max).isoformat()
    for version in read(archive, selection.site):
        if since <= version["date"] <= until and selection.channel in {None, version["channel"]}:
            yield version
