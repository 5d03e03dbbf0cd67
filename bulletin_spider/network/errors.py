"""Describe the error of a download in a few words."""

from __future__ import annotations

import errno
import os

from scrapy import exceptions

UNREACHABLE = {
    exceptions.CannotResolveHostError: "the host name is not known",
    exceptions.DownloadConnectionRefusedError: "the connection was refused",
    exceptions.DownloadTimeoutError: "no answer in time",
    exceptions.ResponseDataLossError: "the answer broke off",
    exceptions.DownloadFailedError: "the connection failed",
}
TOO_LARGE = "the page is too large (setting DOWNLOAD_MAXSIZE)"
PRIVATE = "it leads to an address that is not public"
UNREADABLE_ROBOTS = "its robots.txt could not be read"
_UNTRUSTED = ("certificate verify failed", "VerificationError")
"""OpenSSL's message for an untrusted certificate, and service_identity's for the certificate of another host."""


TOO_MANY_FILES = "too many open files: raise the limit (ulimit -n)"
_NO_FILE = os.strerror(errno.EMFILE)


def error_text(error: BaseException | None) -> str:
    """Return the error of a download in plain words, at most 200 characters."""
    if any(mark in str(error) for mark in _UNTRUSTED):
        return "its certificate cannot be verified"
    if _NO_FILE in str(error):
        return TOO_MANY_FILES
    for kind, text in UNREACHABLE.items():
        if isinstance(error, kind):
            return text
    if isinstance(error, exceptions.DownloadCancelledError):
        return TOO_LARGE
    return f"{type(error).__name__}: {error}"[:200]
