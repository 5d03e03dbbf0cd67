"""Stop a run from outside: gently on the first signal, at once on the second, by the kernel after a time limit."""

from __future__ import annotations

import math
import os
import signal
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.object_store.requests.patience import Patience
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopWatcher:
    """Watches one run for signals. ``stopped_by`` is the number of the signal that stopped it, else 0."""

    def __init__(self) -> None:
        self.stopped_by = 0

    def watch(self, crawler: Crawler) -> None:
        """Install the signal handlers and the time limit; call it before the run starts."""
        from twisted.internet import reactor  # noqa: PLC0415 - to import it is to install it, which Scrapy has done

        # Scrapy installs its handlers when the reactor starts. Ours wrap them, so they must come after.
        reactor.addSystemEventTrigger("before", "startup", self._wrap_after_startup)  # type: ignore[arg-type]
        limit_time(crawler.settings)

    def exit_code(self, outcome: Outcome) -> int:
        """Return the exit code of an outcome; for an interrupted run 128 plus the number of the signal."""
        return 128 + self.stopped_by if outcome == Outcome.INTERRUPTED and self.stopped_by else outcome.code

    def _wrap_after_startup(self) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        reactor.addSystemEventTrigger("after", "startup", self._wrap_handlers)  # type: ignore[arg-type]

    def _wrap_handlers(self) -> None:
        for number in _SIGNALS:
            signal.signal(number, self._recording(signal.getsignal(number)))

    def _recording(self, handler: Any) -> Callable[[int, FrameType | None], None]:  # noqa: ANN401 - signal's own type
        def record_and_stop(number: int, frame: FrameType | None) -> None:
            self.stopped_by = number
            Patience.hurry()
            handler(number, frame)
            for second in _SIGNALS:
                signal.signal(second, stop_at_once)

        return record_and_stop


def time_limit(settings: BaseSettings) -> float:
    """Return the seconds after which a run must have ended; 0: there is no limit."""
    limit = settings.getfloat("CLOSESPIDER_TIMEOUT")
    return limit and limit + settings.getfloat("CLOSING_TIME")


def limit_time(settings: BaseSettings) -> None:
    """Let the kernel end the process at the time limit of its run. An earlier limit is forgotten.

    A run that hangs must not lock out later ones. The kernel sends SIGALRM even if Python itself hangs.
    """
    signal.alarm(math.ceil(time_limit(settings)))


def stop_at_once(number: int, _frame: FrameType | None) -> None:
    """End the process at once. Published files are whole, and the next run does the rest."""
    os.write(2, f"{PROGRAM} crawl: stopped at once; the next run goes on from what is published\n".encode())
    os._exit(128 + number)
