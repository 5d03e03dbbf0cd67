"""Present the run records of a site as files of months: one object a run, and the folded ones of a month in another.

``runs/<site>/<n>`` is the place of a run in the chain: first a claim, at the end the line of the run's record. ``pack``
folds the lines of a month up to number ``n`` into ``runs/<site>/<month>.<n>.jsonl``, and deletes the objects that it
replaces. So the list of a site's objects alone says which of them count.
"""

from __future__ import annotations

import errno
import hashlib
import io
import math
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bulletin_spider.archive.object_store.kept_lists import KeptLists
from bulletin_spider.archive.object_store.local_files import keep, local_path
from bulletin_spider.archive.object_store.object_files import Piece, PiecedFile
from bulletin_spider.archive.object_store.requests.client import ObjectStore, StoredObject, StoreFault

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

_PLACE = re.compile(r"\d{8}")
_FOLD = re.compile(r"(\d{4}-\d{2})\.(\d{8})\.jsonl")
_MONTH_NAME = re.compile(r"(\d{4}-\d{2})\.jsonl")
_UNFINISHED_COPY = ".copy"
"""The name of the object that is there as long as a copy of the site is not finished."""
CLAIM = b'{"claim"'
"""The beginning of an object that holds no line: a run that goes on, was cut off, or gave its place back."""
_COPIES = "[0-9]" * 8 + ".*"
"""The names of this machine's copies of objects at places."""
_FRESH = 2.0
"""Seconds for which a list is used again by a process that only reads."""
AT_ONCE = 16
"""Objects that are asked for at the same time."""


def place_name(number: int) -> str:
    """Return the name of the object at a place of the chain; names sort as numbers do."""
    return f"{number:08d}"


def fold_name(month: str, number: int) -> str:
    """Return the name of the object with a month's lines up to a place."""
    return f"{month}.{number:08d}.jsonl"


def is_object_of_runs(name: str) -> bool:
    """Whether an object below ``runs/<site>/`` may have this name."""
    return bool(_PLACE.fullmatch(name) or _FOLD.fullmatch(name)) or name == _UNFINISHED_COPY


class Fold(NamedTuple):
    """The lines of a month up to the place ``number``, in one object."""

    month: str
    number: int
    stored: StoredObject


class Line(NamedTuple):
    """The line of a run, alone in the object at a place; ``month`` is that in whose file it belongs."""

    number: int
    month: str
    content: bytes
    stored: StoredObject


