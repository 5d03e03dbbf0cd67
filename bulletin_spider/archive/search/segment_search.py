"""Search the segments themselves, where no search database can be made: slower, and with the same hits.

Of each hit only its place is kept in memory, and a number for each bulletin that has more than one version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.search.documents import facet, row_base, row_range, searchable_text
from bulletin_spider.archive.search.query import matches, parse_query, verbatim_phrases
from bulletin_spider.archive.segments.line_fields import read_line_fields
from bulletin_spider.archive.segments.reader import parsed, read_version
from bulletin_spider.exceptions import DamagedSegment
from bulletin_spider.reader import segment_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import NoReturn

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.search.search import SearchRequest


class FoundPlace(NamedTuple):
    """Where the line of a hit is; the places sort by day, and those of a day in the order of reading."""

    row: int
    segment: Path
    offset: int

    def read(self) -> dict[str, Any]:
        """Return the published line."""
        return read_version(self.segment, self.offset)


def find_places(layout: Layout, request: SearchRequest) -> list[FoundPlace]:
    """Return the places of all hits, the newest first.

    Raises ``DamagedSegment``, and ``ValueError`` for kinds of change and traits: no list of all hits would be right.
    """
    if request.kinds or request.traits:
        raise ValueError("only the search database knows kinds of change and traits")
    query, serial, found = parse_query(request.typed), 0, list[FoundPlace]()
    lowest, highest = row_range(request.since, request.until)
    words = [phrase.encode() for phrase in verbatim_phrases(query)]
    for site in [request.site] if request.site else layout.sites():
        for segment, offset, version in latest_versions(layout, site, words):
            serial += 1
            row = row_base(version["date"]) + serial
            if (
                lowest <= row <= highest
                and _is_selected(version, request)
                and matches(query, "\n".join(searchable_text(version)))
            ):
                found.append(FoundPlace(row, segment, offset))
    return sorted(found, reverse=True)


def latest_versions(
    layout: Layout, site: str, words: list[bytes]
) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """Yield the place and the line of each bulletin's latest version, if all ``words`` are in its line.

    The segments are read twice: of most lines the first time only a few fields, the second time only the bytes.
    """
    segments, later = layout.segments(site), dict[str, int]()
    for segment in segments:
        for _, fields, _ in read_line_fields(segment, _refuse):
            if fields.revision > 1:
                later[fields.id] = max(fields.revision, later.get(fields.id, 1))
    for segment in segments:
        offset = 0
        for line in segment_lines(segment):
            if all(word in line for word in words):
                version = parsed(line)
                if version.get("revision") == later.get(version.get("id", ""), 1):
                    yield segment, offset, version
            offset += len(line)


def _is_selected(version: dict[str, Any], request: SearchRequest) -> bool:
    """Return whether a version passes the filters, compared as the search database compares them."""
    wanted = {kind: value for kind in ("channel", "reporter") if (value := getattr(request, kind))}
    has = {"channel": [version["channel"]], "reporter": version["reporters"]}
    return (version["revision"] > 1 or not request.changed) and all(
        facet(kind, value) in {facet(kind, one) for one in has[kind]} for kind, value in wanted.items()
    )


def _refuse(sentence: str) -> NoReturn:
    raise DamagedSegment(sentence)
