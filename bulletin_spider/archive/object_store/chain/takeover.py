"""Read the claims of a site's chain, and close the last one if its run was cut off.

A claim is closed in three steps, each of which the next run repeats if this one is killed: the claim is replaced on the
condition that it was not renewed meanwhile, which decides who has the site; an object of no bytes takes the name of the
next segment, so that the run that was cut off publishes nothing more; the claim notes the last segment that counts.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.object_store.chain.run_objects import CLAIM, RunObjects
from bulletin_spider.archive.object_store.local_files import machine
from bulletin_spider.archive.object_store.requests.client import ChangedObject, StoreFault
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from bulletin_spider.archive.object_store.paths import StorePath

logger = logging.getLogger(__name__)

LEASE_VARIABLE = "BULLETIN_LEASE"
_LEASE = 45.0
"""Seconds by the store's clock after which a claim that was not renewed may be taken over: two renewals may be lost."""
_SHORTEST_LEASE = 1.0
BEATS = 3
"""Times that a claim is renewed in the seconds of its lease."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Holder(NamedTuple):
    """Whose claim it is. ``lease`` is in seconds: the claim says itself how long its run may be silent."""

    run: str = ""
    machine: str = ""
    host: str = ""
    token: str = ""
    lease: float = _LEASE

    @property
    def name(self) -> str:
        """The run, or a command that is none, and the host, as a person reads them."""
        who = f"run {self.run}" if self.run else "command" if self.host else "run (unknown)"
        return f"{who} on {self.host or 'an unknown machine'}"


class ClaimedElsewhere(Exception):
    """A run on another machine has the site: ``holder`` says which."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        super().__init__(holder.name)


class Claim(NamedTuple):
    """What an object at a place of the chain holds that is no line."""

    holder: Holder
    successor: Holder | None
    """The run that has taken the site over; None if none has."""
    is_closed: bool
    """Whether the holder can neither record nor publish: it gave the place back, or the takeover is complete."""


def lease() -> float:
    """Return the seconds for which a claim of this process holds without a renewal. Raises ``UsageFault``."""
    text = os.environ.get(LEASE_VARIABLE) or str(_LEASE)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not _SHORTEST_LEASE <= seconds < float("inf"):
        raise UsageFault(f"{LEASE_VARIABLE}: '{text}' is no number of seconds from {_SHORTEST_LEASE:g} on")
    return seconds


def locked_with() -> str:
    """Return the name of what shares the locks of this process: a cache directory, until the machine starts again.

    The start is part of the name, so that a copy of a whole disk is another machine.
    """
    try:
        boot = _BOOT.read_text().strip()[:8]
    except OSError:  # not Linux
        boot = ""
    return f"{machine()}-{boot}"


def read_claim(content: bytes) -> Claim | None:
    """Return the claim that an object holds; None if it holds a line. A damaged claim is one of nobody known."""
    if not content.startswith(CLAIM):
        return None
    try:
        found = json.loads(content)
        successor = found.get("cut_off_by")
        is_closed = "released" in found or "last_segment" in found
        return Claim(_holder(found["claim"]), _holder(successor) if successor else None, is_closed)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Claim(Holder(), None, is_closed=False)


def has_open_claim(runs: StorePath) -> bool:
    """Whether the last place of a chain is that of a run that goes on, or was cut off and has no successor yet."""
    objects = RunObjects.of(runs.store, runs.key)
    claim = read_claim(objects.contents.get(objects.last, b""))
    return claim is not None and not claim.is_closed


def close_last(runs: StorePath, objects: RunObjects, successor: Holder) -> bool:
    """Close the last claim if its run was cut off. Return False if the chain has changed meanwhile.

    Raises ``ClaimedElsewhere`` if the run may be alive, ``OSError``.
    """
    last = objects.places.get(objects.last)
    claim = read_claim(objects.contents.get(objects.last, b""))
    if last is None or claim is None or claim.is_closed:
        return True
    holder, etag = claim.holder, last.etag
    closed: dict[str, Any] = {
        "claim": holder._asdict(),
        "cut_off_by": (claim.successor or successor)._asdict(),
    }
    try:
        if claim.successor is None:
            # The lock of the site's file is held, so a run of this machine that holds the claim has ended.
            if holder.machine != successor.machine and store_clock(runs) - last.modified < holder.lease:
                raise ClaimedElsewhere(holder)
            etag = runs.store.update(last.key, _text(closed), etag)
        closed["last_segment"] = end_segments(runs, holder.run)
        runs.store.update(last.key, _text(closed), etag)
    except (ChangedObject, FileNotFoundError):
        return False
    logger.warning("%s: the %s was cut off", runs.name, holder.name)
    return True


def end_segments(runs: StorePath, run: str) -> str:
    """Take the name of the next segment of a run that was cut off, and return the name of its last one; empty if none.

    The object has no bytes, so no reader sees it, and what the run still wants to publish there is refused. The names
    of a run's segments have no gap, so it can publish nowhere else.
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
        name = segment_name(run, number)
        try:
            runs.store.create(prefix + name, b"")
        except FileExistsError:  # it was published since the list
            last, number = name, number + 1
        else:
            return last


def segment_name(run: str, number: int) -> str:
    """Return the name of a run's segment; numbers count from 1."""
    return f"{run}-{number:05d}.jsonl"


def store_clock(runs: StorePath) -> float:
    """Return the time by the store's own clock, in seconds since 1970; no machine's clock decides who is alive."""
    key = f"{runs.parent.parent.key}/clocks/{machine()}".lstrip("/")
    runs.store.put(key, b"what the store's clock says is when this was written\n")
    head = runs.store.head(key)
    if head is None:
        raise StoreFault(5, "the store loses what was written", key, "see what the store's log says")
    return head.modified


def claim_text(holder: Holder, beats: int, **more: object) -> bytes:
    """Return what the object of an open claim holds; ``beats`` makes it another content at each renewal."""
    return _text({"claim": holder._asdict() | {"beats": beats}} | more)


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode() + b"\n"


def _holder(found: dict[str, Any]) -> Holder:
    run, on, host, token = (str(found.get(name, "")) for name in Holder._fields[:-1])
    seconds = found.get("lease")
    return Holder(run, on, host, token, float(seconds) if isinstance(seconds, int | float) else _LEASE)
