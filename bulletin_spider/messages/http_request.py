"""Send one HTTP request, and say in a few words whether it was taken. No text names more than the host."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit

from bulletin_spider import __version__
from bulletin_spider.messages.addresses import http_address_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = 10.0
"""Seconds for one request, from the look-up of the host to the status line: the limit that Healthchecks suggests. A
webhook that needs longer should answer first and work later."""


def request_fault(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> str:
    """Send a GET, or a POST of ``body``. Return why it was not taken; empty if the answer was 2xx.

    A redirect is not followed: it could lead to a host that nobody has named. The certificate of https is verified.
    """
    if fault := http_address_fault(address):
        return fault
    pending = PendingRequest(address, body, headers)
    return pending.fault()


class PendingRequest:
    """A request that a thread sends: a slow server, or a slow look-up of its host, costs no more than the limit."""

    def __init__(
        self, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self._fault = "no answer in time"
        self._thread = threading.Thread(
            target=self._send, args=(address, body, dict(headers or {})), daemon=True
        )
        self._thread.start()

    def fault(self, limit: float = LIMIT) -> str:
        """Wait until the request has ended, at most ``limit`` seconds. Return why it failed; empty if it did not."""
        self._thread.join(limit)
        return self._fault

    def _send(self, address: str, body: bytes | None, headers: dict[str, str]) -> None:
        try:
            self._fault = _answer_fault(address, body, headers)
        except (HTTPException, OSError, ValueError) as error:
            self._fault = _error_text(error)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:  # noqa: ANN401 - urllib's own signature
        """Follow no redirect."""


def _answer_fault(address: str, body: bytes | None, headers: dict[str, str]) -> str:
    headers = {"User-Agent": f"BulletinSpider/{__version__}"} | headers
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    if at:
        headers["Authorization"] = f"Basic {base64.b64encode(unquote(user).encode()).decode()}"
    url = urlunsplit(parts._replace(netloc=host, fragment=""))
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - http_address_fault allows http and https only
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=LIMIT) as answer:
            return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
    except HTTPError as error:
        with error:
            redirect = ", a redirect: give the address that it leads to" if 300 <= error.code < 400 else ""
            return f"HTTP {error.code}{redirect}"


def _error_text(error: BaseException) -> str:
    """Return the reason of a failure in a few words, without the address."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, BaseException) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {cause.verify_message}"
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(cause, socket.gaierror):
        return "its host is not known"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return f"no answer of HTTP ({type(cause).__name__})"
