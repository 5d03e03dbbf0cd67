"""Tell what the answer to a request for an attachment's file means."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from bulletin_spider.crawl.failures import request_failure
from bulletin_spider.network.errors import TOO_LARGE
from bulletin_spider.statuses import AttachmentState, FailureKind

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,400}?-->\s{0,200})?<(?:!doctype\s+)?html[\s>]",
    re.IGNORECASE | re.DOTALL,
)
"""The beginning of an HTML page. A server that lacks a file often sends a page with status 200."""
_OFFICE = b"urn:schemas-microsoft-com:office"
"""A namespace at the beginning of a document that Word or Excel has saved as HTML; its name ends with .doc or .xls."""
_HEAD = 2_000
"""Bytes in which the namespace is looked for: it is in the first tag."""
_PAGE_SUFFIXES = {".htm", ".html", ".shtml"}
_FILM_TYPES = (b"video/", b"audio/")
_STATES = {
    FailureKind.GONE: AttachmentState.FAILED,
    FailureKind.FORBIDDEN: AttachmentState.FORBIDDEN,
    FailureKind.OTHER_SITE: AttachmentState.NOT_PUBLIC,
}
"""Failures that a later request would find again; any other leaves the file owed."""


class FileAnswer(NamedTuple):
    """What one run found at the address of a file."""

    state: AttachmentState
    why: str = ""
    """Why it is not kept."""
    kept: dict[str, Any] = {}
    """``digest``, ``size`` and ``capture`` of a kept file."""
    is_confirmed: bool = False
    """Whether the site confirmed the kept file (304)."""
    is_silent: bool = False
    """Whether its host did not answer."""


def file_answer(response: Response) -> FileAnswer:
    """Return what a successful response means."""
    body, capture = response.body, response.meta.get("capture")
    if not body:
        return FileAnswer(AttachmentState.FAILED, "the file is empty")
    if (response.headers.get(b"Content-Type") or b"").startswith(_FILM_TYPES):
        return FileAnswer(AttachmentState.NO_DOCUMENT)
    if _is_page(body, response.url):
        return FileAnswer(AttachmentState.FAILED, "a page came in its place")
    if not capture:
        return FileAnswer(AttachmentState.OWED, "it came from a cache, and no capture has it")
    digest = hashlib.sha256(body).hexdigest()
    return FileAnswer(
        AttachmentState.KEPT, kept={"digest": digest, "size": len(body), "capture": dict(capture)}
    )


def _is_page(body: bytes, url: str) -> bool:
    if not _PAGE.match(body) or _OFFICE in body[:_HEAD]:
        return False
    return PurePosixPath(urlsplit(url).path).suffix.lower() not in _PAGE_SUFFIXES


def failed_answer(failure: Failure) -> FileAnswer:
    """Return what a failure means: the file will not come, or a later run asks again."""
    kind, text = request_failure(failure)
    if kind == FailureKind.NOT_MODIFIED:
        return FileAnswer(AttachmentState.KEPT, is_confirmed=True)
    if text == TOO_LARGE:
        return FileAnswer(AttachmentState.TOO_LARGE)
    state = _STATES.get(kind, AttachmentState.OWED)
    is_silent = kind == FailureKind.UNREACHABLE and getattr(failure.value, "response", None) is None
    return FileAnswer(state, text, is_silent=is_silent)