class RunObjects:
    """The objects of one site's run records, as one list of the store has shown them."""

    _known: dict[tuple[str, str], tuple[float, RunObjects]] = {}
    """Bucket and prefix → until when the list is used, on the clock of the process, and the list."""
    _listed: dict[tuple[str, str], list[StoredObject]] | None = None
    """Bucket and prefix → objects, while :meth:`listed_together` holds; no list of a site is asked for."""

    def __init__(self, store: ObjectStore, prefix: str, listed: Iterable[StoredObject] | None = None) -> None:
        """List the objects below ``prefix``, the key of ``runs/<site>``, unless they are ``listed`` already."""
        self.store, self.prefix, self.is_unfinished = store, prefix, False
        folds, places, self.replaced = list[Fold](), dict[int, StoredObject](), list[StoredObject]()
        for one in store.objects(prefix) if listed is None else listed:
            name = one.key.removeprefix(f"{prefix}/")
            if match := _FOLD.fullmatch(name):
                folds.append(Fold(match[1], int(match[2]), one))
            elif _PLACE.fullmatch(name):
                places[int(name)] = one
            self.is_unfinished |= name == _UNFINISHED_COPY
        newest: dict[str, Fold] = {}
        self.all_folds = sorted(folds, key=lambda fold: fold.number)
        """The folded lines of all months, and what newer folds have replaced."""
        for fold in self.all_folds:
            if fold.month in newest:
                self.replaced.append(newest[fold.month].stored)
            newest[fold.month] = fold
        self.folds = dict(sorted(newest.items()))
        """Month → its folded lines."""
        self.folded = max((fold.number for fold in folds), default=0)
        """The last place whose line is folded."""
        self.places = dict(sorted(places.items()))
        """Place → its object, whether it is folded or not."""

    @classmethod
    def of(cls, store: ObjectStore, prefix: str) -> RunObjects:
        """Return the objects as they were listed a moment ago, or list them."""
        key, now = (store.bucket, prefix), time.monotonic()
        known = cls._known.get(key)
        if known is None or now > known[0]:
            if len(cls._known) > AT_ONCE * AT_ONCE:
                cls._known.clear()
            listed = None if cls._listed is None else cls._listed.get(key, [])
            known = cls._known[key] = now + _FRESH, cls(store, prefix, listed)
        return known[1]

    @classmethod
    @contextmanager
    def listed_together(cls, store: ObjectStore, runs: str) -> Iterator[None]:
        """List the objects of all sites at once; ``runs`` is the key of the directory of run records.

        A request returns a thousand objects, so thousands of sites cost a few dozen. The block only reads.
        """
        by_site: dict[tuple[str, str], list[StoredObject]] = {}
        for one in store.objects(runs):
            directory = one.key.rpartition("/")[0]
            if directory != runs:
                by_site.setdefault((store.bucket, directory), []).append(one)
        cls._known.clear()
        cls._listed = by_site
        try:
            yield
        finally:
            cls._listed = None

    def hold(self) -> None:
        """Use this list until :meth:`let_go` or :meth:`forget`: while this process has the claim, nobody changes it."""
        self._known[self.store.bucket, self.prefix] = math.inf, self

    @classmethod
    def let_go(cls, store: ObjectStore, prefix: str) -> None:
        """Use the list for a moment only: the site is given back."""
        if known := cls._known.get((store.bucket, prefix)):
            cls._known[store.bucket, prefix] = time.monotonic() + _FRESH, known[1]

    @classmethod
    def note(cls, store: ObjectStore, prefix: str, number: int, etag: str, content: bytes) -> None:
        """Add to the list what this process has put at a place, so that it need not ask for it."""
        if known := cls._known.get((store.bucket, prefix)):
            objects, key = known[1], f"{prefix}/{place_name(number)}"
            objects.contents[number] = content
            objects.places[number] = StoredObject(key, len(content), time.time(), etag)
            objects.__dict__.pop("lines", None)

    @classmethod
    def forget(cls, store: ObjectStore, prefix: str) -> None:
        """List the objects again when they are asked for next."""
        cls._known.pop((store.bucket, prefix), None)

    def equals(self, other: RunObjects) -> bool:
        """Return whether the store has listed the same objects both times."""
        return (self.folds, self.places) == (other.folds, other.places)

    @property
    def last(self) -> int:
        """The last place that is taken; 0 if none is."""
        return max((*self.places, self.folded), default=0)

    @cached_property
    def contents(self) -> dict[int, bytes]:
        """Place → what its object holds, for the places that are not folded."""
        unfolded = {number: one for number, one in self.places.items() if number > self.folded}
        found = {number: _kept_content(self.store, one) for number, one in unfolded.items()}
        if missing := [number for number, content in found.items() if content is None]:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                read = partial(object_content, self.store)
                got = pool.map(read, (unfolded[number] for number in missing))
                found |= dict(zip(missing, got, strict=True))
        contents = {number: content for number, content in found.items() if content is not None}
        if len(contents) < len(found):
            self.forget(self.store, self.prefix)
            raise StoreFault(
                errno.EBUSY, "objects were removed while they were read", self.prefix, "try again"
            )
        if self.folded:
            _prune_copies(self.store, self.prefix, self.places)
        return contents

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that are not folded, in the order of the chain."""
        found, month = list[Line](), max(self.folds, default="")
        for number, content in self.contents.items():
            if not content.startswith(CLAIM):
                month = max(month, _month_of(content))
                found.append(Line(number, month, content, self.places[number]))
        return found

    def months(self) -> list[str]:
        """Return the names of the files of months, the oldest first."""
        return sorted(f"{month}.jsonl" for month in {*self.folds, *(line.month for line in self.lines)})

    def month(self, name: str) -> MonthFile | None:
        """Return the file of a month; None if no file of a month can have this name."""
        if not (match := _MONTH_NAME.fullmatch(name)):
            return None
        fold, lines = self.folds.get(match[1]), [line for line in self.lines if line.month == match[1]]
        return MonthFile(self.store, f"{self.prefix}/{name}", fold, lines)


class MonthFile(NamedTuple):
    """The run records of a month: the folded ones, then those in objects of their own."""

    store: ObjectStore
    key: str
    fold: Fold | None
    lines: list[Line]

    def stored(self) -> StoredObject | None:
        """Return size and time of change; None if the month has no line."""
        parts = [*([self.fold.stored] if self.fold else []), *(line.stored for line in self.lines)]
        if not parts:
            return None
        etag = hashlib.sha256("".join(part.etag for part in parts).encode()).hexdigest()
        return StoredObject(self.key, sum(part.size for part in parts), parts[-1].modified, etag)

    def open(self) -> io.BufferedReader:
        """Return the lines as one file. Raises ``FileNotFoundError``."""
        if self.stored() is None:
            raise FileNotFoundError(2, "No such file or directory", f"s3://{self.store.bucket}/{self.key}")
        pieces = [self._folded()] if self.fold else []
        tail = b"".join(line.content for line in self.lines)
        pieces.append(Piece(len(tail), lambda start, end: tail[start:end]))
        return io.BufferedReader(PiecedFile(pieces))

    def _folded(self) -> Piece:
        assert self.fold
        store, stored = self.store, self.fold.stored
        if (content := KeptLists.content(store, stored)) is not None:
            return Piece(len(content), lambda start, end: content[start:end])
        return Piece(stored.size, lambda start, end: store.get_range(stored.key, start, end))


def names_run(line: bytes) -> bool:
    """Whether a line is one of run records, by the name of its run."""
    return bool(_month_of(line))


def _month_of(line: bytes) -> str:
    """Return the month of a line, such as ``2026-11``, by the name of its run; empty if the line is damaged."""
    try:
        run = msgspec.json.decode(line, type=_Named).run
    except msgspec.DecodeError:
        return ""
    return f"{run[:4]}-{run[4:6]}"


class _Named(msgspec.Struct):
    run: str


def _kept_content(store: ObjectStore, stored: StoredObject) -> bytes | None:
    """Return the bytes of an object at a place if this machine has them."""
    with suppress(OSError):
        return _kept(store, stored).read_bytes()
    return None


def object_content(store: ObjectStore, stored: StoredObject) -> bytes | None:
    """Return the bytes of an object at a place; None if it was removed since. A machine asks for them once."""
    if (kept := _kept_content(store, stored)) is not None:
        return kept
    try:
        content = store.get(stored.key)
    except FileNotFoundError:
        return None
    keep(_kept(store, stored), content)
    return content


def _kept(store: ObjectStore, stored: StoredObject) -> Path:
    path = local_path(store.bucket, stored.key)
    return path.with_name(f"{path.name}.{hashlib.sha256(stored.etag.encode()).hexdigest()[:16]}")


def forget_copies(store: ObjectStore, prefix: str) -> None:
    """Remove this machine's copies of a site's objects, so that the store is asked for each byte."""
    RunObjects.forget(store, prefix)
    for copy in local_path(store.bucket, prefix).glob(_COPIES):
        with suppress(OSError):
            copy.unlink()


def _prune_copies(store: ObjectStore, prefix: str, places: Container[int]) -> None:
    """Remove this machine's copies of objects that are gone, as their lines are folded."""
    for copy in local_path(store.bucket, prefix).glob(_COPIES):
        if int(copy.name[:8]) not in places:
            with suppress(OSError):
                copy.unlink()


def keep_own(store: ObjectStore, key: str, etag: str, content: bytes) -> None:
    """Keep the bytes of an object that this machine has written."""
    keep(_kept(store, StoredObject(key, len(content), 0.0, etag)), content)
