"""What of a version stands in the search index: which words, and under which row number."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.bigrams import fold, pairs
from bulletin_spider.exceptions import DamagedSegment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAY = 1 << 40
"""Rows of one day, and more than there will ever be."""


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the versions of a segment, each with the offset of its line."""
    offset = 0
    with path.open("rb") as segment:
        for line in segment:
            try:
                version = json.loads(line)
                version["id"], version["site"], version["date"], version["revision"], version["title"]
            except (ValueError, KeyError, TypeError):
                raise DamagedSegment(
                    f"{path}, byte {offset} begins no bulletin: restore the file, or move it away"
                ) from None
            yield offset, version
            offset += len(line)


def wording(version: dict[str, Any]) -> tuple[str, str]:
    """Return what is searched: the title, and everything else that a reader of the page reads."""
    words = [*version["paragraphs"], version["byline"], version["source"]]
    words += [image["caption"] for image in version["images"]]
    words += [attachment["name"] for attachment in version["attachments"]]
    return version["title"], "\n".join(filter(None, words))


def entry(version: dict[str, Any]) -> tuple[str, str, str]:
    """Return the words of the index for a version: title, body and facets."""
    title, body = wording(version)
    facets = ["all", facet("site", version["site"]), facet("channel", version["channel"])]
    facets += [facet("reporter", name) for name in version["reporters"]]
    if version["revision"] > 1:
        facets.append("changed")
    return pairs(title), pairs(body), " ".join(facets)


def facet(kind: str, value: str) -> str:
    """Return the one word that stands in the index for a site, a channel or a person."""
    return f"{kind}={'_'.join(fold(value).split())}"


def row_range(since: dt.date | None, until: dt.date | None) -> tuple[int, int]:
    """Return the least and the greatest row number of a span of days, both days included."""
    least = since.toordinal() * _DAY if since else 0
    return least, ((until.toordinal() + 1) * _DAY - 1 if until else (1 << 63) - 1)


def first_row(date: str) -> int:
    """Return the number before the first row of a day."""
    try:
        return dt.date.fromisoformat(date).toordinal() * _DAY
    except ValueError:
        return 0
