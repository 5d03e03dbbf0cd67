"""Tell what each object in a site's chain is: the line of a run, or what became of a claim."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.object_store.chain.run_objects import AT_ONCE, object_content
from bulletin_spider.archive.object_store.chain.takeover import Claim, read_claim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
    from bulletin_spider.archive.object_store.requests.client import StoredObject


class PlaceKind(StrEnum):
    """What the object at a place of a chain is."""

    LINE = "line"
    """The line of a run that has ended, or of an event."""
    OPEN = "open claim"
    """A claim of a run that goes on, or was cut off and not followed by another run yet."""
    RELEASED = "released"
    """A claim that was given back: nothing was recorded."""
    CUT_OFF = "cut off"
    """A claim of a run that was cut off, closed by the run that took the site over."""


class Place(NamedTuple):
    """The object at a place of a chain; ``claim`` is None if it holds a line."""

    number: int
    kind: PlaceKind
    stored: StoredObject
    content: bytes
    claim: Claim | None = None
    last_segment: str = ""
    """The last segment that counts of a run that was cut off; empty if none does."""


def chain_places(objects: RunObjects, *, folded: bool) -> list[Place]:
    """Return the places of a chain that are folded, or those that are not, in their order. Raises ``OSError``."""
    if not folded:
        return _places(objects, objects.contents.items())
    old = {number: one for number, one in objects.places.items() if number <= objects.folded}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        contents = pool.map(partial(object_content, objects.store), old.values())
        pairs = [
            (number, content) for number, content in zip(old, contents, strict=True) if content is not None
        ]
    return _places(objects, pairs)


def _places(objects: RunObjects, contents: Iterable[tuple[int, bytes]]) -> list[Place]:
    return [_place(number, objects.places[number], content) for number, content in contents]


def _place(number: int, stored: StoredObject, content: bytes) -> Place:
    claim = read_claim(content)
    if claim is None:
        return Place(number, PlaceKind.LINE, stored, content)
    if claim.successor and claim.is_closed:
        return Place(
            number, PlaceKind.CUT_OFF, stored, content, claim, str(json.loads(content)["last_segment"])
        )
    kind = PlaceKind.RELEASED if claim.is_closed else PlaceKind.OPEN
    return Place(number, kind, stored, content, claim)
