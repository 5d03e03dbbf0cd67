"""Find the watches of a project, and evaluate them around runs."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project
from bulletin_spider.suggestion import suggestion
from bulletin_spider.watches.watch_file import WatchFile, read_watches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy.settings import BaseSettings

    from bulletin_spider.watches.definition import Watch
    from bulletin_spider.watches.evaluation import WatchReport

logger = logging.getLogger(__name__)

_GATHERED = 5.0
"""Seconds in which the sites that have ended in a sweep are gathered: thousands of idle ones end within minutes."""
_LOOK = 0.1
"""Seconds between two looks whether a signal has come."""
_LONGEST = 120.0
"""Seconds to wait for deliveries at the end: two evaluations of a minute, that of the last sites and one before it."""


def watches_path(settings: BaseSettings) -> Path | None:
    """Return the file that the setting ``WATCHES`` names, from the project's directory on; None if it is empty."""
    return find_project().directory / settings["WATCHES"] if settings["WATCHES"] else None


def watch_file(settings: BaseSettings) -> WatchFile:
    """Return the watches of the project; there are none without a file."""
    path = watches_path(settings)
    return read_watches(path) if path else WatchFile(Path())


class RunWatches:
    """The watches around one or several runs. What goes wrong is a warning: it changes and delays no run.

    A thread delivers, so that neither a sweep nor the end of this process waits for a server that does not answer.
    """

    def __init__(self, settings: BaseSettings, command: str) -> None:
        """Read the watches before the runs, and begin those that are new: they get what these runs publish."""
        self.layout, self.command = Layout.of(settings), command
        found = watch_file(settings)
        self.watches = found.watches
        self._ended = SimpleQueue[str | None]()
        self._thread = Thread(target=self._work, name="watches", daemon=True)
        self._warn(found.mistakes)
        if self.watches:
            # Its import takes about 40 ms of CPU time, which runs without watches need not pay.
            from bulletin_spider.watches.evaluation import begin_watches, evaluate  # noqa: PLC0415

            self._delivered = evaluate
            self._warn(begin_watches(self.layout, self.watches))

    def note(self, site: str) -> None:
        """Have delivered what an ended run of this site has published."""
        if self.watches:
            self._ended.put(site)
            if not self._thread.is_alive():
                self._thread.start()

    def finish(self, stopped: Callable[[], object]) -> None:
        """Wait until everything that is due is delivered, until the time is over, or until a signal has stopped us.

        What is not delivered then comes with the next run.
        """
        self._ended.put(None)
        until = time.monotonic() + _LONGEST
        while self._thread.is_alive() and not stopped():
            self._thread.join(_LOOK)
            if time.monotonic() > until:
                self._warn(
                    [f"watches: a server has not answered in {_LONGEST:g} seconds; the next run goes on"]
                )
                return

    def _work(self) -> None:
        ended: str | None = ""
        while ended is not None and (ended := self._ended.get()) is not None:
            sites, until = [ended], time.monotonic() + _GATHERED
            while ended is not None and (rest := until - time.monotonic()) > 0:
                try:
                    ended = self._ended.get(timeout=rest)
                except Empty:
                    break
                sites += [ended] if ended else []
            self._evaluate(sites)

    def _evaluate(self, sites: list[str]) -> None:
        try:
            self._warn(problem_lines(self._delivered(self.layout, self.watches, sites)))
        except Exception as error:  # a fault of ours must cost neither the exit code nor the other sites
            logger.debug("where it failed", exc_info=True)
            self._warn([f"watches: {type(error).__name__}: {error}; the next run tries again"])

    def _warn(self, lines: Iterable[str]) -> None:
        for line in lines:
            print(f"{PROGRAM} {self.command}: warning: {line}", file=sys.stderr)


def problem_lines(reports: Iterable[WatchReport]) -> list[str]:
    """Return a line for each thing that could not be delivered."""
    return [f"watch '{report.watch}': {problem}" for report in reports for problem in report.problems]


def unknown_sites(layout: Layout, watches: Iterable[Watch]) -> list[str]:
    """Return a line for each site of a watch that has published nothing: its name may be mistyped."""
    archived = layout.sites()
    return [
        f"watch {watch.name}: nothing is archived of a site '{site}'{suggestion(site, archived)}"
        for watch in watches
        for site in watch.sites
        if site not in archived
    ]
