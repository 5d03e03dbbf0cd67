"""Where was this said?

The words are found exactly, at any length. The newest hits come first, because their pages stay the same while runs
publish; the best ones on request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.facets import LOOKED_AT, count_facets
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.documents import searchable_text
from bulletin_spider.archive.search.query import included_phrases, parse_query
from bulletin_spider.archive.search.search import HIGHEST_ROW, SearchRequest, count_hits, found_rows, matching
from bulletin_spider.archive.search.snippets import stretches
from bulletin_spider.statuses import Change, ChangedPart, Trait
from bulletin_spider.web.faults import BadParameter
from bulletin_spider.web.feeds.archive_documents import ENDINGS, PARAMETER, Listing, feed_document
from bulletin_spider.web.feeds.bulletin_entries import bulletin_entry
from bulletin_spider.web.feeds.feed import Feed
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.page import Page
from bulletin_spider.web.query_words import is_unclosed, query_words, separate_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_spider.archive.search.catalogue.facets import Count, Facets
    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_MOST_COUNTED = 10_000
"""Hits that are counted at most, unless all are asked for: the time is in proportion to their number, and 100,000 hits
of a long phrase took 20 to 90 ms in 1,000,000 bulletins."""
_VALUES = 50
"""Values of a facet that are named; there may be thousands of sites and reporters."""
_CSV_ROWS = 2_000
"""Hits of the CSV: as many as the facets look at."""
_WIDE_AND_SPACE = re.compile(r"(?<=[。！？；：，、）】》”]) (?!…)")
"""A space behind a sign that is as wide as a character and a space: lines were joined there."""
_WORDS = 5
"""Words of a query without hits that are also looked for alone."""
_MOST_INSTEAD = 10_000
"""Hits that are counted at most of what would be found otherwise: that takes 1 ms, and there may be a dozen."""
_NO_FILTERS: dict[str, Any] = {
    "site": None, "channel": None, "reporter": None, "since": None, "until": None, "kinds": (), "traits": ()
}  # fmt: skip
_NEWEST, _BEST = "newest", "best"
_SHOWN = (
    "id", "site", "channel", "title", "date", "published_at", "source", "reporters", "url", "change", "revision",
    "fetched_at",
)  # fmt: skip
FILTERS = ("site", "channel", "reporter", "since", "until", "kind", "has")
"""The parameters that narrow a search."""


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a page of hits, their number, and the facets."""
    request, index = _request(parameters), reading.index()
    if parameters.ending in ENDINGS:
        return _feed_answer(index, request, parameters)
    found = hit_page(index, request, _rows(parameters), _row_key(parameters))
    phrases = list(included_phrases(parse_query(request.typed)))
    answered: dict[str, Any] = {
        "query": _query(parameters),
        "phrases": phrases,
        "hits": [_hit(hit.version, phrases) for hit in found.hits],
        "after": None if found.after is None else str(found.after),
    }
    if parameters.ending != ".csv":
        facets = count_facets(index, request, exact=parameters.flag("exact"))
        number = facets.hits if facets.is_exact else count_hits(index, request, _MOST_COUNTED)
        answered |= {"found": number, "facets": _facets(facets)}
        answered["instead"] = None if number else _instead(index, request, parameters)
    return answered


def _feed_answer(index: WordIndex, request: SearchRequest, parameters: Parameters) -> dict[str, Any]:
    """Return the hits of a document of the feed."""

    def count(key: str) -> int:
        return count_hits(index, request, HIGHEST_ROW, _row_number(key) if key else HIGHEST_ROW)

    def rows(key: str, size: int) -> list[tuple[str, int]]:
        found = found_rows(index, request, _row_number(key) if key else HIGHEST_ROW, size)
        return [(str(row), row) for row in found]

    document = feed_document(Listing(count, rows), parameters)
    phrases = list(included_phrases(parse_query(request.typed)))
    hits = [_hit(version, phrases) for _, version in matching(index, request, document.rows)]
    return {"hits": hits, "document": document}


def _instead(index: WordIndex, request: SearchRequest, parameters: Parameters) -> dict[str, Any]:
    """Return what would be found without one of the filters, without all of them, and by each word alone."""

    def found(other: SearchRequest) -> int:
        return count_hits(index, other, _MOST_INSTEAD)

    unset = {"kind": "kinds", "has": "traits"}
    filters = [*_set_filters(parameters)]
    words = separate_words(request.typed)[:_WORDS]
    return {
        "most": _MOST_INSTEAD,
        "without": [
            {"name": name, "value": value, "found": found(request._replace(**{field: _NO_FILTERS[field]}))}
            for name, value in filters
            for field in (unset.get(name, name),)
        ],
        "unfiltered": found(request._replace(**_NO_FILTERS)) if filters else 0,
        "words": [{"word": word, "found": found(request._replace(typed=word))} for word in words],
    }


