"""What a watch found: one version, or a digest of many."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.watches.definition import Watch

_ID_DIGITS = 32
"""Hexadecimal digits of an id: 128 bits, so that no two hits ever share one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A version that a watch asks for, and the version before it."""

    watch: Watch
    version: dict[str, Any]
    previous: dict[str, Any] | None = None
    """The version before it of the same bulletin; None for the first one, or if it cannot be read."""
    test: bool = False
    """Whether a person asked for a test message; the message has to say so."""

    @property
    def id(self) -> str:
        """The same text for the same version and watch, whenever and however often it is delivered."""
        version = self.version
        named = (self.watch.name, version["site"], version["id"], str(version["revision"]))
        return sha256("\0".join(named).encode()).hexdigest()[:_ID_DIGITS]


@dataclass(frozen=True, slots=True)
class Digest:
    """The hits of a watch since its last digest, in one message."""

    watch: Watch
    hits: tuple[Hit, ...]
    more: int
    """How many hits there are beside ``hits``."""
    since: dt.datetime
    until: dt.datetime
    coverage: tuple[str, ...] = ()
    """A sentence for each site of the watch that was not well between ``since`` and ``until``."""

    @property
    def id(self) -> str:
        """The same text for a digest that begins with the same hit."""
        return sha256(f"digest\0{self.hits[0].id}".encode()).hexdigest()[:_ID_DIGITS]
