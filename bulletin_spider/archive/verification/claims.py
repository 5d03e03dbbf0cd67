"""Check the objects of a site's chain in an object store: no place is missing, and what became of each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.chain.places import Place, PlaceKind, chain_places
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects, place_name
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout


class ClaimCheck:
    """Knows which runs of a site were cut off; on a disk there are no claims, and it finds nothing."""

    def __init__(self, layout: Layout, site: str) -> None:
        self.name = f"runs/{site}"
        self._objects: RunObjects | None = None
        self._places: list[Place] = []
        self._old: list[Place] = []
        directory = layout.runs(site)
        if isinstance(directory, StorePath):
            self._objects = objects = RunObjects.of(directory.store, directory.key)
            self._places = chain_places(objects, folded=False)
            self._old = chain_places(objects, folded=True)
        self.cut_off = {
            place.claim.holder.run: place
            for place in (*self._old, *self._places)
            if place.kind == PlaceKind.CUT_OFF and place.claim
        }
        """Run → the place of its claim, which another run has closed."""

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong with the places, and a note for each run that was cut off."""
        if self._objects is None:
            return
        yield from self._check_gaps(self._objects)
        for place in (*self._old, *self._places):
            if place.kind == PlaceKind.CUT_OFF:
                yield note(self._name(place), _cut_off_text(place))
            elif place.kind == PlaceKind.OPEN:
                yield self._check_open(place, self._objects.last)

    def _check_gaps(self, objects: RunObjects) -> Iterator[Finding]:
        missing = [
            number for number in range(objects.folded + 1, objects.last) if number not in objects.places
        ]
        if missing:
            others = f", like {len(missing) - 1} more of this chain" if len(missing) > 1 else ""
            message = f"does not exist{others}, though places after it do"
            yield Finding("missing", f"{self.name}/{place_name(missing[0])}", message, RESTORE)

    def _check_open(self, place: Place, last: int) -> Finding:
        holder = place.claim.holder.name if place.claim else ""
        if place.number == last:
            return note(self._name(place), f"is claimed by {holder}, which is in progress or was cut off")
        message = f"is claimed by {holder}, though places after it are taken"
        return Finding("run", self._name(place), message, "find out who has written it")

    def _name(self, place: Place) -> str:
        return f"{self.name}/{place_name(place.number)}"


def _cut_off_text(place: Place) -> str:
    after = (
        f"after segment {place.last_segment}" if place.last_segment else "before it had published anything"
    )
    claim = place.claim
    assert claim
    assert claim.successor
    return f"{claim.holder.name} was cut off; {claim.successor.name} took the site over {after}"
