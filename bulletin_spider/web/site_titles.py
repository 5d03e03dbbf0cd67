"""Say whose site it is, for people: 海淀区 for ``haidian``, as its last run record says.

An archive is read without the files of its sites, so each run records the title that its site has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.run_records import last_run_records

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout

_LONGEST = 60
"""Characters: the full name of a committee of a county has 30."""


class _Known(NamedTuple):
    """A title, and when the head of the run records had changed that it was read by."""

    title: str
    changed: int


class SiteTitles:
    """The titles of the sites of an archive; one is read again when a run of its site has ended."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._known: dict[str, _Known] = {}

    def title(self, site: str) -> str:
        """Return the title of a site; its name if its records have none, or cannot be read."""
        try:
            changed = self.layout.head(site).stat().st_mtime_ns
            known = self._known.get(site)
            if known is None or known.changed != changed:
                known = self._known[site] = _Known(self._read(site), changed)
        except (OSError, ValueError):  # no run of it has ended, or no file can have such a name
            return site
        return known.title or site

    def site(self, title: str) -> str | None:
        """Return the site that has a title; None if no site, more than one, or a site of this name has it."""
        try:
            if self.layout.head(title).exists():
                return None
        except (OSError, ValueError):  # too long for a file, or not to be encoded
            return None
        found = [site for site in archived_sites(self.layout) if self.title(site) == title != site]
        return found[0] if len(found) == 1 else None

    def _read(self, site: str) -> str:
        record = next(iter(last_run_records(self.layout, site, 1)), {})
        return " ".join(str(record.get("title") or "").split())[:_LONGEST]
