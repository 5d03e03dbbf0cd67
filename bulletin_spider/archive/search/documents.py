"""What of a version stands in the search index: which words, and under which row number."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bulletin_spider.archive.search.bigrams import fold, pairs

_DAY = 1 << 40
"""Rows of one day, and more than there will ever be."""


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
