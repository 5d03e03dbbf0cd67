"""Look a bulletin up in the indexes of all sites, read-only, while runs go on."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.totals import read_totals
from bulletin_spider.archive.object_store.paths import in_store, listed_together
from bulletin_spider.archive.search.places import KnownPlaces, known_places, moved_versions, sites_of_bulletin
from bulletin_spider.archive.segments.reader import parsed, published_version, unreadable_fields
from bulletin_spider.normalization.addresses import bulletin_id, host_of
from bulletin_spider.reader import segment_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_CHANNELS = "SELECT DISTINCT channel FROM bulletins WHERE site = ? ORDER BY channel"
_MOVED = "SELECT id FROM addresses WHERE site = ? AND address = ?"
_VERSIONS = 'SELECT segment, "offset" FROM versions WHERE site = ? AND id IN (?, ?) ORDER BY revision'
_LAST_SEGMENT = "SELECT max(name) FROM segments WHERE site = ?"
_BEFORE = """SELECT segment, "offset" FROM versions WHERE site = ? AND id = ? AND revision < ?
    ORDER BY revision DESC LIMIT 1"""
_SEARCHED = 64 * 1024 * 1024
"""Bytes of lines that are searched for a record, in 0.2 s: the bulletins of nearly every site."""


def versions_of(layout: Layout, url: str) -> list[dict[str, Any]]:
    """Return every version of the bulletin with a canonical address, site by site, the oldest first.

    The address may be the one that it has moved to. The list is empty if no site has it. Raises ``ArchiveUnread``.
    """
    # A few sites have published a bulletin of the host. The others are asked only if these have none.
    if found := versions_of_host(layout, url):
        return found
    likely = _likely_sites(layout, url)
    others = [site for site in layout.sites() if site not in likely]
    with listed_together(layout.root / "runs"):
        return [version for site in others for version in _versions_in(layout, site, url)]


def versions_of_host(layout: Layout, url: str) -> list[dict[str, Any]]:
    """Return what :func:`versions_of` does, but ask only the sites that are known to have the host."""
    sites = _likely_sites(layout, url)
    return [version for site in sites for version in _versions_in(layout, site, url)]


def _likely_sites(layout: Layout, url: str) -> list[str]:
    if _only_reads(layout):
        return sites_of_bulletin(layout, bulletin_id(url))
    return site_indexes(layout).sites_of_host(host_of(url))


def versions_with_id(layout: Layout, identity: str) -> list[dict[str, Any]]:
    """Return every version of the bulletins with an id, site by site, the oldest first. Raises ``ArchiveUnread``."""
    known = (
        sites_of_bulletin(layout, identity)
        if _only_reads(layout)
        else site_indexes(layout).sites_of_id(identity)
    )
    with listed_together(layout.root / "runs"):
        sites = known or layout.sites()
        return [version for site in sites for version in versions_at_site(layout, site, identity)]


def versions_at_site(layout: Layout, site: str, identity: str) -> list[dict[str, Any]]:
    """Return every version of a site's bulletin with an id, the oldest first. Raises ``ArchiveUnread``.

    The id may be that of the address that it has moved to, if the site has an index. The index is behind while a run
    publishes; the segments that it has not read are searched.
    """
    if site_indexes(layout).exists(site):
        # Asked first: what the index reads in between is then found twice, and not missed.
        last = site_indexes(layout).rows(site, _LAST_SEGMENT, [site])[0][0] or ""
        places = _places(layout, site, identity)
    elif in_store(layout.root) and (known := _known_places(layout, site, identity)):
        last, places = known
    else:
        return sorted(_with_id(layout.segments(site), identity), key=itemgetter("revision"))
    unread = layout.segments_after(site, last) if _may_be_behind(layout, site) else ()
    found = {one["revision"]: one for one in _with_id(unread, identity)}
    found |= {one["revision"]: one for one in (published_version(layout, site, *place) for place in places)}
    return [found[revision] for revision in sorted(found)]


def _known_places(layout: Layout, site: str, identity: str) -> KnownPlaces | None:
    """Return where the versions of a bulletin are by the search database; the id may be that of the moved address."""
    known = known_places(layout, site, identity)
    if known is None or known.places:
        return known
    for own, segment, offset in moved_versions(layout, site):
        if bulletin_id(published_version(layout, site, segment, offset)["moved_to"]) == identity:
            return known_places(layout, site, own)
    return known


def _only_reads(layout: Layout) -> bool:
    """Whether this machine has no index: it crawls no site of an archive in a store."""
    return in_store(layout.root) and not site_indexes(layout).sites()


def _may_be_behind(layout: Layout, site: str) -> bool:
    """Whether segments may be published that the index has not read: in a store, if it lacks the last run's record."""
    return not in_store(layout.root) or read_totals(layout, site) is None


