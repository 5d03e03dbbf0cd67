"""Note each page before it is read, so that the next run knows a page that ended the process, and sets it aside."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Self

from bulletin_spider.archive.atomic_files import open_part, remove, replace
from bulletin_spider.exceptions import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEATHS = 2
"""Runs that may die while they read a page before it is set aside. One may have been killed by chance."""
_MOST = 1000
"""Deaths that are remembered; a site that kills more runs than this within one release needs a person."""
_READING, _DONE = b"R", b"-"
"""First byte of the last line: the page is being read, or was read. What follows behind that line has no meaning."""
_LONGEST_ADDRESS = 2000
_DIGITS = 32
"""Hexadecimal digits of a page's SHA-256: enough to tell the pages of one site apart."""


class Death(NamedTuple):
    """A run that ended while it read a page. The rules that read it are part of it: others may be able to read it."""

    page: str
    rules: str
    run: str
    url: str


@dataclass(slots=True)
class ReadingJournal:
    """The file ``runs/.<site>.reading``: a line for each death, then the page that is being read.

    The caller holds the site's lock. The notes are unbuffered writes: they survive the process, not a power cut.
    """

    path: Path
    run: str
    rules: str = ""
    set_aside: dict[str, list[str]] = field(default_factory=dict)
    """Address → the runs that died while they read its page: what this run has set aside."""
    _deaths: list[Death] = field(default_factory=list)
    _pages: dict[str, str] = field(default_factory=dict)
    _file: int | None = None
    _end: int = 0

    @classmethod
    def open(cls, path: Path, run: str) -> Self:
        """Return the journal with the deaths of earlier runs."""
        return cls(path, run, _deaths=read_deaths(path))

    def begin(self, rules: str) -> None:
        """Begin to note pages. ``rules`` names what reads them; deaths under other rules are forgotten."""
        self.rules = rules
        self._deaths = [death for death in self._deaths if death.rules == rules][-_MOST:]
        with suppress(OSError):  # a disk that takes no note must not stop the run: its segments will say so
            self._write_deaths()
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            self._end = os.lseek(self._file, 0, os.SEEK_END)

    @contextmanager
    def reading(self, body: bytes, url: str, identity: str = "") -> Iterator[None]:
        """Note that a page is read. Raises ``SetAside`` if two runs have died while they read it.

        ``identity`` names the bulletin, for :meth:`reading_on`.
        """
        page = hashlib.sha256(body).hexdigest()[:_DIGITS]
        runs = [death.run for death in self._deaths if death.page == page]
        if len(runs) >= DEATHS:
            self.set_aside[url] = runs
            raise SetAside(f"{len(runs)} runs ended while they read it: {url}")
        if identity:
            self._pages[identity] = page
        try:
            with self._noted(page, url):
                yield
        finally:
            if runs:  # it was not the page's fault
                self._deaths = [death for death in self._deaths if death.page != page]

    @contextmanager
    def reading_on(self, identity: str, url: str, *, last: bool = False) -> Iterator[None]:
        """Note that a later step works on what was read from a bulletin's page; ``last`` for the last step."""
        page = self._pages.pop(identity, None) if last else self._pages.get(identity)
        if page is None:
            yield
        else:
            with self._noted(page, url):
                yield

    @contextmanager
    def _noted(self, page: str, url: str) -> Iterator[None]:
        death = Death(page, self.rules, self.run, url[:_LONGEST_ADDRESS])
        self._write(_READING + json.dumps(death._asdict()).encode() + b"\n")
        try:
            yield
        finally:
            self._write(_DONE)

    def close(self) -> None:
        """Remove the file, unless it remembers deaths."""
        if self._file is None:
            return
        os.close(self._file)
        self._file = None
        with suppress(OSError):
            self._write_deaths()

    def _write(self, data: bytes) -> None:
        if self._file is not None:
            with suppress(OSError):
                os.pwrite(self._file, data, self._end)

    def _write_deaths(self) -> None:
        if not self._deaths:
            remove(self.path)
            return
        with open_part(self.path) as part:
            for death in self._deaths:
                part.write(json.dumps(death._asdict()).encode() + b"\n")
            replace(part, self.path)


def read_deaths(path: Path) -> list[Death]:
    """Return the deaths in a journal, with the last run's if it ended while it read a page. Skip damaged lines."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    deaths = []
    for line in lines:
        if line.startswith(_DONE):
            break
        with suppress(ValueError, TypeError):
            deaths.append(Death(**json.loads(line.removeprefix(_READING))))
        if line.startswith(_READING):
            break
    return deaths


def is_reading(path: Path) -> bool:
    """Return whether the last line of a journal says that a page is being read, or that its run died of it."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return False
    return next((line.startswith(_READING) for line in lines if line[:1] in {_READING, _DONE}), False)
