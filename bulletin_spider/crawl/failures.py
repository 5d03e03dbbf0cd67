"""Why a request brought nothing: a word to decide by and a few words to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

if TYPE_CHECKING:
    from twisted.python.failure import Failure

NOT_MODIFIED = 304
GONE = {404, 410}
BLOCKED = {401, 403, 405, 412, 418, 429, 521}
"""Answers of firewalls and rate limits; 412 and 521 are what Chinese ones send with a cookie challenge."""
UNREACHABLE = {
    exceptions.CannotResolveHostError: "the host name is not known",
    exceptions.DownloadConnectionRefusedError: "the connection was refused",
    exceptions.DownloadTimeoutError: "no answer in time",
    exceptions.ResponseDataLossError: "the answer broke off",
    exceptions.DownloadFailedError: "the connection failed",
}

UNTRUSTED = ("certificate verify failed", "VerificationError")
"""What OpenSSL says of a certificate that nobody vouches for, and service_identity of one that is another host's."""
TOO_LARGE = "the page is too large (setting DOWNLOAD_MAXSIZE)"
PRIVATE = "it leads to an address that is not public"
UNREADABLE_ROBOTS = "its robots.txt could not be read"


class Reason(NamedTuple):
    """A ``word`` to decide by, and ``text`` that says it to a person.

    The words: gone, blocked, unreachable, forbidden, other site, not modified, failed.
    """

    word: str
    text: str


def reason(failure: Failure) -> Reason:
    """Return why a request failed."""
    error = failure.value
    if isinstance(error, HttpError):
        return Reason(_status_word(error.response.status), f"HTTP {error.response.status}")
    if isinstance(error, exceptions.IgnoreRequest):
        return _ignored(str(error))
    unreachable = isinstance(error, tuple(UNREACHABLE))
    return Reason("unreachable" if unreachable else "failed", error_text(error))


def error_text(error: BaseException | None) -> str:
    """Return what an error of a download says to a person."""
    if any(word in str(error) for word in UNTRUSTED):
        return "its certificate cannot be verified"
    for kind, text in UNREACHABLE.items():
        if isinstance(error, kind):
            return text
    if isinstance(error, exceptions.DownloadCancelledError):
        return TOO_LARGE
    return f"{type(error).__name__}: {error}"[:200]


def capture_of(failure: Failure) -> dict[str, Any] | None:
    """Return where the answer is kept that a request failed with; None if no answer came."""
    response = getattr(failure.value, "response", None)
    return response.meta.get("capture") if response is not None else None


def _status_word(status: int) -> str:
    if status == NOT_MODIFIED:
        return "not modified"
    if status in GONE:
        return "gone"
    if status in BLOCKED:
        return "blocked"
    return "unreachable" if status >= 500 else "failed"


def _ignored(text: str) -> Reason:
    if text.startswith(UNREADABLE_ROBOTS):
        status = text.rpartition("HTTP ")[2]
        # A firewall answers its 521 to whatever is asked for.
        blocked = status.isdecimal() and int(status) in BLOCKED
        return Reason("blocked" if blocked else "unreachable", text)
    if text.startswith(PRIVATE):
        return Reason("other site", text)
    if "robots.txt" in text:
        return Reason("forbidden", "forbidden by robots.txt")
    if "offsite" in text:
        return Reason("other site", "it leads to another site")
    if "DOWNLOAD_MAXSIZE" in text:  # it grew while it was unpacked
        return Reason("failed", TOO_LARGE)
    return Reason("failed", text[:200] or "ignored")
