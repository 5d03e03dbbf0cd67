"""Give the pages the archive and what is derived from it, to read only; each thread has its own connection."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.word_index import SEARCH_DATABASE, WordIndex
from bulletin_spider.clock import CLOCK
from bulletin_spider.exceptions import RunFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.faults import BeingDerived, NotDerived
from bulletin_spider.web.health.states import StatesReader

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.clock import Clock

_PAUSE = 5.0
"""Seconds after which a request looks whether something was published since: looking takes 20 ms for 3,000 sites, and
nobody reads on faster."""
_PATIENCE = 1.0
"""Seconds that a request waits for the first search database: enough to make that of a few thousand bulletins."""


class Reading:
    """The archive as the pages see it. Nothing of it is written but what is derived from it.

    ``cache`` is the directory of the search database if it is not that of the archive.
    """

    def __init__(self, archive: Path, cache: Path | None = None, clock: Clock = CLOCK) -> None:
        self.archive = archive
        self.layout = Layout(archive)
        self.cache = cache
        self.clock = clock
        self.fault = ""
        """Why the search database could not be brought up to date; empty if it could."""
        self.states = StatesReader(self.layout, self.now)
        self._own = threading.local()
        self._following = threading.Lock()
        self._followed = threading.Event()
        self._progress = (0, 0)
        self._looked = float("-inf")

    def now(self) -> dt.datetime:
        """Return the moment, in the zone of the sites."""
        return self.clock.now(SHANGHAI)

    def index(self) -> WordIndex:
        """Return the search database, opened read-only for this thread. Raises ``NotDerived``."""
        self.follow_soon()
        kept: WordIndex | None = getattr(self._own, "index", None)
        if kept is not None:
            if not kept.is_replaced():
                return kept
            kept.close()
            self._own.index = None
        opened = open_catalogue(self.archive, self.cache)
        if opened is None:  # there is none yet, or it is of an earlier version
            self.follow_soon()
            self._followed.wait(_PATIENCE)
            opened = open_catalogue(self.archive, self.cache)
        if opened is None:
            raise self._missing()
        self._own.index, _ = opened
        return opened[0]

    def follow(self) -> None:
        """Bring the search database up to date, if this user may write it; one thread at a time does."""
        with self._following:
            try:
                WordIndex.open(self.archive, self._note_progress, self.cache).close()
            except (RunFault, OSError) as error:
                self.fault = str(error)
            else:
                self.fault = ""
            self._looked = time.monotonic()
            self._followed.set()

    def follow_soon(self) -> None:
        """Bring the search database up to date in another thread, so that no reader waits."""
        if time.monotonic() - self._looked >= _PAUSE and not self._following.locked():
            self._looked = time.monotonic()
            self._followed.clear()
            self._progress = (0, 0)
            threading.Thread(target=self.follow, name="search database", daemon=True).start()

    def _note_progress(self, done: int, total: int) -> None:
        self._progress = (done, total)

    def _missing(self) -> NotDerived:
        """Return why there is no search database: it is being made, or it cannot be made."""
        if self._followed.is_set():
            return NotDerived(why=self.fault)
        done, total = self._progress
        return BeingDerived(done=f"{done:,}", total=f"{total:,}" if total else "…")

    def stale_since(self) -> dt.datetime | None:
        """Return as of when the search database is, if it cannot be brought up to date; else None."""
        if not self.fault:
            return None
        try:
            changed = ((self.cache or self.archive) / SEARCH_DATABASE).stat().st_mtime
        except OSError:
            return None
        return dt.datetime.fromtimestamp(changed, SHANGHAI)
