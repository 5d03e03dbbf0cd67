"""Name objects as files are named: a path whose reading methods ask the store.

What only reads the archive works on either. What writes goes through ``archive/atomic_files``; a call that would take
the path for one of a local file raises ``TypeError``.
"""

from __future__ import annotations

import fnmatch
import hashlib
import io
import os
import stat
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path, PosixPath
from typing import IO, TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from bulletin_spider.archive.object_store.chain.run_objects import MonthFile, RunObjects
from bulletin_spider.archive.object_store.kept_lists import KeptLists
from bulletin_spider.archive.object_store.local_files import local_path
from bulletin_spider.archive.object_store.object_files import open_object
from bulletin_spider.archive.object_store.requests.addresses import SCHEME, is_store_address, parse_address
from bulletin_spider.archive.object_store.requests.client import ObjectStore, StoredObject

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

_FIRST = SCHEME.rstrip("/")
_FILES = {".json", ".jsonl", ".gz", ".head", ".tiered"}
"""Endings of objects: no directory of the archive has such a name, so that none need be looked for."""
_AT_ONCE = 16
"""Requests at the same time."""
_AHEAD = 8
"""Files that are asked for before they are read, so that the wait for one answer is spent on the next ones."""
_Answer = TypeVar("_Answer")
_KEY_FROM = 2
"""The first part of a path is ``s3:``, the second the bucket; the key begins behind them."""


def archive_path(text: str) -> Path:
    """Return the root of an archive: a directory, or a prefix in an object store. Raises ``UsageFault``."""
    if not is_store_address(text):
        return Path(text)
    bucket, prefix = parse_address(text)
    return StorePath(_FIRST, bucket, *filter(None, prefix.split("/")))


def in_store(path: Path) -> bool:
    """Return whether a path names an object, or what has objects below it."""
    return isinstance(path, StorePath)


def unchanging(path: Path) -> Path:
    """Return the path of a file that is never replaced, such as a segment or a WARC file.

    What was read of one in a store is used again for some seconds.
    """
    return path.as_unchanging() if isinstance(path, StorePath) else path


def listed_together(runs: Path) -> AbstractContextManager[None]:
    """Read the run records of many sites, which a store then lists at once; ``runs`` is their directory.

    The block only reads, and what others record meanwhile is not seen.
    """
    return RunObjects.listed_together(runs.store, runs.key) if isinstance(runs, StorePath) else nullcontext()


def for_each(
    root: Path, ask: Callable[[str], _Answer], sites: Iterable[str]
) -> Generator[_Answer, None, None]:
    """Yield the answer for each site of an archive; a store is asked for several at the same time.

    Once the generator is closed, no further request begins, and those on their way have ended.
    """
    if not isinstance(root, StorePath):
        yield from map(ask, sites)
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(ask, sites)


def check_answers(root: Path, *, begin: bool = False) -> None:
    """Raise ``StoreFault`` if the store of an archive has left a request without an answer since the ``begin``.

    What then looks like a missing or damaged object is not known to be one. A disk always answers.
    """
    if isinstance(root, StorePath):
        if begin:
            root.store.unanswered = None
        if root.store.unanswered:
            raise root.store.unanswered


