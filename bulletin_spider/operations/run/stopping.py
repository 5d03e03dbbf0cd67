"""How a run is ended from outside: gently by a signal, at once by a second, by the kernel when its time is over."""

from __future__ import annotations

import math
import os
import signal
from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from scrapy.crawler import Crawler

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopWatcher:
    """Watches one run; ``stopped_by`` is the signal that stopped it, 0 if none did."""

    def __init__(self) -> None:
        self.stopped_by = 0

    def watch(self, crawler: Crawler) -> None:
        """Begin, before the run does."""
        from twisted.internet import reactor  # noqa: PLC0415 - to import it is to install it, which Scrapy has done

        # Scrapy does the stopping: its handlers are put in place when the reactor has started, ours around them.
        reactor.addSystemEventTrigger("before", "startup", self._come_last)  # type: ignore[arg-type]
        limit = crawler.settings.getfloat("CLOSESPIDER_TIMEOUT")
        if limit:
            # A run that hangs must not keep later ones out, even if Python itself does nothing any more.
            signal.alarm(math.ceil(limit + crawler.settings.getfloat("CLOSING_TIME")))

    def exit_code(self, outcome: Outcome) -> int:
        """Return the exit code of an outcome. For an interrupted run it names the signal: 128 plus its number."""
        return 128 + self.stopped_by if outcome == Outcome.INTERRUPTED and self.stopped_by else outcome.code

    def _come_last(self) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        reactor.addSystemEventTrigger("after", "startup", self._take_over)  # type: ignore[arg-type]

    def _take_over(self) -> None:
        for number in _SIGNALS:
            signal.signal(number, self._noting(signal.getsignal(number)))

    def _noting(self, handler: Any) -> Callable[[int, FrameType | None], None]:  # noqa: ANN401 - signal's own type
        def note(number: int, frame: FrameType | None) -> None:
            self.stopped_by = number
            handler(number, frame)
            for again in _SIGNALS:
                signal.signal(again, stop_at_once)

        return note


def stop_at_once(number: int, _frame: FrameType | None) -> None:
    """End the process as a power cut would; what is published is whole, and the next run does the rest."""
    os.write(2, b"scrapy crawl: stopped at once; the next run goes on from what is published\n")
    os._exit(128 + number)
