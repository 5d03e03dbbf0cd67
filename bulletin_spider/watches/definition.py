"""Define a watch: what somebody asks for, where it is sent, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.statuses import Change, Pace

if TYPE_CHECKING:
    from pathlib import Path

WATCHED_CHANGES = tuple(change for change in Change if change != Change.REREAD)
"""The kinds of change that a watch can ask for: of a reread version the site has changed nothing."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One table of ``watches.toml``. An empty condition lets every version pass."""

    name: str
    words: str = ""
    """A query in the syntax of ``bulletin search``."""
    sites: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Names of persons in any role: reporters, correspondents, photographers, editors, authors."""
    kinds: tuple[str, ...] = ()
    """Kinds of change (:data:`WATCHED_CHANGES`), and parts of a bulletin that were revised, such as ``table``."""
    targets: tuple[str, ...] = ()
    """Where messages go: ``https://…`` is a webhook, every other address one of Apprise. They may hold passwords."""
    every: Pace = Pace.AT_ONCE
    feed: Path | None = None
    """The Atom (``.atom``, ``.xml``) or JSON Feed (``.json``) file that the hits are written to."""
    secret: str = ""
    """The key with which messages to webhooks are signed."""
    language: str = ""
    """``zh`` or ``en``, the language of messages; empty: English."""


def is_webhook(target: str) -> bool:
    """Return whether messages to this address are JSON over HTTP, and not one of Apprise's services."""
    return target.lower().startswith(("http://", "https://"))
