"""Take locks that are held for a moment. Whoever waits says for whom, and gives up after a while."""

from __future__ import annotations

import errno
import logging
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bulletin_spider.archive.atomic_files import local_file, make_directory, write_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filelock import BaseFileLock


logger = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
"""Seconds. A holder needs milliseconds for each site of an archive, so a longer wait has another cause."""
_SILENT_WAIT = 2.0
"""Seconds before a waiting process says for whom it waits."""
_POLL = 0.01
"""Seconds between two attempts."""


@contextmanager
def limited_lock(path: Path, holder: str, longest: float | None = None) -> Iterator[None]:
    """Hold the lock of the file ``path`` in the name of ``holder``, such as a site.

    Raises ``TimeoutError``, which names the holder, after ``longest`` seconds, or after ``LONGEST_WAIT``.
    """
    longest = LONGEST_WAIT if longest is None else longest
    path = local_file(path)
    make_directory(path.parent)
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=min(_SILENT_WAIT, longest), poll_interval=_POLL)
    except Timeout:
        logger.warning("waiting for %s, which holds %s", _holder(lock), lock.lock_file)
        try:
            lock.acquire(timeout=max(0, longest - _SILENT_WAIT), poll_interval=_POLL)
        except Timeout:
            message = f"{_holder(lock)} has held the lock for more than {longest:g} seconds"
            raise TimeoutError(errno.ETIMEDOUT, message, str(lock.lock_file)) from None
    try:
        _note(lock, f"{holder} (process {os.getpid()})")
        yield
    finally:
        _note(lock, "")
        lock.release()


def _note(lock: BaseFileLock, text: str) -> None:
    with suppress(OSError):  # it only helps others to know for whom they wait
        write_note(Path(lock.lock_file), text)


def _holder(lock: BaseFileLock) -> str:
    with suppress(OSError, ValueError):
        return Path(lock.lock_file).read_text(encoding="utf-8") or "another process"
    return "another process"
