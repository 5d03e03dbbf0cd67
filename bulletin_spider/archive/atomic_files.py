"""Write files that a crash never leaves half written under their final name.

Every call that renames, links or syncs a file is in this module.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.file_names import OLD_SUFFIX, OPEN_SUFFIX, PART_SUFFIX
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.object_store.writing import (
    create_object,
    delete_objects,
    object_version,
    put_line,
    put_object,
    put_over,
    unwritable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Buffer

_TRIED = 1 << 16
"""Bytes that :func:`write_error` writes: less than any run needs, more than the rest of a full disk."""
_WITHOUT_NAMELESS_FILES = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL}
"""Errors of file systems that have no files without a name, such as NFS."""


class Part(FileIO):
    """An unbuffered file whose writes are complete or undone, so that a full disk leaves no cut line."""

    def write(self, data: Buffer, /) -> int:
        """Write all of ``data``; if that fails, cut off what was written of it."""
        end, rest = self.tell(), memoryview(data)
        try:
            while rest:
                rest = rest[super().write(rest) or 0 :]
        except OSError:
            with suppress(OSError):
                self.truncate(end)
                self.seek(end)
            raise
        return self.tell() - end

    def sync(self) -> None:
        """Make every written byte survive a power cut."""
        os.fsync(self.fileno())

    def check_name(self) -> None:
        """Raise if the file was removed or moved: a file without a name accepts bytes and loses them."""
        with suppress(FileNotFoundError):
            if os.path.samestat(Path(self.name).stat(), os.fstat(self.fileno())):
                return
        raise FileNotFoundError(errno.ENOENT, "the file was removed or moved during the run", str(self.name))


def open_part(final: Path) -> Part:
    """Open the temporary file that :func:`publish` or :func:`replace` renames to ``final``, in the same directory.

    What goes into an object store is written to a local file first.
    """
    temporary = _part_path(final)
    make_directory(temporary.parent)
    return Part(temporary, "wb")


def publish(part: Part, final: Path) -> None:
    """Sync the part and give it the name ``final``.

    Raises ``FileExistsError`` if ``final`` exists: a published file is never replaced.
    """
    part.sync()
    part.close()
    publish_synced(Path(part.name), final)


def publish_synced(path: Path, final: Path) -> None:
    """Rename a synced file; raise ``FileExistsError`` if ``final`` exists."""
    if isinstance(final, StorePath):
        create_object(path, final)
        path.unlink()
        return
    os.link(path, final)
    path.unlink()
    sync_directory(final.parent)


def replace(part: Part, final: Path) -> None:
    """Sync the part and give it the name ``final``; a derived file of this name is replaced."""
    part.sync()
    part.close()
    if isinstance(final, StorePath):
        put_object(_taken(part), final)
        return
    Path(part.name).replace(final)
    sync_directory(final.parent)


def _taken(part: Part) -> bytes:
    """Return the bytes of a closed part and remove it: while a store is asked, a kill leaves no file behind."""
    path = Path(part.name)
    content = path.read_bytes()
    path.unlink()
    return content


def replaced_version(path: Path) -> str:
    """Return the version of an object that :func:`replace_version` replaces; empty for a file, which needs a lock."""
    return object_version(path) if isinstance(path, StorePath) else ""


def replace_version(part: Part, final: Path, version: str) -> None:
    """Replace a file, as :func:`replace` does, and an object only if it has the version still, or is still absent.

    Raises ``ChangedObject`` if a process on another machine has replaced the object since.
    """
    if not isinstance(final, StorePath):
        replace(part, final)
        return
    part.close()
    put_over(_taken(part), final, version)


def replace_private(final: Path, content: bytes, mode: int) -> None:
    """Write ``content`` to ``final`` whole, as :func:`replace` does; nobody else may read it before it has its mode."""
    make_directory(final.parent)
    temporary = _part_path(final)
    temporary.unlink(missing_ok=True)
    with Part(temporary, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as part:
        part.write(content)
        os.fchmod(part.fileno(), mode)
        replace(part, final)


def replace_unsynced(final: Path, content: bytes) -> None:
    """Write ``content`` to ``final``: readers see the old file or the new one, but a power cut may lose both.

    It is for derived files that every run writes again.
    """
    if isinstance(final, StorePath):
        put_object(content, final)
        return
    make_directory(final.parent)
    temporary = _part_path(final)
    temporary.write_bytes(content)
    temporary.replace(final)


def write_note(path: Path, text: str) -> None:
    """Write a text for people, such as who holds a lock; a crash may leave half of it."""
    path.write_bytes(text.encode())


def create_open_file(final: Path) -> Part:
    """Create the file ``<final>.open``, which may grow during a whole run, and sync its directories.

    Its bytes are worth keeping after a crash, so its name survives a power cut from the beginning. What will be an
    object in a store is a local file until then.
    """
    final = local_file(final)
    make_directory(final.parent)
    file = Part(final.with_name(final.name + OPEN_SUFFIX), "xb")
    for place in (final.parent, final.parent.parent, final.parent.parent.parent):
        sync_directory(place)
    return file


def recover_open_file(path: Path, final: Path, end: int) -> Path | None:
    """Publish the first ``end`` bytes of an open file and return ``final``; if ``end`` is 0, remove the file."""
    if not end:
        path.unlink()
        sync_directory(path.parent)
        return None
    with path.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())
    publish_synced(path, final)
    return final


def append_line(path: Path, line: bytes) -> None:
    """Append a line and sync it; end a torn line of a killed process first. The file need not exist.

    In an object store a line is an object, which the caller has claimed.
    """
    if isinstance(path, StorePath):
        put_line(path, line + b"\n")
        return
    make_directory(path.parent)
    new_file = not path.exists()
    with path.open("ab") as file:
        if file.tell() and not _ends_with_newline(path):
            line = b"\n" + line
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new_file:
        sync_directory(path.parent)


def end_torn_line(path: Path) -> None:
    """End the torn last line of a killed process, and sync the file; do nothing if it ends with a line end."""
    if isinstance(path, StorePath):  # no object is ever torn
        return
    if not path.stat().st_size or _ends_with_newline(path):
        return
    with path.open("ab") as file:
        file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())


def write_error(directory: Path) -> OSError | None:
    """Return why nothing can be written to a directory: try it with a file that never has a name; None if it can."""
    if isinstance(directory, StorePath):
        return unwritable(directory)
    try:
        descriptor = os.open(directory, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError as error:
        if error.errno in _WITHOUT_NAMELESS_FILES:
            writable = os.access(directory, os.W_OK | os.X_OK)
            return None if writable else OSError(errno.EACCES, os.strerror(errno.EACCES), str(directory))
        return error
    try:
        os.write(descriptor, bytes(_TRIED))
        os.fsync(descriptor)
    except OSError as error:
        return error
    finally:
        os.close(descriptor)
    return None


def move_into_place(temporary: Path, final: Path) -> None:
    """Give a whole export, a file or a directory, its own name; replace what has the name."""
    if temporary.is_dir():
        # A directory cannot replace one that holds files, so the old one gets out of the way first.
        old = temporary.with_suffix(OLD_SUFFIX)
        if final.exists():
            final.rename(old)
        temporary.rename(final)
        remove(old)
    else:
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(final)
    sync_directory(final.parent)


def remove(path: Path) -> None:
    """Remove a file or a directory, if it exists and can be removed."""
    with suppress(OSError):
        if isinstance(path, StorePath):
            delete_objects([path])
            return
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def remove_synced(paths: Iterable[Path]) -> None:
    """Remove files, which need not exist, so that a power cut brings none back. Raises ``OSError``."""
    directories, paths = set(), list(paths)
    delete_objects(path for path in paths if isinstance(path, StorePath))
    for path in (path for path in paths if not isinstance(path, StorePath)):
        path.unlink(missing_ok=True)
        directories.add(path.parent)
    for directory in directories:
        if directory.is_dir():
            sync_directory(directory)


def write_synced(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines to a new file in a directory that has no final name yet, and sync it."""
    make_directory(path.parent)
    with path.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def publish_directory(directory: Path, final: Path) -> None:
    """Give a directory of synced files the name ``final``, which no directory with entries may have."""
    sync_directory(directory)
    directory.rename(final)
    sync_directory(final.parent)


def make_directory(directory: Path) -> None:
    """Make a directory and its parents, and sync where each new one has its name, so that all survive a power cut."""
    if isinstance(directory, StorePath):
        return
    missing = [one for one in (directory, *directory.parents) if not one.is_dir()]
    if not missing:
        return
    directory.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_directory(made.parent)


def sync_directory(directory: Path) -> None:
    """Sync ``directory``, so that new names in it survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def local_file(path: Path) -> Path:
    """Return the local file of a path: itself, or where a path in an object store has its local file."""
    return path.local if isinstance(path, StorePath) else path


def _part_path(final: Path) -> Path:
    return local_file(final).with_name(f".{final.name}{PART_SUFFIX}")


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
