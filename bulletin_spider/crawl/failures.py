"""Why a request brought nothing: a word to decide by and a few words to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from bulletin_spider.exceptions import ChallengePage, LoginPage, Refusal
from bulletin_spider.extraction import Hints, extract
from bulletin_spider.network.errors import PRIVATE, TOO_LARGE, UNREACHABLE, UNREADABLE_ROBOTS, error_text

if TYPE_CHECKING:
    from twisted.python.failure import Failure

NOT_MODIFIED = 304
GONE = {404, 410}
BLOCKED = {401, 403, 405, 412, 418, 429, 521}
"""Answers of firewalls and rate limits; 412 and 521 are what Chinese ones send with a cookie challenge."""


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


def why_rowless(body: bytes, url: str, page: int, charset: str | None = None) -> Reason:
    """Return the word and the text of the gap that a page without rows leaves."""
    try:
        extract(body, url, Hints(charset=charset))
    except (ChallengePage, LoginPage) as refusal:
        return Reason("blocked", f"page {page} is a {refusal.reason}, not a listing")
    except Refusal:
        pass
    return Reason("empty", f"page {page} shows no rows")
