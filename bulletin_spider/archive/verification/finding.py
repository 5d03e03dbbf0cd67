"""One thing that is wrong, in one line: what, where, and what to do."""

from __future__ import annotations

from typing import NamedTuple

RESTORE = "restore the file from a copy"
NOTE = "note"


class Finding(NamedTuple):
    """``kind`` is the word the line begins with; a ``note`` is no fault."""

    kind: str
    place: str
    """The file, below the archive's root, and the line or offset in it."""
    what: str
    advice: str = ""

    @property
    def fault(self) -> bool:
        """Whether the archive is not as it was written."""
        return self.kind != NOTE

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"{self.kind}: {self.place}: {self.what}{f' ({self.advice})' if self.advice else ''}"


def note(place: str, what: str, advice: str = "") -> Finding:
    """Return what a person should know though nothing is wrong."""
    return Finding(NOTE, place, what, advice)
