"""Give each attachment of a version the state of its file: kept before, owed, or never asked for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from bulletin_spider.extraction.embedded.file_kinds import kind_of_address
from bulletin_spider.items import FILE_KEYS, failure_warning
from bulletin_spider.statuses import AttachmentState, Change, FileKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

    from bulletin_spider.items import Bulletin

CAPTURE = "capture"
"""Setting ``ATTACHMENTS``: ask for the files. The other value is ``off``."""
MOST_FILES = 20
"""Files of one bulletin that are asked for. A notice has a few forms; a page with more is a download page."""
_FILMS = (FileKind.VIDEO, FileKind.AUDIO)


def archives_files(crawler: Crawler) -> bool | None:
    """Return whether the run asks for the files of attachments; None if its spider cannot, as it walks no channels."""
    if not callable(getattr(crawler.spider, "archive_opened", None)):
        return None
    return bool(crawler.settings["ATTACHMENTS"] == CAPTURE)


def begin_states(bulletin: Bulletin, before: Mapping[str, Any], *, asks: bool) -> None:
    """Give the attachments of a new version their states: those of the version ``before``, else owed.

    A file that failed is asked for again, unless only our rules have changed.
    """
    known = {
        file["url"]: file
        for file in before.get("attachments", ())
        if "state" in file and _stays(file["state"], bulletin, asks=asks)
    }
    attachments, wanted = [], 0
    for file in bulletin.attachments:
        if not isinstance(file, dict) or "state" in file:
            attachments.append(file)  # the contract refuses what is no dict
            continue
        wanted += not _is_film(file)
        state = _first_state(file, wanted, asks=asks)
        old = known.get(file.get("url"))
        if old is None or (state == AttachmentState.NO_DOCUMENT and old["state"] != AttachmentState.KEPT):
            old = {"state": state}
        attachments.append(file | {name: old[name] for name in FILE_KEYS if name in old})
    bulletin.attachments = attachments
    failed = [file["url"] for file in known.values() if file["state"] == AttachmentState.FAILED]
    bulletin.warnings = bulletin.warnings + [
        text
        for text in before.get("warnings", ())
        if any(text.startswith(failure_warning(url, "")) for url in failed) and text not in bulletin.warnings
    ]


def kept_file(body: bytes, capture: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a version says of a file that is kept."""
    return {
        "state": AttachmentState.KEPT,
        "digest": hashlib.sha256(body).hexdigest(),
        "size": len(body),
        "capture": dict(capture),
    }


def _stays(state: str, bulletin: Bulletin, *, asks: bool) -> bool:
    if state == AttachmentState.OFF:
        return not asks
    return state != AttachmentState.FAILED or bulletin.change == Change.REREAD


def _first_state(file: Mapping[str, Any], number: int, *, asks: bool) -> AttachmentState:
    if _is_film(file):
        return AttachmentState.NO_DOCUMENT
    if not asks:
        return AttachmentState.OFF
    return AttachmentState.OWED if number <= MOST_FILES else AttachmentState.OVER_LIMIT


def _is_film(file: Mapping[str, Any]) -> bool:
    return (file.get("kind") or kind_of_address(str(file.get("url")))) in _FILMS
