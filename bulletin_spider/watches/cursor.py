"""Keep the place up to which the published lines of a site were dealt with, and read the lines after it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.segments.reader import parsed, unreadable_fields
from bulletin_spider.exceptions import WatchFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.reader import segment_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """A place in the published lines of a site; it stays right when segments are packed."""

    segment: str
    done: int | None = None
    """The bytes of the segment that were dealt with; None: all of it."""


class Step(NamedTuple):
    """One published line, or the end of a segment, and the place after it."""

    site: str
    place: Place
    version: dict[str, Any] | None = None


def end_of(layout: Layout, site: str) -> Place | None:
    """Return the place after the last published line of a site; None if it has published nothing."""
    newest = layout.segments_after(site, "")
    return Place(newest[-1].name) if newest else None


def steps_after(layout: Layout, site: str, place: Place | None) -> Iterator[Step]:
    """Yield the lines that a site published after a place, without one all of them, in order of publication.

    A line that is no version is left out: a warning names it. Raises ``WatchFault`` if the table of packed segments is
    damaged.
    """
    try:
        if place and place.done is not None:
            yield from _steps(layout.bulletins(site) / place.segment, site, place.done)
        for path in layout.segments_after(site, place.segment if place else ""):
            yield from _steps(path, site, 0)
    except (
        FileNotFoundError
    ):  # the site was forgotten meanwhile; no later segment may pass the cursor over a lost one
        return
    except ValueError as error:
        raise WatchFault(f"{error}: {PROGRAM} verify {site} finds what is wrong") from error


def _steps(path: Path, site: str, done: int) -> Iterator[Step]:
    for line in segment_lines(path, done):
        done += len(line)
        version = parsed(line)
        if lacking := unreadable_fields(version):
            text = "%s, the line that ends at byte %d lacks %s: watches leave it out"
            logger.warning(text, path, done, ", ".join(lacking))
        else:
            yield Step(site, Place(path.name, done), version | {"site": site})
    yield Step(site, Place(path.name))
