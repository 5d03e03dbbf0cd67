"""Say what ``status`` has to know of watches: what is not delivered, and what is wrong with their file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions._watches import unknown_sites, watch_file
from bulletin_spider.operations.reporting.archive_status import Problem
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome
from bulletin_spider.watches.undelivered import Undelivered, undelivered
from bulletin_spider.watches.watch_file import others_read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from scrapy.settings import BaseSettings

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.watch_file import WatchFile


class WatchStatus:
    """The state of the watches of a project."""

    def __init__(self, settings: BaseSettings, layout: Layout, now: dt.datetime) -> None:
        self.file: WatchFile = watch_file(settings)
        self.layout, self.now = layout, now
        self.undelivered: Sequence[Undelivered] = list(undelivered(layout, self.file.watches, now))

    def problems(self) -> Iterator[Problem]:
        """Yield what needs a person: mistakes in the file, and targets that have got nothing for a day."""
        if not self.file.readable:
            return
        for mistake in self.file.mistakes:
            yield Problem(
                "watches", mistake, f"correct the file, then look: {PROGRAM} watch list", Outcome.USAGE
            )
        for one in self.undelivered:
            if one.lasts(self.now):
                todo = (
                    f"correct its address, or end it: {PROGRAM} watch test {one.watch}"
                    if one.attempts
                    else ""
                )
                yield Problem(f"watch {one.watch}", one.sentence(), todo, Outcome.INCOMPLETE)

    def notes(self) -> Iterator[str]:
        """Yield the lines that need nobody yet."""
        if not self.file.readable:
            yield f"watches are not checked: {self.file.path} may not be read by this user"
        elif others_read(self.file.path):
            yield f"{self.file.path} may be read by others, and can hold passwords: chmod 600"
        for one in self.undelivered:
            if not one.lasts(self.now):
                yield str(one)
        yield from unknown_sites(self.layout, self.file.watches)
