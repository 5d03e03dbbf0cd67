"""Name the local files of an archive in an object store: locks, open files, and what is derived."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bulletin_spider.archive.object_store.requests.addresses import endpoint, refuse_address

CACHE_VARIABLE = "BULLETIN_CACHE"
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_AMAZON = "amazonaws"


def cache_directory() -> Path:
    """Return the directory for what belongs to archives in object stores, one directory below it for each store.

    ``BULLETIN_CACHE`` names it. It holds what is derived, and captures that no run has put into the store yet. Raises
    ``UsageFault``.
    """
    if named := os.environ.get(CACHE_VARIABLE):
        refuse_address(CACHE_VARIABLE, named)
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bulletin-spider"


def local_path(bucket: str, key: str) -> Path:
    """Return the local file in the place of an object that is written, locked or derived on this machine."""
    host = _UNSAFE.sub("-", endpoint().partition("://")[2]) or _AMAZON
    return cache_directory() / host / bucket / key


@lru_cache(maxsize=1)
def machine(directory: Path | None = None) -> str:
    """Return a random name that all processes of this machine with the same cache share: they see the same locks."""
    path = (directory or cache_directory()) / "machine"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".machine-{secrets.token_hex(8)}")
    part.write_text(secrets.token_hex(8))
    try:
        with suppress(FileExistsError):
            path.hardlink_to(part)  # whole or not at all: another process may read it at once
    finally:
        part.unlink()
    return path.read_text().strip() or path.name


def keep(kept: Path, content: bytes) -> None:
    """Keep the bytes of an object on this machine, in place of those that the object had before."""
    with suppress(OSError):  # the next reader asks the store
        kept.parent.mkdir(parents=True, exist_ok=True)
        for older in kept.parent.glob(f"{kept.stem}.*"):
            older.unlink(missing_ok=True)
        part = kept.with_suffix(f"{kept.suffix}-part")
        part.write_bytes(content)
        part.replace(kept)