def read_ahead(found: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths of files that are never replaced; while one is read, a store is asked for the next ones."""
    waiting: deque[tuple[Path, Future[None]]] = deque()
    with ThreadPoolExecutor(_AHEAD) as pool:
        for path in found:
            if not isinstance(path, StorePath):
                yield path
                continue
            waiting.append((path.as_unchanging(), pool.submit(_ask_for, path)))
            if len(waiting) > _AHEAD:
                yield _next_asked(waiting)
        while waiting:
            yield _next_asked(waiting)


def _ask_for(path: StorePath) -> None:
    with suppress(OSError):  # whoever reads it meets that, too
        path.as_unchanging().open("rb").close()


def _next_asked(waiting: deque[tuple[Path, Future[None]]]) -> Path:
    path, asked = waiting.popleft()
    asked.result()
    return path


@lru_cache(maxsize=8)
def store_of(bucket: str) -> ObjectStore:
    """Return the client of a bucket; one for the whole process, which keeps its connections."""
    return ObjectStore(bucket)


class StorePath(PosixPath):
    """A path in an archive in an object store.

    A directory is there as soon as an object is below it. An object of no bytes is not there: it ends the segments of a
    run that was cut off. The run records of a month are a file, as they are on a disk, however many objects hold them.
    A path that a list has shown answers by that list.
    """

    _is_unchanging = False
    _is_directory: bool | None = None
    _listed: StoredObject | None = None

    @property
    def store(self) -> ObjectStore:
        """The client of the bucket."""
        return store_of(self.parts[1])

    @property
    def key(self) -> str:
        """The object's key."""
        return "/".join(self.parts[_KEY_FROM:])

    @property
    def local(self) -> Path:
        """The local file in the place of the object."""
        return local_path(self.parts[1], self.key)

    def __str__(self) -> str:
        """Return the address."""
        text = super().__str__()
        return SCHEME + text[len(_FIRST) + 1 :] if text.startswith(f"{_FIRST}/") else text

    def __fspath__(self) -> NoReturn:
        """Raise ``TypeError``: what asks for it wants a local file."""
        raise TypeError(f"{self} is in an object store: no local file has this path")

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a process makes the path of again."""
        return type(self), self.parts

    def is_absolute(self) -> bool:
        """Return True: the address is whole."""
        return True

    def absolute(self) -> Self:
        """Return the path."""
        return self

    def resolve(self, strict: bool = False) -> Self:  # noqa: ARG002, FBT001, FBT002 - the signature of Path
        """Return the path: a store has no links."""
        return self

    def expanduser(self) -> Self:
        """Return the path."""
        return self

    def as_uri(self) -> str:
        """Return the address."""
        return str(self)

    def as_unchanging(self) -> Self:
        """Return the path as that of an object that is never replaced."""
        path = type(self)(*self.parts)
        path._is_unchanging = True  # noqa: SLF001 - of this class
        return path

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:  # noqa: ARG002 - the signature of Path
        """Return size and time of change of the object. Raises ``FileNotFoundError``."""
        if month := self._month():
            found = month.stored()
        else:
            head = self._listed or KeptLists.head(self.store, self.key)
            found = head if head and head.size else None
        if found is None:
            if self.suffix not in _FILES and self.is_dir():
                return os.stat_result((stat.S_IFDIR | 0o755, 0, 0, 1, 0, 0, 0, 0, 0, 0))
            raise FileNotFoundError(2, os.strerror(2), str(self))
        return _state(found)

    def exists(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 - the signature of Path
        """Return whether there is such an object, or one below."""
        return self.is_file() or (self.suffix not in _FILES and self.is_dir())

    def is_file(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 - the signature of Path
        """Return whether there is such an object."""
        if month := self._month():
            return month.stored() is not None
        head = self._listed or KeptLists.head(self.store, self.key)
        return head is not None and head.size > 0

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 - the signature of Path
        """Return whether an object is below the path."""
        if self._is_directory is not None:
            return self._is_directory
        if self.parts[-2:-1] == ("runs",):
            objects = RunObjects.of(self.store, self.key)
            return bool(objects.places or objects.folds)
        return next(self.store.objects(self.key), None) is not None

    def is_symlink(self) -> bool:
        """Return False: a store has no links."""
        return False

    def samefile(self, other_path: object) -> bool:
        """Return whether both name the same object."""
        return self == other_path

    def iterdir(self) -> Generator[Self, None, None]:
        """Yield what is right below the path."""
        yield from self.iterdir_after("")

    def iterdir_after(self, name: str) -> Iterator[Self]:
        """Yield what is right below the path and has a later name than ``name``, by few requests if that is little."""
        if self.parts[-2:-1] == ("runs",):
            yield from (
                self / month for month in RunObjects.of(self.store, self.key).months() if month > name
            )
            return
        if name:
            prefix = f"{self.key}/"
            for one in self.store.objects(self.key, f"{prefix}{name}"):
                below = one.key.removeprefix(prefix)
                if "/" not in below and one.size:
                    yield self / below
            return
        found = KeptLists.children(self.store, self.key)
        files = {name: one for name, one in found.objects.items() if one.size}
        for child in sorted({*files, *found.directories}):
            yield (self / child)._as_listed(files.get(child))  # noqa: SLF001 - of this class

    def _as_listed(self, listed: StoredObject | None) -> Self:
        """Note what a list has shown: an object, or that there are objects below."""
        self._is_directory, self._listed = listed is None, listed
        return self

    def glob(self, pattern: str, **_options: Any) -> Iterator[Self]:  # type: ignore[override]  # noqa: ANN401
        """Yield what a pattern of names and ``*`` fits; the parts of the pattern are matched level by level."""
        first, _, rest = str(pattern).partition("/")
        plain = not any(sign in first for sign in "*?[")
        found = (
            [self / first]
            if plain
            else [one for one in self.iterdir() if fnmatch.fnmatchcase(one.name, first.replace("[^", "[!"))]
        )
        for one in found:
            if rest:
                yield from one.glob(rest)
            elif not plain or one.exists():
                yield one

    def rglob(self, pattern: str, **_options: Any) -> Iterator[Self]:  # type: ignore[override]  # noqa: ANN401
        """Yield every object below the path whose name fits a pattern."""
        skipped = len(self.key) + 1 if self.key else 0
        for one in self.store.objects(self.key):
            if fnmatch.fnmatchcase(one.key.rpartition("/")[2], str(pattern)):
                yield (self / one.key[skipped:])._as_listed(one)  # noqa: SLF001 - of this class

    def open(  # type: ignore[override]
        self, mode: str = "r", _buffering: int = -1, encoding: str | None = None, errors: str | None = None
    ) -> IO[Any]:
        """Return the object as a file to read. Raises ``FileNotFoundError``."""
        if mode not in {"r", "rb"}:
            raise TypeError(f"{self} is in an object store: it is written whole, by archive/atomic_files")
        month = self._month()
        if not month and KeptLists.is_missing(self.store, self.key):
            raise FileNotFoundError(2, os.strerror(2), str(self))
        try:
            binary = (
                month.open() if month else open_object(self.store, self.key, unchanging=self._is_unchanging)
            )
        except FileNotFoundError:
            KeptLists.forget(self.store, self.key)
            raise
        return binary if mode == "rb" else io.TextIOWrapper(binary, encoding, errors)

    def read_bytes(self) -> bytes:
        """Return the bytes of the object. Raises ``FileNotFoundError``."""
        with self.open("rb") as file:
            content: bytes = file.read()
        return content

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        """Return the text of the object. Raises ``FileNotFoundError``."""
        with self.open("r", encoding=encoding, errors=errors) as file:
            text: str = file.read()
        return text

    def unlink(self, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature of Path
        """Delete the object. Raises ``FileNotFoundError`` unless ``missing_ok``."""
        if not missing_ok and not self.is_file():
            raise FileNotFoundError(2, os.strerror(2), str(self))
        self.store.delete([self.key])

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:  # noqa: FBT001, FBT002
        """Do nothing: a directory is there as soon as an object is below it."""

    def rmdir(self) -> None:
        """Do nothing, as :meth:`mkdir`."""

    def _refuse(self, *_arguments: object, **_options: object) -> NoReturn:
        raise TypeError(f"{self} is in an object store: it is written whole, by archive/atomic_files")

    rename = replace = write_bytes = write_text = _refuse
    hardlink_to = symlink_to = touch = chmod = _refuse

    def _month(self) -> MonthFile | None:
        """Return the run records of a month if the path names them."""
        parts = self.parts
        if len(parts) < _KEY_FROM + 3 or parts[-3] != "runs":
            return None
        return RunObjects.of(self.store, self.parent.key).month(self.name)


def _state(found: StoredObject) -> os.stat_result:
    number = int(hashlib.md5(found.etag.encode(), usedforsecurity=False).hexdigest()[:15], 16)
    seconds, nanoseconds = int(found.modified), int(found.modified * 1_000_000_000)
    times = {"st_atime_ns": nanoseconds, "st_mtime_ns": nanoseconds, "st_ctime_ns": nanoseconds}
    fields = (stat.S_IFREG | 0o644, number, 0, 1, 0, 0, found.size, seconds, seconds, seconds)
    return os.stat_result(fields, times)