def _with_id(segments: Iterable[Path], identity: str) -> Iterator[dict[str, Any]]:
    return (one for segment in segments for one in _lines_of(segment, identity) if one["id"] == identity)


def channels_of(layout: Layout, site: str) -> list[str]:
    """Return the channels in which bulletins of a site were found; empty without an index. Raises ``ArchiveUnread``."""
    if not site_indexes(layout).exists(site):
        return []
    return [channel for (channel,) in site_indexes(layout).rows(site, _CHANNELS, [site])]


def previous_version(layout: Layout, version: dict[str, Any]) -> dict[str, Any] | None:
    """Return the version before a published one of the same bulletin; None if there is none.

    The index of its site says where it is. Without an index, or if that is behind, the segments are searched, the
    newest first. Raises ``ArchiveUnread``.
    """
    site, identity, revision = version["site"], version["id"], version["revision"]
    if revision <= 1:
        return None
    if site_indexes(layout).exists(site):
        for place in site_indexes(layout).rows(site, _BEFORE, [site, identity, revision]):
            found = published_version(layout, site, *place)
            if found["fingerprint"] == (version.get("previous") or found["fingerprint"]):
                return found
    for segment in reversed(layout.segments(site)):
        ours = [one for one in _lines_of(segment, identity) if one["id"] == identity]
        if earlier := [one for one in ours if one["revision"] < revision]:
            return max(earlier, key=itemgetter("revision"))
    return None


def capture_of_record(layout: Layout, site: str, record: str) -> dict[str, Any] | None:
    """Return the capture with a WARC record id that a version of a site, or an attachment of one, names.

    The newest lines are searched, 64 MB of them: no table has the ids. None if no version among them names the record.
    """
    searched, left = record.encode(), _SEARCHED
    for segment in reversed(layout.segments(site)):
        for line in segment_lines(segment):
            left -= len(line)
            if searched in line and not unreadable_fields(version := parsed(line)):
                for one in (version, *version["attachments"]):
                    capture = one.get("capture")
                    if isinstance(capture, dict) and capture.get("record_id") == record:
                        return capture
        if left < 0:
            return None
    return None


def _versions_in(layout: Layout, site: str, url: str) -> Iterator[dict[str, Any]]:
    identity = bulletin_id(url)
    has_index = site_indexes(layout).exists(site)
    if in_store(layout.root) and (
        _may_be_behind(layout, site) if has_index else known_places(layout, site, identity)
    ):
        yield from versions_at_site(layout, site, identity)
    elif not has_index:  # in an archive of an earlier form, or lost
        yield from _search_segments(layout, site, url, identity)
    else:
        for segment, offset in _places(layout, site, identity):
            yield published_version(layout, site, segment, offset)


def _search_segments(layout: Layout, site: str, url: str, identity: str) -> list[dict[str, Any]]:
    """Return the versions of a bulletin from the segments themselves: much slower than the index, never wrong."""
    address = url.partition(":")[2]
    ids = {identity}
    for version in _lines_with(layout, site, address):
        if version.get("moved_to") and bulletin_id(version["moved_to"]) == identity:
            ids.add(version["id"])
    found = [version for one in ids for version in _lines_with(layout, site, one) if version["id"] == one]
    return sorted(found, key=lambda version: version["revision"])


def _lines_with(layout: Layout, site: str, text: str) -> Iterator[dict[str, Any]]:
    for segment in layout.segments(site):
        yield from _lines_of(segment, text)


def _lines_of(segment: Path, text: str) -> Iterator[dict[str, Any]]:
    """Yield the versions of the lines that contain ``text``; a line that is no version is left out."""
    searched = text.encode()
    for line in segment_lines(segment):
        if searched in line and not unreadable_fields(version := parsed(line)):
            yield version


def _places(layout: Layout, site: str, identity: str) -> list[tuple[str, int]]:
    indexes = site_indexes(layout)
    moved = indexes.rows(site, _MOVED, [site, identity])
    own = moved[0][0] if moved else identity
    return indexes.rows(site, _VERSIONS, [site, identity, own])
