"""Read a WARC record and check it at this moment: its length, and every digest that it states."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.captures.reader import http_head, open_capture, read_exchange, read_record
from bulletin_spider.archive.captures.warc_records import PAYLOAD_SHA256
from bulletin_spider.exceptions import DamagedCapture, TieredCapture, UndecodablePayload
from bulletin_spider.markup.encoding import decode
from bulletin_spider.normalization.files import is_file

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.captures.reader import WarcRecord
    from bulletin_spider.web.evidence.capture_address import CaptureAddress

SHOWN_BYTES = 8 * 1024 * 1024
"""Largest body that is kept in memory to be shown: eight readers of such pages fill 64 MB. Larger ones are checked."""
_LARGEST_FILE = 12 * 1024 * 1024
"""Largest body that can be saved from a page: files of attachments are kept up to 10 MB."""
_LARGEST_CHECKED = 256 * 1024 * 1024
"""Largest record that is checked while somebody waits, in about a second: a kilobyte may decompress to a megabyte."""
_DIGESTS = ("WARC-Block-Digest", "WARC-Payload-Digest", PAYLOAD_SHA256)


class CheckState(StrEnum):
    """What a check has found."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_STATED = "not stated"
    """The record does not state it: an earlier release has written it, or it has no payload of its own."""
    NOT_CHECKED = "not checked"


class CheckedCapture(NamedTuple):
    """A record as it was read, what its checks have found, and the exchange that it belongs to."""

    record: WarcRecord | None
    """None if the record is damaged."""
    problem: str
    """What is wrong with the record; "" if nothing is."""
    moved_to: str
    """The directory that the file was moved to, out of the archive."""
    exchange: Exchange | None
    """The request and the whole answer; None of records that are no answer, or too large to be shown."""

    @property
    def is_whole(self) -> bool:
        """Whether every length and digest agrees."""
        return self.record is not None and not self.problem


def check_capture(root: Path, address: CaptureAddress) -> CheckedCapture:
    """Return the record at an address, checked. Raises ``FileNotFoundError`` if the archive has no such file."""
    try:
        file, name, start = open_capture(root, address.file)
    except FileNotFoundError:
        raise
    except TieredCapture as tiered:
        return CheckedCapture(None, "", tiered.place, None)
    except OSError as error:
        return CheckedCapture(None, f"cannot be read: {error.strerror}", "", None)
    with file:
        try:
            record = read_record(file, name, start + address.offset, most=_LARGEST_CHECKED, check_sha256=True)
        except (DamagedCapture, ValueError, OverflowError) as error:
            problem = error.what if isinstance(error, DamagedCapture) else str(error)
            return CheckedCapture(None, problem, "", None)
    if record.type != "response" or _body_size(record) > SHOWN_BYTES:
        return CheckedCapture(record, "", "", None)
    capture = {
        "file": address.file,
        "offset": address.offset,
        "record_id": record.id,
        "digest": record.digest,
    }
    try:
        return CheckedCapture(record, "", "", read_exchange(root, capture, SHOWN_BYTES))
    except DamagedCapture as error:  # a record beside it is cut off
        return CheckedCapture(record, error.what, "", None)


def kept_payload(root: Path, address: CaptureAddress) -> bytes | None:
    """Return the body of an answer, decompressed; None if the record is damaged, elsewhere, too large or no answer.

    Raises ``FileNotFoundError`` if the archive has no such file.
    """
    try:
        file, name, start = open_capture(root, address.file)
    except FileNotFoundError:
        raise
    except (TieredCapture, OSError):
        return None
    with file, suppress(DamagedCapture, ValueError, OverflowError, UndecodablePayload):
        record = read_record(file, name, start + address.offset, _LARGEST_FILE, check_sha256=True)
        if record.type == "response":
            capture = {
                "file": address.file,
                "offset": address.offset,
                "record_id": record.id,
                "digest": record.digest,
            }
            return read_exchange(root, capture, _LARGEST_FILE).payload(_LARGEST_FILE)
    return None


def checks(found: CheckedCapture) -> list[dict[str, str]]:
    """Return each digest that a record can state, with its ``state``. The reader stops at the first that differs."""
    headers = found.record.headers if found.record else {}
    return [
        {"name": name, "stated": headers.get(name.lower(), ""), "state": _state(found, name)}
        for name in _DIGESTS
    ]


def _state(found: CheckedCapture, name: str) -> CheckState:
    if found.record is None:
        is_wrong = found.problem.lower().startswith(f"{name.lower()} is ")
        return CheckState.DIFFERS if is_wrong else CheckState.NOT_CHECKED
    return CheckState.AGREES if _is_checked(found.record, name) else CheckState.NOT_STATED


class SourceText(NamedTuple):
    """The text of a page, whether its end was left out, and the encoding in which it was read."""

    text: str
    is_cut: bool
    encoding: str


def source_text(exchange: Exchange, most: int) -> SourceText | None:
    """Return the text of a page, at most so many characters; None if it is a file or no text."""
    try:
        payload = exchange.payload(SHOWN_BYTES)
    except UndecodablePayload:
        return None
    if is_file(payload):
        return None
    decoded = decode(payload, _charset(exchange))
    return SourceText(decoded.text[:most], len(decoded.text) > most, decoded.encoding)


def payload_facts(exchange: Exchange) -> dict[str, Any]:
    """Return how the answer names the body, its size and SHA-256 as received, and its size when it is decompressed.

    ``is_file`` says whether it is a file such as a PDF, which is not shown; null if it cannot be decompressed.
    """
    facts: dict[str, Any] = {
        "bytes": len(exchange.body),
        "sha256": hashlib.sha256(exchange.body).hexdigest(),
        "decoded_bytes": None,
        "type": exchange.header("Content-Type") or "",
        "is_file": None,
    }
    with suppress(UndecodablePayload):
        payload = exchange.payload(SHOWN_BYTES)
        facts |= {"decoded_bytes": len(payload), "is_file": is_file(payload)}
    return facts


def _is_checked(record: WarcRecord, name: str) -> bool:
    """Whether the reader compares this digest: that of the payload only where the record has one."""
    return name.lower() in record.headers and (name == _DIGESTS[0] or record.type == "response")


def _body_size(record: WarcRecord) -> int:
    return int(record.headers["content-length"]) - len(record.head)


def _charset(exchange: Exchange) -> str | None:
    from w3lib.encoding import http_content_type_encoding  # noqa: PLC0415 - only who shows a source needs it

    return http_content_type_encoding(exchange.header("Content-Type") or "")


def head_lines(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Return the first line and the headers of an answer; empty if the record has no head."""
    return http_head(head) if head else ("", [])
