"""Repeat requests while the store is away or overloaded, and say so once."""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from typing import TYPE_CHECKING, TypeVar

from bulletin_spider.archive.object_store.requests.store_faults import NoCredentials, PassingFault

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

LONGEST_AWAY = 120.0
"""Seconds for which a request is repeated while the store does not answer: a restart of a server takes less."""
LONGEST_WITHOUT_CREDENTIALS = 15.0
"""Seconds for which credentials are asked for: a server that gives them is on the machine or beside it."""
LONGEST_AFTER_A_SIGNAL = 30.0
"""Seconds for a program that a person or systemd has asked to end; systemd waits for 90 seconds."""
LONGEST_FOR_A_PAGE = 5.0
"""Seconds for a program whose readers wait for a page, and ask again."""
SAID_AFTER = 5.0
"""Seconds after which a person learns what the program waits for."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two tries: few enough requests for a store that asks to slow down, little time lost."""


class Patience:
    """How long the requests to one store are repeated.

    Once a request was given up, each further one is tried once only until one is answered: a command or a run ends
    after ``LONGEST_AWAY`` seconds, not after as many for each thing that it still wants to write.
    """

    longest_away = LONGEST_AWAY
    """Seconds for which any store of this process is waited for."""

    @classmethod
    def hurry(cls) -> None:
        """Wait less long from now on, as the program was asked to end."""
        cls.longest_away = LONGEST_AFTER_A_SIGNAL

    @classmethod
    def serve_pages(cls) -> None:
        """Wait for a store only as long as a reader waits for a page."""
        cls.longest_away = LONGEST_FOR_A_PAGE

    def __init__(self) -> None:
        self._given_up = False
        self._said = False

    def repeat(self, attempt: Callable[[], Answer]) -> Answer:
        """Return what ``attempt`` returns, which is called until it raises no ``PassingFault``."""
        start, pause = time.monotonic(), _FIRST_PAUSE
        while True:
            try:
                answer = attempt()
            except PassingFault as fault:
                longest = self.longest_away
                if isinstance(fault, NoCredentials):
                    longest = min(longest, LONGEST_WITHOUT_CREDENTIALS)
                waited = time.monotonic() - start
                if self._given_up or waited + pause > longest:
                    self._given_up = True
                    raise
                if waited >= SAID_AFTER:
                    self._say(fault, longest - waited)
                time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - not for secrets
                pause = min(pause * 2, _LONGEST_PAUSE)
            except OSError:
                self._note_answer()
                raise
            else:
                self._note_answer()
                return answer

    def _note_answer(self) -> None:
        if self._said:
            logger.warning("the store answers again")
        self._given_up = self._said = False

    def _say(self, fault: PassingFault, seconds: float) -> None:
        """Say what is waited for, once until the store answers again."""
        if self._said:
            return
        self._said = True
        until = dt.datetime.now().astimezone() + dt.timedelta(seconds=seconds)
        logger.warning("%s; trying again until %s", fault.strerror, until.strftime("%H:%M:%S"))
