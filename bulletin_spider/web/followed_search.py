"""Keep the search database up to date while pages read it, and lend connections to it.

A page never waits until what was just published is in it: a thread brings it up to date. Where it may not be written,
it stays as it is, and the pages say so.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING

from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.word_index import database_path
from bulletin_spider.exceptions import RunFault, SearchFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.catching_up import catch_up, unread_segments
from bulletin_spider.web.faults import BeingDerived, NotDerived, reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.search.word_index import WordIndex

logger = logging.getLogger(__name__)

_PAUSE = 5.0
"""Seconds after which a request looks whether something was published since: looking takes 20 ms for 3,000 sites, and
nobody reads on faster."""
_PATIENCE = 1.0
"""Seconds that the first requests wait until the database is up to date: enough to make that of a few thousand
bulletins."""


class FollowedSearch:
    """The search database of an archive, in the directory ``cache`` or in that of the archive."""

    def __init__(self, archive: Path, cache: Path | None = None) -> None:
        self.archive, self.cache = archive, cache
        self.path = database_path(archive, cache)
        self.fault = ""
        """Why it could not be brought up to date; empty if it could, or if nothing was published since."""
        self._roots = (archive, self.path.parent)
        self._idle: LifoQueue[WordIndex] = LifoQueue()
        self._own = threading.local()
        self._following = threading.Lock()
        self._followed_once = threading.Event()
        self._progress = (0, 0)
        self._looked = self._began = float("-inf")

    @contextmanager
    def lending(self) -> Iterator[None]:
        """Let this thread borrow a connection, and take it back when its page is made.

        Opening one takes 20 ms for 3,000 sites, and threads of a server come and go.
        """
        self._own.lent = None
        try:
            yield
        except SearchFault:
            if self._own.lent is not None:
                self._own.lent.close()  # which deletes a database that is damaged, so that it is made again
                self._own.lent = None
            self._looked = float("-inf")
            raise
        finally:
            if self._own.lent is not None:
                self._own.lent.end_reading()
                self._idle.put(self._own.lent)
                self._own.lent = None

    def close(self) -> None:
        """Close the connections that no page is being made with."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def index(self) -> WordIndex:
        """Return the connection of this thread, read-only, with a limit to the time of each query.

        What it reads for a page is of one moment.
        Raises ``NotDerived``.
        """
        lent: WordIndex | None = getattr(self._own, "lent", None)
        if lent is None:
            self.follow_soon()
            self._followed_once.wait(_PATIENCE)
            lent = self._own.lent = self._taken() or self._opened()
            lent.begin_reading()
        return lent

    def _taken(self) -> WordIndex | None:
        """Return an idle connection; those to a database that was made again since are closed."""
        while True:
            try:
                idle = self._idle.get_nowait()
            except Empty:
                return None
            if not idle.is_replaced():
                return idle
            idle.close()

    def _opened(self) -> WordIndex:
        opened = open_catalogue(self.archive, self.cache)
        if opened is not None:
            return opened[0]
        if self.fault and self._progress == (0, 0):  # what failed is tried again, and has not come further
            raise NotDerived(why=self.fault)
        self._looked = float("-inf")  # it is gone since the last look, or being made
        self.follow_soon()
        done, total = self._progress
        raise BeingDerived(done=f"{done:,}", total=f"{total:,}" if total else "…")

    def follow_soon(self) -> None:
        """Bring the database up to date in another thread, if the last look was some seconds ago."""
        if time.monotonic() - self._looked >= _PAUSE and not self._following.locked():
            self._looked = time.monotonic()
            threading.Thread(target=self.follow, name="search database", daemon=True).start()

    def follow(self) -> None:
        """Bring the database up to date, if this user may write it; one thread at a time does."""
        with self._following:
            self._began, self._progress = time.monotonic(), (0, 0)
            try:
                catch_up(self.archive, self.cache, self._note_progress)
            except (RunFault, OSError) as error:
                self._note_fault("" if self._has_all() else reason(error, *self._roots), str(error))
            except Exception as error:
                self.fault = type(error).__name__
                logger.exception("the search database cannot be brought up to date")
            else:
                self.fault = ""
            finally:
                self._looked, self._progress = time.monotonic(), (0, 0)
                self._followed_once.set()

    def _note_fault(self, fault: str, message: str) -> None:
        """Note why it cannot be brought up to date, and log it once: it is tried every few seconds."""
        if fault and fault != self.fault:
            logger.warning("the search database cannot be brought up to date: %s", message)
        self.fault = fault

    def _has_all(self) -> bool:
        """Return whether a database that cannot be written has every segment that is published."""
        try:
            opened = open_catalogue(self.archive, self.cache)
        except OSError:  # of the archive: what it has is not known
            return False
        if opened is None:
            return False
        index, unread = opened
        index.close()
        return not unread

    def behind(self) -> int | None:
        """Return how many published segments the database lacks, and let it be brought up to date.

        None if that is not known.
        """
        try:
            return unread_segments(self.archive, self.cache)
        except (RunFault, OSError):
            return None
        finally:
            self.follow_soon()

    def _note_progress(self, done: int, total: int) -> None:
        self._progress = (done, total)

    def is_behind(self) -> bool:
        """Return whether it is being brought up to date for so long that a page without what is new must say so."""
        return self._following.locked() and time.monotonic() - self._began > _PATIENCE

    def stale_since(self) -> dt.datetime | None:
        """Return as of when the database is, if it lacks something and cannot be brought up to date; else None."""
        if not self.fault:
            return None
        try:
            changed = self.path.stat().st_mtime
        except OSError:
            return None
        return dt.datetime.fromtimestamp(changed, SHANGHAI)
