"""A site's part of the archive, from the evidence up: records, captures, versions, references, index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.archive.segments.latest import Latest
from bulletin_spider.archive.verification.captures import Catalogue
from bulletin_spider.archive.verification.derived import (
    REINDEX,
    check_index,
    check_integrity,
    check_manifest,
    indexed_sites,
)
from bulletin_spider.archive.verification.finding import Finding, note
from bulletin_spider.archive.verification.references import check_references
from bulletin_spider.archive.verification.run_records import Recorded
from bulletin_spider.archive.verification.segments import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_spider.archive.layout import Layout

    Deeper = Callable[[Latest], Iterator[Finding]]
    """What looks deeper than the archive can: reads each bulletin's page again."""


@dataclass(slots=True)
class Tally:
    """How much was looked at."""

    sites: int = 0
    versions: int = 0
    faults: int = 0
    notes: int = 0

    def count(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        """Pass the findings on, counted."""
        for finding in findings:
            self.faults += finding.fault
            self.notes += not finding.fault
            yield finding


def archived_sites(layout: Layout) -> list[str]:
    """Return the sites that the archive holds anything of."""
    folders = (layout.root / name for name in ("bulletins", "captures", "rejected"))
    names = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_dir()}
    return sorted(names | {path.stem for path in layout.root.glob("runs/[!.]*.jsonl")})


def check_archive(
    layout: Layout, sites: list[str], tally: Tally, deeper: Deeper | None = None, *, whole: bool = False
) -> Iterator[Finding]:
    """Yield what is wrong with each of ``sites``; if they are the ``whole`` archive, with what knows of others too."""
    sound, broken = [], list(check_integrity(layout))
    yield from tally.count(iter(broken))
    for site in sites:
        tally.sites += 1
        before = tally.faults
        yield from tally.count(check_site(layout, site, tally, deeper, indexed=not broken))
        if tally.faults == before:
            sound.append(site)
    if whole:
        yield from tally.count(check_strangers(layout, sites))
    yield from tally.count(check_manifest(layout, sound, sites if whole else None))


def check_site(
    layout: Layout, site: str, tally: Tally, deeper: Deeper | None = None, *, indexed: bool = True
) -> Iterator[Finding]:
    """Yield what is wrong with one site, with its part of the index if that is to be read (``indexed``).

    An index or a reading of damaged segments would only repeat their faults.
    """
    recorded = Recorded(layout, site)
    yield from recorded.check()
    catalogue, latest = Catalogue(recorded), Latest(layout, site)
    try:
        yield from catalogue.check()
        lines = Lines(recorded, catalogue, latest)
        yield from lines.check()
        if recorded.sound:
            yield from check_references(recorded, catalogue)
        yield from catalogue.excuses()
        tally.versions += lines.count
        if lines.sound and recorded.sound:
            yield from check_index(layout, site) if indexed else ()
            yield from deeper(latest) if deeper else ()
        else:
            yield note(layout.index.name, f"{site}: not compared with what is damaged")
    finally:
        catalogue.close()
        latest.close()


def check_strangers(layout: Layout, sites: list[str]) -> Iterator[Finding]:
    """Yield the sites that the index knows and the archive does not hold."""
    for site in sorted(indexed_sites(layout) - {*sites}) if layout.index.exists() else ():
        yield Finding(
            "index", layout.index.name, f"knows the site {site}, of which no file is there", REINDEX
        )
