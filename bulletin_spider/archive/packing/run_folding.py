"""Fold the run records of a site in an object store: the lines of a month, up to a place of the chain, in one object.

A fold replaces the lines and the earlier fold of its month from the moment at which a list shows it. What it replaces
stays for a while, for readers that have listed it before. So a crash between any two requests loses nothing: the next
call removes what is left.
"""

from __future__ import annotations

import hashlib
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.object_store.chain.places import PlaceKind, chain_places
from bulletin_spider.archive.object_store.chain.run_objects import (
    RunObjects,
    fold_name,
    forget_copies,
    names_run,
)
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.writing import SHA256
from bulletin_spider.archive.packing.pack_file import RESTORE, UnpackableMonth
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from bulletin_spider.archive.object_store.chain.places import Place
    from bulletin_spider.archive.object_store.chain.run_objects import Fold, Line
    from bulletin_spider.archive.object_store.paths import StorePath
    from bulletin_spider.archive.object_store.requests.client import StoredObject

GRACE = 3600.0
"""Seconds by the store's clock for which what is folded stays: a reader uses a list for less."""


class FoldedRuns(NamedTuple):
    """What became of the run records of a site: how many lines were folded, or why they stay as they are."""

    site: str
    lines: int = 0
    problem: str = ""


def can_be_folded(runs: StorePath) -> bool:
    """Whether there is a line in an object of its own, or something that a fold has replaced. Nothing is locked."""
    objects = RunObjects.of(runs.store, runs.key)
    return bool(objects.lines or objects.replaced) or any(
        place.kind != PlaceKind.CUT_OFF for place in chain_places(objects, folded=True)
    )


def fold_runs(runs: StorePath) -> FoldedRuns:
    """Fold the lines of a site's chain, and remove what earlier folds have replaced. The caller has claimed the site.

    Claims of runs that were cut off stay: they say which segments count. Raises ``OSError``.
    """
    claim = SiteClaim.of(runs)
    assert claim
    try:
        return FoldedRuns(runs.name, _RunFolding(runs, claim.number).fold())
    except UnpackableMonth as problem:
        return FoldedRuns(runs.name, problem=str(problem))
    finally:
        RunObjects.forget(runs.store, runs.key)


def keep_last_line(runs: StorePath) -> None:
    """Leave only the last line of a site's chain, in a fold of its month. The caller has claimed the site.

    The objects of the last place stay until the next fold, so that no run takes it again. Raises ``OSError``.
    """
    objects = RunObjects(runs.store, runs.key)
    if objects.lines:
        number, month, last = objects.lines[-1].number, objects.lines[-1].month, objects.lines[-1].content
    else:
        month, fold = list(objects.folds.items())[-1]
        number, last = fold.number, runs.store.get(fold.stored.key).splitlines(keepends=True)[-1]
    kept = f"{runs.key}/{fold_name(month, number)}"
    runs.store.put(kept, last, {SHA256: hashlib.sha256(last).hexdigest()})
    others = [fold.stored.key for fold in objects.all_folds if fold.stored.key != kept]
    others += [one.key for place, one in objects.places.items() if place < number]
    if others:
        runs.store.delete(others)
    forget_copies(runs.store, runs.key)


class _RunFolding:
    def __init__(self, runs: StorePath, own: int) -> None:
        """``own`` is the place of the caller's claim, the last one of the chain."""
        self.runs, self.own, self.store = runs, own, runs.store
        self.objects = RunObjects(runs.store, runs.key)
        self._contents: dict[str, bytes] = {}
        """Month → the bytes of its fold."""

    def fold(self) -> int:
        """Remove what was folded a while ago, fold the other lines, and return their number."""
        self._remove_folded()
        lines = [line for line in self.objects.lines if line.number < self.own]
        for line in lines:
            if not names_run(line.content):
                place = f"runs/{self.runs.name}/{line.number:08d}"
                raise UnpackableMonth(f"{place} is no line of run records: '{PROGRAM} verify' says more")
        months = [(month, list(group)) for month, group in groupby(lines, attrgetter("month"))]
        for month, group in months:  # the oldest first: a fold ends the places before its number
            self._put(month, group, group[-1].number)
        return len(lines)

    def _put(self, month: str, lines: list[Line], number: int) -> None:
        before = self._folded(self.objects.folds[month]) if month in self.objects.folds else b""
        content = before + b"".join(line.content for line in lines)
        sha256 = hashlib.sha256(content).hexdigest()
        self.store.create(f"{self.runs.key}/{fold_name(month, number)}", content, {SHA256: sha256})

    def _folded(self, fold: Fold) -> bytes:
        """Return the bytes of a fold. Raises ``UnpackableMonth`` if they are not those that were put."""
        if fold.month not in self._contents:
            content, metadata = self.store.get_described(fold.stored.key)
            sha256 = hashlib.sha256(content).hexdigest()
            if metadata.get(SHA256, sha256) != sha256:
                name = f"runs/{self.runs.name}/{fold_name(fold.month, fold.number)}"
                raise UnpackableMonth(f"{name} is not the object that was put: {RESTORE}")
            self._contents[fold.month] = content
        return self._contents[fold.month]

    def _remove_folded(self) -> None:
        until = self.objects.places[self.own].modified - GRACE
        settled = [fold for fold in self.objects.all_folds if fold.stored.modified <= until]
        removable: list[StoredObject] = [
            fold.stored
            for fold in self.objects.all_folds
            if any(one.month == fold.month and one.number > fold.number for one in settled)
        ]
        up_to = max((fold.number for fold in settled), default=0)
        for place in chain_places(self.objects, folded=True):
            if place.number <= up_to and place.kind in {PlaceKind.LINE, PlaceKind.RELEASED}:
                self._check_is_folded(place)
                removable.append(place.stored)
        if removable:
            self.store.delete([one.key for one in removable])

    def _check_is_folded(self, place: Place) -> None:
        if place.kind == PlaceKind.LINE and not any(
            place.content in self._folded(fold) for fold in reversed(self.objects.folds.values())
        ):
            name = f"runs/{self.runs.name}/{place.number:08d}"
            raise UnpackableMonth(
                f"{name} is in no fold of its month, so it stays: '{PROGRAM} verify' says more"
            )
