"""Ping a monitor that raises an alarm when a job does not come: the protocol of Healthchecks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from bulletin_spider.messages.addresses import http_address_fault, shown_address
from bulletin_spider.messages.http_request import LIMIT, PendingRequest

if TYPE_CHECKING:
    from collections.abc import Callable


class Ping:
    """Sends ``/start`` when a job begins, and ``/<exit status>`` when it ends, to the address of the setting ``PING``.

    Without an address nothing is sent. A failure is one warning in all.
    """

    def __init__(self, address: str, warn: Callable[[str], None]) -> None:
        self.address = address.strip()
        self.due = False
        """Whether the end must be sent: the job has begun, or cannot begin."""
        self._warn = warn
        self._start: PendingRequest | None = None

    def start(self) -> None:
        """Send that the job has begun, without waiting for the answer."""
        self.due = True
        if self.address and not http_address_fault(self.address):
            self._start = PendingRequest(ping_address(self.address, "start"))

    def end(self, code: int) -> None:
        """Send the exit status if it is due, and wait for the answers, no longer than the limit of one request."""
        if not (self.address and self.due):
            return
        fault, deadline = http_address_fault(self.address), time.monotonic() + LIMIT
        if not fault:
            # The two must arrive in their order, or the job seems to go on; so a short job waits for its first one.
            before = self._start.fault(LIMIT / 2) if self._start else ""
            last = PendingRequest(ping_address(self.address, str(code)))
            fault = last.fault(deadline - time.monotonic()) or before
        if fault:
            self._warn(f"PING: {shown_address(self.address)}: {fault}")


def ping_address(address: str, what: str) -> str:
    """Return the address of a ping, with ``what`` as the last part of its path."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{what}"))
