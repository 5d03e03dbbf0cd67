from __future__ import annotations

import errno
import os

import pytest
from scrapy import exceptions
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from bulletin_spider.crawl.failures import request_failure
from bulletin_spider.network.errors import TOO_LARGE, TOO_MANY_FILES, UNREADABLE_ROBOTS


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, "gone"),
        (410, "gone"),
        (403, "blocked"),
        (412, "blocked"),
        (521, "blocked"),
        (503, "unreachable"),
        (400, "failed"),
    ],
)
def test_http_status_gives_the_kind_of_failure(status: int, kind: str) -> None:
    error = HttpError(Response("http://x/", status=status))
    assert request_failure(Failure(error)) == (kind, f"HTTP {status}")


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (exceptions.IgnoreRequest("Forbidden by robots.txt"), "forbidden", "forbidden by robots.txt"),
        (
            exceptions.IgnoreRequest("Filtered offsite request to 'x'"),
            "other site",
            "it leads to another site",
        ),
        (exceptions.DownloadTimeoutError("30 s"), "unreachable", "no answer in time"),
        (exceptions.CannotResolveHostError("x"), "unreachable", "the host name is not known"),
        (ValueError("odd"), "failed", "ValueError: odd"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "failed", TOO_MANY_FILES),
        (exceptions.DownloadFailedError("24: Too many open files"), "failed", TOO_MANY_FILES),
        (
            exceptions.IgnoreRequest(f"{UNREADABLE_ROBOTS}: {TOO_MANY_FILES}"),
            "failed",
            f"{UNREADABLE_ROBOTS}: {TOO_MANY_FILES}",
        ),
        (exceptions.DownloadCancelledError("Expected to receive …"), "failed", TOO_LARGE),
        (
            exceptions.IgnoreRequest("Ignored response … exceeded DOWNLOAD_MAXSIZE (10485760 B)"),
            "failed",
            TOO_LARGE,
        ),
    ],
)
def test_exception_gives_the_kind_of_failure(error: Exception, kind: str, text: str) -> None:
    assert request_failure(Failure(error)) == (kind, text)
