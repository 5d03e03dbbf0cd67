"""Which versions an export takes, as a stream."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

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


def selected(archive: Path, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield each bulletin in its latest wording, without withdrawn ones, or every version that was published."""
    read = versions if selection.every_version else latest
    since, until = (selection.since or dt.date.min).isoformat(), (selection.until or dt.date.max).isoformat()
    for version in read(archive, selection.site):
        if since <= version["date"] <= until:
            yield version
