"""Say whose site it is, for people: 海淀区 for ``haidian``, as its last run record says.

An archive is read without the files of its sites, so each run records the title that its site has.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.archived_sites import HeadState, archived_sites, head_states
from bulletin_spider.archive.object_store.paths import in_store, listed_together
from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.archive.run_records import last_run_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.archive.layout import Layout

FEW = 8
"""Sites that are read one by one: to list those of all at once may take many requests."""
_LISTED = 5.0
"""Seconds for which a list of the heads in a store is used: a page shows the title that a site had a moment ago."""
_LONGEST = 60
"""Characters: the full name of a committee of a county has 30."""


class _Known(NamedTuple):
    """A title, and the state of the head of the run records when it was read."""

    title: str
    head: HeadState


class SiteTitles:
    """The titles of the sites of an archive; one is read again when a run of its site has ended."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._known: dict[str, _Known] = {}
        self._heads: dict[str, HeadState] = {}
        self._listed = float("-inf")

    def title(self, site: str) -> str:
        """Return the title of a site; its name if its records have none, or cannot be read."""
        try:
            state = self._head(site)
            if state is None:  # no run of it has ended
                return site
            if self._is_old(site, state):
                self._known[site] = _Known(self._read(site), state)
        except (OSError, ValueError):  # no file can have such a name
            return site
        return self._known[site].title or site

    def site(self, title: str) -> str | None:
        """Return the site that has a title; None if no site, more than one, or a site of this name has it."""
        try:
            if self._head(title):
                return None
        except StoreFault:
            raise
        except (OSError, ValueError):  # too long for a file, or not to be encoded
            return None
        found = [site for site in archived_sites(self.layout) if self.title(site) == title != site]
        return found[0] if len(found) == 1 else None

    def _head(self, site: str) -> HeadState | None:
        """Return the state of a site's head; None if it has none. A store is not asked for each site, nor each time."""
        if not in_store(self.layout.root):
            with suppress(FileNotFoundError):
                state = self.layout.head(site).stat()
                return HeadState(state.st_mtime_ns, state.st_ino)
            return None
        if time.monotonic() - self._listed > _LISTED:
            self._listed, self._heads = time.monotonic(), head_states(self.layout)
            changed = [one for one, state in self._heads.items() if self._is_old(one, state)]
            if len(changed) > FEW:
                self._read_many(changed)
        return self._heads.get(site)

    def _is_old(self, site: str, state: HeadState) -> bool:
        known = self._known.get(site)
        return known is None or known.head != state

    def _read_many(self, sites: Sequence[str]) -> None:
        """Read the titles of many sites, for all of which the store is asked at once."""
        heads = self._heads
        with listed_together(self.layout.root / "runs"):
            for site in sites:
                self._known[site] = _Known(self._read(site), heads[site])

    def _read(self, site: str) -> str:
        record = next(iter(last_run_records(self.layout, site, 1)), {})
        return " ".join(str(record.get("title") or "").split())[:_LONGEST]