def _request(parameters: Parameters) -> SearchRequest:
    since, until = parameters.day("since"), parameters.day("until")
    if since and until and since > until:
        raise BadParameter(name="until", value=str(until))
    kinds = parameters.choices("kind", [*Change, *ChangedPart])
    return SearchRequest(
        parameters.text("q"),
        parameters.optional("site"),
        parameters.optional("channel"),
        parameters.optional("reporter"),
        since,
        until,
        best_first=_order(parameters) == _BEST,
        kinds=tuple(Change(kind) if kind in {*Change} else ChangedPart(kind) for kind in kinds),
        traits=tuple(map(Trait, parameters.choices("has", [*Trait]))),
    )


def _order(parameters: Parameters) -> str:
    """Return the order of the list; a feed has the newest first."""
    order = parameters.choice("order", (_NEWEST, _BEST), _NEWEST)
    return _NEWEST if parameters.ending in ENDINGS else order


def _query(parameters: Parameters) -> dict[str, Any]:
    texts = {name: parameters.text(name) for name in ("q", *FILTERS) if parameters.text(name)}
    return texts | {"order": _order(parameters)}


def _rows(parameters: Parameters) -> int:
    return _CSV_ROWS if parameters.ending == ".csv" else parameters.rows(20)


def _row_key(parameters: Parameters) -> int | None:
    key = parameters.key()
    return _row_number(key, "after") if key else None


def _row_number(key: str, name: str = PARAMETER) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= HIGHEST_ROW):
        raise BadParameter(name=name, value=key)
    return int(key)


def _hit(version: dict[str, Any], phrases: Sequence[str]) -> dict[str, Any]:
    _, body = searchable_text(version)
    return {name: version.get(name) for name in _SHOWN} | {"snippet": _snippet(body, phrases)}


def _snippet(body: str, phrases: Sequence[str]) -> str:
    """Return the text around two matches, or around three if the query has more words."""
    joined = " ".join(stretches(body, phrases, 2 if len(phrases) < 3 else 3)).replace("… …", " … ")
    return _WIDE_AND_SPACE.sub("", joined)


def _facets(facets: Facets) -> dict[str, Any]:
    def named(counts: Sequence[Count]) -> list[dict[str, Any]]:
        return [{"value": count.value, "hits": count.hits} for count in counts[:_VALUES]]

    return {
        "looked_at": facets.hits,
        "is_exact": facets.is_exact,
        "most_looked_at": LOOKED_AT,
        "site": named(facets.sites),
        "channel": named(facets.channels),
        "year": named(facets.years),
        "reporter": named(facets.reporters),
        "kind": named(facets.kinds),
        "has": named(facets.traits),
    }


def _more(reading: Reading, answered: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Return the links of the facets and of the filters that are set."""
    del reading
    facets = answered["facets"]
    links = {
        kind: [(one, _facet_link(parameters, kind, one["value"])) for one in facets[kind]]
        for kind in ("site", "channel", "year", "reporter", "kind", "has")
    }
    filters = [(name, value, parameters.link(**{name: None})) for name, value in _set_filters(parameters)]
    hidden = [(name, parameters.text(name)) for name in ("kind", "has", "order") if parameters.text(name)]
    return {
        "facet_links": links,
        "filters": filters,
        "hidden": hidden,
        "is_more": answered["found"] >= _MOST_COUNTED and not facets["is_exact"],
        "no_filters": parameters.link(**dict.fromkeys(FILTERS)),
        "understood": query_words(parameters.text("q"), parameters.language),
        "unclosed": is_unclosed(parameters.text("q")),
    }


def _set_filters(parameters: Parameters) -> Iterator[tuple[str, str]]:
    for name in FILTERS:
        if value := parameters.text(name):
            yield name, value


def _facet_link(parameters: Parameters, kind: str, value: str) -> tuple[str, bool]:
    """Return where a value leads, and whether it is set: then the link takes it away."""
    if kind == "year":
        first, last = f"{value}-01-01", f"{value}-12-31"
        is_set = (parameters.text("since"), parameters.text("until")) == (first, last)
        return parameters.link(since=None if is_set else first, until=None if is_set else last), is_set
    if kind in {"kind", "has"}:
        values = [one for one in parameters.text(kind).split(",") if one]
        is_set = value in values
        wanted = [one for one in values if one != value] if is_set else [*values, value]
        return parameters.link(**{kind: ",".join(wanted) or None}), is_set
    is_set = parameters.text(kind) == value
    return parameters.link(**{kind: None if is_set else value}), is_set


def _feed(answered: dict[str, Any], parameters: Parameters) -> Feed:
    words = parameters.text("q") or "Bulletin Spider"
    names = [parameters.text(name) for name in ("q", *FILTERS)]
    entries = [bulletin_entry(hit, hit["snippet"], parameters) for hit in answered["hits"]]
    title = " · ".join(filter(None, [words, *names[1:]]))
    document = answered["document"]
    return Feed(
        stable_id("search", *names), title, entries, older=document.older, is_archived=document.is_archived
    )


def _csv_rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    names = [name for name in _SHOWN if name != "reporters"]
    yield [*names, "reporters", "snippet"]
    for hit in answered["hits"]:
        texts = ["" if hit[name] is None else str(hit[name]) for name in names]
        yield [*texts, "、".join(hit["reporters"]), hit["snippet"]]


PAGE = Page(
    path="/search",
    template="search.html",
    answer=answer,
    feed=_feed,
    rows=_csv_rows,
    navigation=2,
    more=_more,
)
