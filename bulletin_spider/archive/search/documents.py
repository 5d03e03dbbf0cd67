"""Choose the texts of a version for the search index, and its row number."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bulletin_spider.archive.search.bigrams import bigrams, fold
from bulletin_spider.archive.search.traits import KINDS, TRAITS, members_of
from bulletin_spider.items import DOCUMENT_TEXTS

DAY_ROWS = 1 << 40
"""Row numbers of one day: 2**40, more than there will ever be versions."""


def searchable_text(version: dict[str, Any]) -> tuple[str, str]:
    """Return the title, and every other text that a reader of the page sees."""
    texts = [*version["paragraphs"], version["byline"], version["source"]]
    texts += [image["caption"] for image in version["images"]]
    texts += [attachment["name"] for attachment in version["attachments"]]
    texts += version.get("authors", [])
    if document := version.get("document"):
        texts += [document[name] for name in DOCUMENT_TEXTS]
    return version["title"], "\n".join(filter(None, texts))


def index_terms(version: dict[str, Any], kinds: int, traits: int) -> tuple[str, str, str]:
    """Return the index terms of a version with its kinds of change and traits: title, body and facets."""
    title, body = searchable_text(version)
    facets = ["all", facet("site", version["site"]), facet("channel", version["channel"])]
    facets += [facet("reporter", name) for name in version["reporters"]]
    if version["revision"] > 1:
        facets.append("changed")
    facets += [facet("kind", kind) for kind in members_of(kinds, KINDS)] if kinds else []
    facets += [facet("has", trait) for trait in members_of(traits, TRAITS)] if traits else []
    return bigrams(title), bigrams(body), " ".join(facets)


def facet(kind: str, value: str) -> str:
    """Return the index term of a site, a channel, a person, a kind of change or a trait."""
    return f"{kind}={'_'.join(fold(value).split())}"


def row_range(since: dt.date | None, until: dt.date | None) -> tuple[int, int]:
    """Return the lowest and the highest row number of a span of days, including both days."""
    lowest = since.toordinal() * DAY_ROWS if since else 0
    return lowest, ((until.toordinal() + 1) * DAY_ROWS - 1 if until else (1 << 63) - 1)


def row_base(date: str) -> int:
    """Return the number before the first row number of a day; 0 for a text that is not a date."""
    try:
        return dt.date.fromisoformat(date).toordinal() * DAY_ROWS
    except ValueError:
        return 0
