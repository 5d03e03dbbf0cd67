"""Know the state of the cluster, if there is one. It is read in the background: no page waits for a database."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.exceptions import RunFault
from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.reporting.archive_status import Problem
from bulletin_spider.operations.reporting.cluster_status import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bulletin_spider.operations.reporting.cluster_status import ClusterStatus
    from bulletin_spider.statuses import Outcome

    ReadCluster = Callable[[], ClusterStatus]

logger = logging.getLogger(__name__)

_PAUSE = 10.0
"""Seconds after which a request makes the thread read again: workers give a sign of life as often."""
_PATIENCE = 1.0
"""Seconds that the first request waits; reading takes some milliseconds."""


class KnownCluster(NamedTuple):
    """What was read last."""

    status: ClusterStatus | None
    """None if the database does not answer, or cannot be used."""
    problems: Sequence[Problem]
    """What needs a person."""

    @property
    def outcome(self) -> Outcome:
        """Return the worst outcome that needs a person."""
        return worst_outcome(problem.outcome for problem in self.problems)


class ClusterReader:
    """Reads the cluster with ``read``, which raises ``RunFault``; knows nothing if it is None: there is no cluster."""

    def __init__(self, read: ReadCluster | None) -> None:
        self._read = read
        self._known: KnownCluster | None = None
        self._answerable = threading.Event()
        self._reading = threading.Lock()
        self._looked = float("-inf")
        self._said = ""
        """The fault that was logged last: one that lasts is logged once."""

    @property
    def is_there(self) -> bool:
        """Whether the settings name a cluster."""
        return self._read is not None

    def known(self, patience: float = _PATIENCE) -> KnownCluster | None:
        """Return what is known; None if there is no cluster, or nothing is known yet."""
        if self._read is None:
            return None
        if time.monotonic() - self._looked >= _PAUSE and not self._reading.locked():
            self._looked = time.monotonic()
            threading.Thread(target=self._follow, args=(self._read,), name="cluster", daemon=True).start()
        if self._known is None:
            self._answerable.wait(patience)
        return self._known

    def _follow(self, read: ReadCluster) -> None:
        with self._reading:
            try:
                status = read()
                self._known, self._said = KnownCluster(status, [*status.problems()]), ""
            except RunFault as fault:
                if str(fault) != self._said:
                    logger.warning("%s", fault)
                    self._said = str(fault)
                self._known = KnownCluster(None, [Problem(CLUSTER, str(fault), "", fault.outcome)])
            finally:
                self._looked = time.monotonic()
                self._answerable.set()
