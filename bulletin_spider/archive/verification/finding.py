"""Describe one finding in one line: what it is, where it is, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from bulletin_spider.archive.object_store.requests.store_faults import StoreFault

RESTORE = "restore the file from a copy"
NOT_A_FILE = "is not a file"
NOTE = "note"


class Finding(NamedTuple):
    """One finding; ``kind`` is the first word of its line, and the kind ``note`` is not a fault."""

    kind: str
    place: str
    """The file below the archive's root, and the line or offset in it."""
    message: str
    advice: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether the archive differs from what was written."""
        return self.kind != NOTE

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"{self.kind}: {self.place}: {self.message}{f' ({self.advice})' if self.advice else ''}"


def unreadable(kind: str, place: str, error: OSError) -> Finding:
    """Return the finding of a file that cannot be read. Raise the error if it is not the file's but the store's."""
    if isinstance(error, StoreFault):
        raise error
    return Finding(kind, place, f"cannot be read: {error.strerror or error}", RESTORE)


def unread_segments(count: int, remedy: str) -> str:
    """Return the message that segments are not in something derived; ``remedy`` says which run or search adds them."""
    if count == 1:
        return f"1 segment is not in it yet: {remedy} it"
    return f"{count:,} segments are not in it yet: {remedy} them"


def note(place: str, message: str, advice: str = "") -> Finding:
    """Return a finding that is not a fault."""
    return Finding(NOTE, place, message, advice)
