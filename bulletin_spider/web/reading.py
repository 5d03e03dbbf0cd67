"""Give the pages the archive and what is derived from it, to read only; each thread has its own connection."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.search.word_index import SEARCH_DATABASE, WordIndex
from bulletin_spider.clock import CLOCK
from bulletin_spider.exceptions import RunFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.faults import NotDerived

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.clock import Clock

_PAUSE = 5.0
"""Seconds after which a request looks whether something was published since: looking lists the directories of sites
that have changed, which takes 20 ms for 3,000 sites, and nobody reads on faster."""


class _Opened(NamedTuple):
    """A search database, and the number of its file."""

    database: WordIndex
    file: int


class Reading:
    """The archive as the pages see it. Nothing of it is written but what is derived from it."""

    def __init__(self, archive: Path, clock: Clock = CLOCK) -> None:
        self.archive = archive
        self.layout = Layout(archive)
        self.clock = clock
        self._own = threading.local()
        self._following = threading.Lock()
        self._looked = 0.0
        self.fault = ""
        """Why the search database could not be brought up to date; empty if it could."""

    def now(self) -> dt.datetime:
        """Return the moment, in the zone of the sites."""
        return self.clock.now(SHANGHAI)

    def index(self) -> WordIndex:
        """Return the search database, opened read-only for this thread. Raises ``NotDerived``."""
        self._follow_soon()
        kept: _Opened | None = getattr(self._own, "opened", None)
        if kept is not None and kept.file == self._file():
            return kept.database
        if kept is not None:
            kept.database.close()
        self._own.opened = self._open() or self._open_after_following()
        opened: _Opened = self._own.opened
        return opened.database

    def _open(self) -> _Opened | None:
        file = self._file()
        opened = WordIndex.open_readonly(self.archive) if file else None
        return _Opened(opened[0], file) if opened else None

    def _open_after_following(self) -> _Opened:
        self.follow()
        opened = self._open()
        if opened is None:
            raise NotDerived(why=self.fault)
        return opened

    def _file(self) -> int:
        """Return the number of the database's file; another one means that it was rebuilt. 0 if there is none."""
        try:
            return (self.archive / SEARCH_DATABASE).stat().st_ino
        except OSError:
            return 0

    def follow(self) -> None:
        """Bring the search database up to date, if this user may write it; one thread at a time does."""
        with self._following:
            self._looked = time.monotonic()
            try:
                WordIndex.open(self.archive).close()
            except (RunFault, OSError) as error:
                self.fault = str(error)
            else:
                self.fault = ""

    def _follow_soon(self) -> None:
        """Bring the database up to date in another thread, so that no reader waits."""
        if time.monotonic() - self._looked > _PAUSE and not self._following.locked():
            self._looked = time.monotonic()
            threading.Thread(target=self.follow, name="search database", daemon=True).start()
