"""Remember what a person knows of a site if the run records do not say it.

These are messages about runs that left no record, so that one problem sends one message, and what was known before a
message that could not be sent, so that the next run sends it.

The memory is in the user's state directory, because the archive may be what cannot be written. Each file has its size
from the beginning, so that it can be rewritten in place on a full disk.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

_SIZE = 64
"""Bytes of a file: more than any outcome has."""


class NotifiedStarts:
    """Site → the outcome that a person knows of. A file that cannot be read or written costs a second message."""

    def __init__(self, archive: Path) -> None:
        name = hashlib.sha256(str(archive.resolve()).encode()).hexdigest()[:16]
        self.directory = state_directory() / "bulletin-spider" / name

    def prepare(self, site: str) -> None:
        """Make the site's file while there is room for it."""
        with suppress(OSError):
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._path(site).open("xb") as file:
                file.write(b" " * _SIZE)

    def told(self, site: str) -> str:
        """Return the outcome that a person knows of; empty if it is that of the site's records."""
        with suppress(OSError):
            return self._path(site).read_bytes().decode("ascii", "replace").strip()
        return ""

    def note(self, site: str, outcome: str) -> None:
        """Keep the outcome that a person knows of; empty if the site's records have it."""
        self.prepare(site)
        with suppress(OSError), self._path(site).open("r+b", buffering=0) as file:
            file.write(outcome.encode().ljust(_SIZE))

    def _path(self, site: str) -> Path:
        return self.directory / quote(site, safe="")


def state_directory() -> Path:
    """Return the user's directory for state (XDG Base Directory Specification)."""
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    if given.is_absolute():
        return given
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError:  # a user without a home
        return Path(os.devnull)
