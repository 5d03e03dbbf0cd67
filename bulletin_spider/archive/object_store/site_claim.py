"""Claim a place in a site's chain, so that of all machines one alone extends the site.

A run creates the object of the next place, which exactly one can, and replaces it at its end by its record. A place
whose run was cut off is closed by the next run, which then has the chain: first it takes the name of the next segment,
so that the run that was cut off publishes nothing any more, then it replaces the claim, so that it records nothing.
"""

from __future__ import annotations

import json
import logging
import secrets
import socket
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.object_store.client import ChangedObject, StoreFault
from bulletin_spider.archive.object_store.local_files import machine
from bulletin_spider.archive.object_store.run_objects import CLAIM, RunObjects, keep_own, place_name

if TYPE_CHECKING:
    from bulletin_spider.archive.object_store.paths import StorePath

logger = logging.getLogger(__name__)

BEAT = 15.0
"""Seconds after which a claim is renewed: a visit that finds nothing ends before."""
LEASE = 45.0
"""Seconds by the store's clock after which a claim that was not renewed may be taken over: two beats may be lost."""
_ATTEMPTS = 10
"""Times that a place is tried, while others change it."""


class Holder(NamedTuple):
    """Whose claim it is."""

    run: str
    machine: str
    host: str
    token: str


class ClaimedElsewhere(Exception):
    """A run on another machine has the site: ``holder`` says which."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        super().__init__(f"{holder.run or 'a command'} on {holder.host}")


class SiteClaim:
    """What one process may extend of one site, until it releases the site or another machine takes over."""

    _held: dict[str, SiteClaim] = {}

    def __init__(self, runs: StorePath, number: int, holder: Holder) -> None:
        self.runs, self.number, self.holder = runs, number, holder
        self.superseded = False
        """Whether another run has taken the site over: this one publishes and records nothing more."""
        self.ended = False
        """Whether the place holds the line of this run, or was given back."""
        self._etag = ""
        self._beats = 0
        self._renewed = time.monotonic()
        self._guard = threading.Lock()

    @classmethod
    def take(cls, runs: StorePath, run: str) -> SiteClaim:
        """Claim the next place for a run; ``runs`` is the site's directory of run records.

        The caller holds the site's lock on this machine, so an earlier claim of this machine is of a process that died.
        Raises ``ClaimedElsewhere``, ``OSError``.
        """
        holder = Holder(run, machine(), socket.gethostname(), secrets.token_hex(8))
        for _ in range(_ATTEMPTS):
            objects = RunObjects(runs.store, runs.key)
            if not _close_last(runs, objects, holder):
                continue
            claim = cls(runs, objects.last + 1, holder)
            try:
                claim._create()
            except FileExistsError:
                other = _claim_in(runs.store.get(claim._key))
                raise ClaimedElsewhere(other or holder) from None
            cls._held[runs.key] = claim
            _Heart.watch(claim)
            return claim
        raise ClaimedElsewhere(holder)

    @classmethod
    def of(cls, runs: StorePath) -> SiteClaim | None:
        """Return the claim that this process holds of a site."""
        return cls._held.get(runs.key)

    def write_line(self, line: bytes) -> None:
        """Put a whole line of the run records at the claimed place, or at the next one if that holds one already.

        Raises ``ChangedObject`` if another run has taken the site over.
        """
        with self._guard:
            self._check()
            if self.ended:
                self.number, self.ended = self.number + 1, True
                try:
                    self.runs.store.create(self._key, line)
                except FileExistsError:
                    raise self._lost() from None
            else:
                self._replace(line)
                self.ended = True
            RunObjects.forget(self.runs.store, self.runs.key)

    def name_run(self, run: str) -> None:
        """Note that the run has another name than the claim was taken with, as files have a later one."""
        with self._guard:
            self._check()
            self.holder = self.holder._replace(run=run)
            self._replace(self._text())

    def check(self) -> None:
        """Raise ``ChangedObject`` if it is known that another run has taken the site over."""
        with self._guard:
            self._check()

    def release(self) -> None:
        """Give the place back if it holds no line."""
        with self._guard:
            self._held.pop(self.runs.key, None)
            if not (self.ended or self.superseded):
                self.ended = True
                try:
                    self._replace(self._text(released=True))
                except OSError as error:
                    logger.warning(
                        "%s cannot be given back (%s): the next run takes it over", self._key, error.strerror
                    )
            RunObjects.forget(self.runs.store, self.runs.key)

    def beat(self) -> None:
        """Renew the claim if that is due, and notice if another run has taken the site over."""
        with self._guard:
            if self.ended or self.superseded or time.monotonic() - self._renewed < BEAT:
                return
            self._beats += 1
            try:
                self._replace(self._text())
            except OSError as error:
                logger.warning("%s is not renewed: %s", self._key, error.strerror)

    @property
    def _key(self) -> str:
        return f"{self.runs.key}/{place_name(self.number)}"

    def _create(self) -> None:
        content = self._text()
        self.runs.store.create(self._key, content)
        head = self.runs.store.head(self._key)
        self._etag = head.etag if head else ""
        RunObjects.forget(self.runs.store, self.runs.key)

    def _replace(self, content: bytes) -> None:
        try:
            self._etag = self.runs.store.update(self._key, content, self._etag)
        except (ChangedObject, FileNotFoundError):
            raise self._lost() from None
        self._renewed = time.monotonic()
        keep_own(self.runs.store, self._key, self._etag, content)

    def _check(self) -> None:
        if self.superseded:
            raise self._lost()

    def _lost(self) -> ChangedObject:
        self.superseded = True
        text = "another run has taken this site over, as this one did not answer; what this one has not published"
        return ChangedObject(
            16, f"{text}, the next run finds again", self._key, "look who else crawls the site"
        )

    def _text(self, **more: object) -> bytes:
        claim = self.holder._asdict() | {"beats": self._beats}
        return json.dumps({"claim": claim} | more).encode() + b"\n"


def _claim_in(content: bytes) -> Holder | None:
    """Return whose claim an object is; None if it holds a line, or a claim that has ended."""
    if not content.startswith(CLAIM):
        return None
    found = json.loads(content)
    if found.keys() != {"claim"}:
        return None
    return Holder(*(str(found["claim"].get(name, "")) for name in Holder._fields))


def _close_last(runs: StorePath, objects: RunObjects, successor: Holder) -> bool:
    """Close the last claim if its run was cut off. Return False if it has changed meanwhile."""
    last = objects.places.get(objects.last)
    content = objects.contents.get(objects.last, b"")
    holder = _claim_in(content)
    if holder is None or last is None:
        return True
    if holder.machine != successor.machine and store_clock(runs) - last.modified < LEASE:
        raise ClaimedElsewhere(holder)
    counts = end_segments(runs, holder.run)
    closed = json.loads(content) | {"cut_off_by": successor._asdict(), "last_segment": counts}
    try:
        runs.store.update(last.key, json.dumps(closed).encode() + b"\n", last.etag)
    except (ChangedObject, FileNotFoundError):
        return False
    logger.warning("%s: the run %s on %s was cut off", runs.name, holder.run, holder.host)
    return True


def end_segments(runs: StorePath, run: str) -> str:
    """Take the name of the next segment of a run that was cut off, and return the name of its last one; empty if none.

    The object has no bytes, so no reader sees it, and what the run still wants to publish there is refused.
    """
    if not run:
        return ""
    directory = runs.parent.parent / "bulletins" / runs.name
    prefix = f"{directory.key}/"
    last, number = "", 1
    for one in runs.store.objects(directory.key, f"{prefix}{run}"):
        name = one.key.removeprefix(prefix)
        if not name.startswith(run):
            break
        if one.size:
            last, number = name, int(name[len(run) + 1 : -len(".jsonl")]) + 1
    while True:
        name = f"{run}-{number:05d}.jsonl"
        try:
            runs.store.create(prefix + name, b"")
        except FileExistsError:
            last, number = name, number + 1
        else:
            return last


def store_clock(runs: StorePath) -> float:
    """Return the time by the store's own clock, in seconds since 1970; no machine's clock decides who is alive."""
    key = f"{runs.parent.parent.key}/clocks/{machine()}".lstrip("/")
    runs.store.put(key, b"what the store's clock says is when this was written\n")
    head = runs.store.head(key)
    if head is None:
        raise StoreFault(5, "the store loses what was written", key, "see what the store's log says")
    return head.modified


def last_ended(runs: StorePath) -> str:
    """Return the last place of a site's chain whose run has ended, without an open claim of this process."""
    claim, last = SiteClaim.of(runs), RunObjects.of(runs.store, runs.key).last
    return place_name(last - (claim is not None and not claim.ended and claim.number == last))


class _Heart(threading.Thread):
    """Renews the claims of the process, in a thread that ends with the process."""

    _one: _Heart | None = None
    _start = threading.Lock()

    def __init__(self) -> None:
        super().__init__(name="claims", daemon=True)
        self.claims: list[SiteClaim] = []

    @classmethod
    def watch(cls, claim: SiteClaim) -> None:
        """Renew a claim until it has ended."""
        with cls._start:
            if cls._one is None or not cls._one.is_alive():
                cls._one = cls()
                cls._one.start()
            cls._one.claims.append(claim)

    def run(self) -> None:
        """Look every few seconds which claims are due."""
        while True:
            time.sleep(BEAT / 5)
            self.claims = [claim for claim in self.claims if not (claim.ended or claim.superseded)]
            for claim in self.claims:
                claim.beat()
