"""Claim a place in a site's chain, so that of all machines one alone extends the site.

A run creates the object of the next place, which exactly one can, renews it while it goes on, and replaces it at its
end by its record. Why two machines never both extend a site:

* The place. Creating it is conditional on its absence, each later write to it on the etag that this run has written
  itself. So from the moment at which another run has closed the claim, this one records nothing.
* The segments. Another run takes the name of the next segment before it claims a place of its own. Names have no gap:
  :meth:`SiteClaim.put_segment` refuses one whose predecessor is not there. So this run publishes nothing later.
* What is replaced, such as manifests and tables of packs (``writing.put_object``): first the object's etag is asked
  for, then whether the site is still ours, then it is replaced on the condition of that etag. What another run wrote
  after the question changes the etag; what it wrote before makes the question fail.
* Captures and refused pages have names of their run. Those of a run that was cut off are named by no segment and no
  record; ``verify`` lists them.
* What was not answered. A segment of which it is not known whether it was put may still arrive, so its name is taken
  before this run records anything or gives the site back.
"""

from __future__ import annotations

import datetime as dt
import errno
import logging
import secrets
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet, WeakValueDictionary, finalize

from bulletin_spider.archive.object_store.chain.run_objects import CLAIM, RunObjects, keep_own, place_name
from bulletin_spider.archive.object_store.chain.takeover import (
    BEATS,
    ClaimedElsewhere,
    Holder,
    claim_text,
    close_last,
    end_segments,
    lease,
    locked_with,
    read_claim,
    segment_name,
)
from bulletin_spider.archive.object_store.requests.client import ChangedObject, StoreFault
from bulletin_spider.archive.object_store.requests.store_faults import LostSite

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.archive.object_store.paths import StorePath

logger = logging.getLogger(__name__)

_ATTEMPTS = 10
"""Times that a place is tried, while others change the chain."""
_LIST_HOLDS = 600.0
"""Seconds after which a list may be older than the removal of what it shows: ``pack`` waits an hour with it."""
_LOOKS = 5
"""Times that the thread looks whether a claim is due, in the seconds between two renewals."""


