"""Explain why a request brought no page, and why a listing page shows no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from bulletin_spider.exceptions import ChallengePage, LoginPage, Refusal
from bulletin_spider.extraction import Hints
from bulletin_spider.markup.parsing import MAX_CHARS, MAX_TAGS
from bulletin_spider.network.errors import (
    PRIVATE,
    TOO_LARGE,
    TOO_MANY_FILES,
    UNREACHABLE,
    UNREADABLE_ROBOTS,
    error_text,
)
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import FailureKind

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_NOT_MODIFIED = 304
_GONE = {404, 410}
_BLOCKED = {401, 403, 405, 412, 418, 429, 521}
"""Answers of firewalls and rate limits. Chinese firewalls send 412 and 521 with a cookie challenge."""


class RequestFailure(NamedTuple):
    """A ``kind`` for decisions, and a ``text`` for people."""

    kind: FailureKind
    text: str


def request_failure(failure: Failure) -> RequestFailure:
    """Return why a request failed."""
    error = failure.value
    if isinstance(error, HttpError):
        return RequestFailure(_kind_of_status(error.response.status), f"HTTP {error.response.status}")
    if str(error).endswith(TOO_MANY_FILES):  # robots.txt could not be read, and the fault is ours
        return RequestFailure(FailureKind.FAILED, str(error))
    if isinstance(error, exceptions.IgnoreRequest):
        return _ignored(str(error))
    text = error_text(error)
    unreachable = isinstance(error, tuple(UNREACHABLE)) and text != TOO_MANY_FILES
    return RequestFailure(FailureKind.UNREACHABLE if unreachable else FailureKind.FAILED, text)


def capture_of(failure: Failure) -> dict[str, Any] | None:
    """Return where the answer of a failed request is kept; None if no answer came."""
    response = getattr(failure.value, "response", None)
    return response.meta.get("capture") if response is not None else None


def pipeline_of(failure: Failure) -> str:
    """Return the name of the pipeline that raised an error; ``a pipeline`` if its code cannot be seen."""
    names = []
    traceback = failure.value.__traceback__ if failure.value else None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_name == "process_item":
            names.append(code.co_qualname.rpartition(".")[0].rpartition(".")[2])
        traceback = traceback.tb_next
    return next((name for name in names if name), "a pipeline")


def _kind_of_status(status: int) -> FailureKind:
    if status == _NOT_MODIFIED:
        return FailureKind.NOT_MODIFIED
    if status in _GONE:
        return FailureKind.GONE
    if status in _BLOCKED:
        return FailureKind.BLOCKED
    return FailureKind.UNREACHABLE if status >= 500 else FailureKind.FAILED


def _ignored(text: str) -> RequestFailure:
    if text.startswith(UNREADABLE_ROBOTS):
        status = text.rpartition("HTTP ")[2]
        # A firewall answers every request with its 521, the one for robots.txt too.
        blocked = status.isdecimal() and int(status) in _BLOCKED
        return RequestFailure(FailureKind.BLOCKED if blocked else FailureKind.UNREACHABLE, text)
    if text.startswith(PRIVATE):
        return RequestFailure(FailureKind.OTHER_SITE, text)
    if "robots.txt" in text:
        return RequestFailure(FailureKind.FORBIDDEN, "forbidden by robots.txt")
    if "offsite" in text:
        return RequestFailure(FailureKind.OTHER_SITE, "it leads to another site")
    if "DOWNLOAD_MAXSIZE" in text:  # the body grew beyond the limit while it was decompressed
        return RequestFailure(FailureKind.FAILED, TOO_LARGE)
    return RequestFailure(FailureKind.FAILED, text[:200] or "ignored")


def rowless_failure(
    body: bytes, url: str, page: int, charset: str | None = None, seconds: float = READING_SECONDS
) -> RequestFailure:
    """Return why page number ``page`` of a listing shows no rows: it is empty, or a block page in its place.

    A page that takes more than ``seconds`` of CPU time to tell counts as empty.
    """
    from bulletin_spider.extraction.article import extract  # noqa: PLC0415 - few runs need it

    try:
        read_in_time(seconds, extract, body, url, Hints(charset=charset))
    except (ChallengePage, LoginPage) as refusal:
        return RequestFailure(FailureKind.BLOCKED, f"page {page} is a {refusal.reason}, not a listing")
    except Refusal:
        pass
    return RequestFailure(FailureKind.EMPTY, f"page {page} shows no rows")


def unread_part(body: bytes) -> str:
    """Return why a part of a page was not read; empty if all of it was.

    A page that begins as a document and has no end was cut by a length that is too short. Of an enormous page the
    readers see the beginning only.
    """
    page = body.lower()
    if b"<html" in page and b"</html" not in page and b"</body" not in page:
        return "ends in the middle, without </html>"
    if len(body) > MAX_CHARS or body.count(b"<") > MAX_TAGS:
        return "is too large to be read whole"
    return ""
