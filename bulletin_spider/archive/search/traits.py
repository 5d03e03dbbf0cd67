"""Tell by what a bulletin can be selected beside its words: its kinds of change, tables and documents.

A set of them is kept as a number, one bit for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Change, ChangedPart, Trait

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.statuses import Status

KINDS: tuple[Status, ...] = (*Change, *ChangedPart)
"""Every kind of change, in the order of their bits: a new one goes to the end, or VERSION counts up."""
TRAITS: tuple[Status, ...] = tuple(Trait)
_DOCUMENT = "document"
"""Kind of an attachment; lines of release 0.1.0 name none, and their attachments were all documents."""


def number_of(members: Iterable[str], known: tuple[Status, ...]) -> int:
    """Return the number of a set; what is not ``known`` is left out."""
    wanted = {*members}
    return sum(1 << place for place, member in enumerate(known) if member in wanted)


def members_of(number: int, known: tuple[Status, ...]) -> list[Status]:
    """Return the set of a number, in the order of ``known``."""
    return [member for place, member in enumerate(known) if number >> place & 1]


def traits_of(version: dict[str, Any]) -> int:
    """Return the number of the traits of a version."""
    found = []
    if version.get("tables"):
        found.append(Trait.TABLE)
    if any(file.get("kind", _DOCUMENT) == _DOCUMENT for file in version["attachments"]):
        found.append(Trait.DOCUMENT)
    if version.get("document"):
        found.append(Trait.CARD)
    return number_of(found, TRAITS)


def kinds_after(kinds: int, change: str, parts: int) -> int:
    """Return the kinds of all changes of a bulletin after one more; a page that was only read again changed nothing."""
    if change == Change.REREAD:
        return kinds
    return kinds | parts << len(Change) | number_of([change], KINDS)


PARTS: tuple[Status, ...] = tuple(ChangedPart)
