"""Tell which published versions a watch asks for."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.lookup import previous_version
from bulletin_spider.archive.search.bigrams import fold
from bulletin_spider.archive.search.documents import searchable_text
from bulletin_spider.archive.search.query import matches, parse_query
from bulletin_spider.comparison.changed_parts import kinds_of_change
from bulletin_spider.exceptions import RunFault
from bulletin_spider.statuses import Change
from bulletin_spider.watches.hit import Hit

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.definition import Watch

ROLES = ("reporters", "correspondents", "photographers", "editors", "authors")
"""The fields of a version that hold names of persons."""
_EDITS = (Change.REVISED, Change.MOVED, Change.RESTORED)
"""The changes by which a bulletin may have other words than before."""


class Matcher:
    """Compares versions with one watch."""

    def __init__(self, layout: Layout, watch: Watch) -> None:
        self.layout, self.watch = layout, watch
        self.query = parse_query(watch.words)
        self.people = {_name(person) for person in watch.people}
        self.changes = {kind for kind in watch.kinds if kind in [*Change]}
        self.parts = {kind for kind in watch.kinds if kind not in self.changes}

    def watches_site(self, site: str) -> bool:
        """Return whether versions of a site can be hits."""
        return not self.watch.sites or site in self.watch.sites

    def hit(self, version: dict[str, Any]) -> Hit | None:
        """Return the hit if the watch asks for a version.

        Words and names may be in the version or in the one before it: an edit that takes them out is a hit, too.
        """
        candidate = _Candidate(self.layout, version)
        if not self._is_asked_for(version["change"]) or not self._is_channel(version["channel"]):
            return None
        try:
            if not (self._has_words(candidate) and self._has_kind(candidate)):
                return None
        except (KeyError, TypeError, AttributeError):  # a line that another program wrote: it lacks texts
            return None
        return Hit(self.watch, version, candidate.previous)

    def _is_asked_for(self, change: str) -> bool:
        """Return whether versions for this reason can be hits; reread ones only if they are asked for by name."""
        return change != Change.REREAD or change in self.changes

    def _is_channel(self, channel: str) -> bool:
        return not self.watch.channels or channel in self.watch.channels

    def _has_words(self, candidate: _Candidate) -> bool:
        return candidate.any_wording(self._matches_text) and candidate.any_wording(self._names_person)

    def _matches_text(self, version: dict[str, Any]) -> bool:
        return self.query is None or matches(self.query, "\n".join(searchable_text(version)))

    def _names_person(self, version: dict[str, Any]) -> bool:
        return not self.people or any(
            _name(person) in self.people for role in ROLES for person in version.get(role) or ()
        )

    def _has_kind(self, candidate: _Candidate) -> bool:
        change = candidate.version["change"]
        if change in self.changes or not self.watch.kinds:
            return True
        if not self.parts or change not in _EDITS or candidate.previous is None:
            return False
        return not self.parts.isdisjoint(kinds_of_change(candidate.previous, candidate.version))


class _Candidate:
    """A version, and the one before it, which is looked up only when it is asked for."""

    def __init__(self, layout: Layout, version: dict[str, Any]) -> None:
        self.layout, self.version = layout, version

    @cached_property
    def previous(self) -> dict[str, Any] | None:
        """The version before it; None if there is none, or if it cannot be read."""
        with suppress(RunFault, OSError):
            return previous_version(self.layout, self.version) if self.version["revision"] > 1 else None
        return None

    def any_wording(self, test: Callable[[dict[str, Any]], bool]) -> bool:
        """Return whether the version, or the one that it edits, passes a test."""
        if test(self.version):
            return True
        edits = self.version["change"] in _EDITS and self.previous is not None
        return edits and test(self.previous or {})


def _name(person: str) -> str:
    return "".join(fold(person).split())