class SiteClaim:
    """What one process may extend of one site, until it releases the site or another machine takes over."""

    _held: WeakValueDictionary[str, SiteClaim] = WeakValueDictionary()
    """Site → its claim, as long as somebody holds it: the claim of a run that failed without releasing it ends too."""

    def __init__(self, runs: StorePath, number: int, holder: Holder, predecessor: str) -> None:
        self.runs, self.number, self.holder = runs, number, holder
        self.predecessor = predecessor
        """The latest run that a claim before this one names; it may have published segments, and has no record."""
        self.lost: LostSite | None = None
        """Who has taken the site over: then this run publishes and records nothing more."""
        self.ended = False
        """Whether the place holds the line of this run, or was given back."""
        self._etag = ""
        self._beats = 0
        self._segments = 0
        self._unsure = False
        """Whether a segment was put without an answer, so that it may be there or still arrive."""
        self._unanswered: list[bytes] = []
        """What was put at the place without an answer."""
        self._renewed = time.monotonic()
        self._guard = threading.Lock()

    @classmethod
    def take(cls, runs: StorePath, run: str) -> SiteClaim:
        """Claim the next place for a run; ``runs`` is the site's directory of run records.

        The caller holds the site's lock on this machine, so an earlier claim of this machine is of a process that died.
        Raises ``ClaimedElsewhere``, ``OSError``.
        """
        holder = Holder(run, locked_with(), socket.gethostname(), secrets.token_hex(8), lease())
        for tried in range(_ATTEMPTS):
            begun = time.monotonic(), time.time()
            # What has changed since a list of a moment ago makes a condition fail: then it is listed again.
            objects = RunObjects(runs.store, runs.key) if tried else RunObjects.of(runs.store, runs.key)
            if not close_last(runs, objects, holder):
                continue
            claims = filter(None, map(read_claim, objects.contents.values()))
            predecessor = max((claim.holder.run for claim in claims), default="")
            claim = cls(runs, objects.last + 1, holder, predecessor)
            try:
                claim._etag = runs.store.create(claim._key, claim._text())
            except FileExistsError:
                with suppress(FileNotFoundError):
                    other = read_claim(runs.store.get(claim._key))
                    if other and not other.is_closed:
                        raise ClaimedElsewhere(other.holder) from None
                continue
            if max(time.monotonic() - begun[0], time.time() - begun[1]) > _LIST_HOLDS and claim._is_folded():
                runs.store.update(claim._key, claim._text(released=True), claim._etag)
                continue
            objects.hold()
            RunObjects.note(runs.store, runs.key, claim.number, claim._etag, claim._text())
            finalize(claim, RunObjects.let_go, runs.store, runs.key)
            cls._held[str(runs)] = claim
            _Renewal.watch(claim)
            return claim
        raise StoreFault(
            errno.EBUSY, "other machines change the site's chain all the time", runs.key, "try again"
        )

    @classmethod
    def of(cls, runs: StorePath) -> SiteClaim | None:
        """Return the claim that this process holds of a site."""
        return cls._held.get(str(runs))

    def write_line(self, line: bytes) -> None:
        """Put a whole line of the run records at the claimed place, or at the next one if that holds one already.

        Raises ``LostSite`` if another run has taken the site over.
        """
        with self._guard:
            self.check()
            self._settle()
            try:
                if self.ended:
                    self._create_next(line)
                else:
                    self._replace(line)
                    self.ended = True
            except BaseException:
                RunObjects.forget(self.runs.store, self.runs.key)
                raise
            RunObjects.note(self.runs.store, self.runs.key, self.number, self._etag, line)

    def name_run(self, run: str) -> None:
        """Note that the run has another name than the claim was taken with, as files have a later one."""
        with self._guard:
            self.check()
            self.holder = self.holder._replace(run=run)
            self._replace(self._text())

    def check(self) -> None:
        """Raise ``LostSite`` if it is known that another run has taken the site over."""
        if self.lost:
            raise self.lost

    @property
    def is_overdue(self) -> bool:
        """Whether another run may have taken the site over: for the time of a lease nothing has renewed the claim.

        So it is when a process goes on that was suspended.
        """
        return not (self.ended or self.lost) and time.monotonic() - self._renewed > self.holder.lease

    def confirm(self) -> None:
        """Ask the store whether the site is still ours. Raises ``LostSite`` if it is not.

        Once this run has recorded, the site is ours until another run claims the next place.
        """
        with self._guard:
            self.check()
            if not self.ended:
                self._renew()
            elif self.runs.store.head(key := self._key_of(self.number + 1)):
                raise self._taken(key)

    def put_segment(self, name: str, put: Callable[[], object]) -> None:
        """Call ``put``, which puts the run's next segment. Raises ``StoreFault`` if it is not the next one.

        After a failure the run publishes no further segment, as their names would have a gap.
        """
        self.check()
        if self.ended or name != segment_name(self.holder.run, self._segments + 1):
            said = "a segment before this one was not published" if not self.ended else "its run has ended"
            raise StoreFault(errno.EIO, said, name, "the next run finds its bulletins again")
        self._unsure = True
        try:
            put()
        except FileExistsError:
            self._unsure = False
            self.confirm()
            raise
        self._unsure = False
        self._segments += 1

    def release(self) -> None:
        """Give the place back if it holds no line."""
        with self._guard:
            self._held.pop(str(self.runs), None)
            if not (self.ended or self.lost):
                self.ended = True
                try:
                    self._settle()
                    self._replace(self._text(released=True))
                except OSError as error:
                    text = "%s is not given back (%s): the next run takes it over"
                    logger.warning(text, self._key, error.strerror)
                RunObjects.forget(self.runs.store, self.runs.key)
            RunObjects.let_go(self.runs.store, self.runs.key)

    def beat(self) -> None:
        """Renew the claim if that is due, and notice if another run has taken the site over."""
        if time.monotonic() - self._renewed < self.holder.lease / BEATS:
            return
        if not self._guard.acquire(blocking=False):  # what is being written renews the claim
            return
        try:
            if not (self.ended or self.lost):
                self._renew()
        except OSError as error:
            if not self.lost:  # the run says that itself
                logger.warning("%s is not renewed: %s", self._key, error.strerror)
        finally:
            self._guard.release()

    @property
    def _key(self) -> str:
        return self._key_of(self.number)

    def _key_of(self, number: int) -> str:
        return f"{self.runs.key}/{place_name(number)}"

    def _is_folded(self) -> bool:
        """Whether the place was free because ``pack`` has folded the line that it held."""
        return RunObjects(self.runs.store, self.runs.key).last != self.number

    def _settle(self) -> None:
        if self._unsure:
            end_segments(self.runs, self.holder.run)
            self._unsure = False

    def _renew(self) -> None:
        self._beats += 1
        self._replace(self._text())

    def _create_next(self, line: bytes) -> None:
        key = self._key_of(self.number + 1)
        try:
            etag = self.runs.store.create(key, line)
        except FileExistsError:
            raise self._taken(key) from None
        self.number, self._etag = self.number + 1, etag
        keep_own(self.runs.store, key, etag, line)

    def _replace(self, content: bytes) -> None:
        self._unanswered.append(content)
        try:
            etag = self.runs.store.update(self._key, content, self._etag)
        except (ChangedObject, FileNotFoundError):
            there, etag = self._there()
            if there not in self._unanswered:
                raise self._taken(self._key) from None
            if not there.startswith(CLAIM):  # the line, whose answer was lost
                content, self.ended = there, True
            elif there != content:
                self._etag, self._unanswered = etag, []
                self._replace(content)
                return
        self._etag, self._unanswered, self._renewed = etag, [], time.monotonic()
        keep_own(self.runs.store, self._key, etag, content)

    def _there(self) -> tuple[bytes, str]:
        try:
            return self.runs.store.get_tagged(self._key)
        except FileNotFoundError:
            return b"", ""

    def _taken(self, key: str) -> LostSite:
        """Note that another run has the site, whose place has ``key``, and return the fault that says which."""
        who, since = "another run", ""
        RunObjects.forget(self.runs.store, self.runs.key)
        with suppress(OSError):  # who it is, is not worth another fault
            head, claim = self.runs.store.head(key), read_claim(self.runs.store.get(key))
            if claim:
                who = (claim.holder if key != self._key else claim.successor or claim.holder).name
            if head:
                since = f" at {dt.datetime.fromtimestamp(int(head.modified), dt.UTC).isoformat()}"
        why = "" if self.ended else f", as this one had not answered for {self.holder.lease:g} s"
        text = f"{who} took the site {self.runs.name} over{since}{why}"
        self.lost = LostSite(
            errno.EBUSY, text, key, "the next run finds again what this one has not published"
        )
        return self.lost

    def _text(self, **more: object) -> bytes:
        return claim_text(self.holder, self._beats, **more)


