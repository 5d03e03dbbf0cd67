"""Describe the error of a download in a few words."""

from __future__ import annotations

from scrapy import exceptions

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
