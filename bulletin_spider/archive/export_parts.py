"""Name the temporary file of an export, and remove those that killed exports left."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import remove
from bulletin_spider.archive.file_names import OLD_SUFFIX, PART_SUFFIX

if TYPE_CHECKING:
    from pathlib import Path

_ABANDONED_AFTER = 86_400.0
"""Seconds without a write, after which the export of another machine counts as dead: no export pauses for a day."""
_OWN: set[str] = set()
"""The exports of this process, which may write several at once. A container may give its number to a process again."""


def new_export_part(final: Path) -> Path:
    """Return the path at which an export is written, beside ``final``; first remove what killed exports left there.

    A file is created here, so that nobody can put a link in its place: the name is new and cannot be guessed, and the
    file must not exist. The path of a directory does not exist yet.
    """
    for leftover in abandoned_parts(final):
        remove(leftover)
    token = secrets.token_hex(4)
    _OWN.add(token)
    return final.with_name(f".{final.name}.{_machine()}-{os.getpid()}-{token}{PART_SUFFIX}")


def create_exclusively(path: Path) -> None:
    """Create an empty file; raise ``FileExistsError`` if the name exists, also as a link."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666))


def abandoned_parts(final: Path) -> list[Path]:
    """Return what exports to ``final`` left beside it when they were killed; nothing of a process that still lives."""
    name = re.compile(
        rf"\.{re.escape(final.name)}\.(?:([0-9a-f]{{6}})-)?(\d+)(?:-([0-9a-f]{{8}}))?(?:{PART_SUFFIX}|{OLD_SUFFIX})"
    )
    found = ((path, name.fullmatch(path.name)) for path in final.parent.iterdir())
    return [path for path, match in found if match and _is_abandoned(path, match)]


def _is_abandoned(path: Path, match: re.Match[str]) -> bool:
    """Whether the process that wrote ``path`` is dead; a number says nothing about a process of another machine."""
    machine, process, token = match.groups()
    if machine == _machine() and token not in _OWN and not _lives(int(process)):
        return True
    with suppress(OSError):
        return time.time() - path.lstat().st_mtime > _ABANDONED_AFTER
    return False


def _lives(process: int) -> bool:
    """Whether another process with this number lives."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _machine() -> str:
    """Return six digits that differ between machines and between containers that share a disk."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
