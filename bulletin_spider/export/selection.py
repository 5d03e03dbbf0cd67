"""Select the versions and the capture files that an export takes."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest.entries import site_region
from bulletin_spider.archive.search.publication_order import latest_candidates, text_test
from bulletin_spider.archive.search.search import SearchRequest
from bulletin_spider.reader import latest, versions
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


class Selection(NamedTuple):
    """The options of an export; each one narrows what is exported."""

    site: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    every_version: bool = False
    channel: str | None = None
    regions: Mapping[str, str] = MappingProxyType({})
    """Site → its district's code in GB/T 2260, for the columns of tables."""
    words: str = ""
    """A query of the search."""
    reporter: str | None = None
    columns: tuple[str, ...] = ()
    """The columns of a table, or the fields of a line, in their order; all if it is empty."""

    @property
    def topic(self) -> str:
        """The words and the reporter, which make of a feed another one."""
        return " ".join(filter(None, (self.words.strip(), self.reporter)))

    def test(self) -> Callable[[dict[str, Any]], bool]:
        """Return the test whether a version has the days, the channel, the words and the reporter."""
        since, until = (self.since or dt.date.min).isoformat(), (self.until or dt.date.max).isoformat()
        has_text = text_test(self.words, self.reporter)
        return lambda version: (
            since <= version["date"] <= until
            and self.channel in {None, version["channel"]}
            and has_text(version)
        )


class CaptureFiles(NamedTuple):
    """The WARC files that an export may take."""

    root: Path
    """The archive's directory; the file names in a version's ``capture`` are relative to it."""
    files: list[Path]


def capture_files(archive: Path, site: str | None) -> CaptureFiles:
    """Return the closed WARC files, packs among them, of one site, or of all sites."""
    layout, directory = Layout(archive), archive / "captures"
    sites = (
        [site] if site else sorted(path.name for path in directory.iterdir()) if directory.is_dir() else []
    )
    return CaptureFiles(archive, [path for one in sites for path in layout.capture_files(one)])


def known_regions(archive: Path, site: str | None) -> dict[str, str]:
    """Return site → its district's code in GB/T 2260, for one site or for all sites that have one."""
    layout = Layout(archive)
    codes = {name: site_region(layout, name) for name in ([site] if site else layout.sites())}
    return {name: code for name, code in codes.items() if code}


def selected_versions(archive: Path, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the latest version of each bulletin, without withdrawn ones, or every published version.

    They come site by site in the order of publication, also if the search index finds them.
    """
    selected = selection.test()
    for version in _candidates(archive, selection):
        if selected(version) and (selection.every_version or version["change"] != Change.WITHDRAWN):
            yield version


def _candidates(archive: Path, selection: Selection) -> Iterator[dict[str, Any]]:
    if selection.every_version:
        return versions(archive, selection.site)
    if selection.words.strip() or selection.reporter:
        words, reporter = selection.words, selection.reporter
        # The index spells sites and channels in one way for several; the test of the selection is exact.
        days = selection.since, selection.until
        request = SearchRequest(words, selection.site, selection.channel, reporter, *days)
        return latest_candidates(archive, request)
    return latest(archive, selection.site)