def last_ended(runs: StorePath) -> str:
    """Return the last place of a site's chain whose run has ended, without an open claim of this process."""
    claim, last = SiteClaim.of(runs), RunObjects.of(runs.store, runs.key).last
    return place_name(last - (claim is not None and not claim.ended and claim.number == last))


class _Renewal(threading.Thread):
    """Renews the claims of the process, in a thread that ends with the process."""

    _one: _Renewal | None = None
    _start = threading.Lock()

    def __init__(self) -> None:
        super().__init__(name="claims", daemon=True)
        self.claims: WeakSet[SiteClaim] = WeakSet()

    @classmethod
    def watch(cls, claim: SiteClaim) -> None:
        """Renew a claim until it has ended."""
        with cls._start:
            if cls._one is None or not cls._one.is_alive():  # a fork has no thread of its parent
                cls._one = cls()
                cls._one.claims.add(claim)
                cls._one.start()
            else:
                cls._one.claims.add(claim)

    def run(self) -> None:
        """Look every few seconds which claims are due."""
        while True:
            time.sleep(min(map(_lease, self._alive()), default=lease()) / BEATS / _LOOKS)
            self._beat()

    def _beat(self) -> None:
        for claim in self._alive():
            claim.beat()

    def _alive(self) -> list[SiteClaim]:
        with self._start:
            return [claim for claim in self.claims if not (claim.ended or claim.lost)]


def _lease(claim: SiteClaim) -> float:
    return claim.holder.lease
