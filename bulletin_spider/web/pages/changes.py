"""What was edited or taken down, everywhere, since I last looked?

What our own rules read differently (``reread``) is left out unless it is asked for: the site changed nothing then.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.change_kinds import count_kinds
from bulletin_spider.archive.search.catalogue.changes import (
    SHOWN_BY_DEFAULT,
    ChangeRequest,
    change_page,
    count_changes,
    read_change,
)
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Change, ChangedPart
from bulletin_spider.web.change_list.keys import change_key, change_text
from bulletin_spider.web.change_list.rows import change_entry, change_row
from bulletin_spider.web.change_list.weeks import weeks_of
from bulletin_spider.web.faults import BadParameter
from bulletin_spider.web.feeds.archive_documents import ENDINGS, PARAMETER, Listing, feed_document
from bulletin_spider.web.feeds.feed import Feed
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.page import Page
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.search.catalogue.changes import ChangeKey, ChangeRow
    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

CHANGES = tuple(change for change in Change if change != Change.NEW)
_LARGEST = 1_000_000
"""Characters; no bulletin is longer."""
_ALL = 1 << 40
"""More changes than there will ever be."""
_SPANS = (1, 7, 30)
"""Days of the links for those who look daily, weekly or monthly."""
_OVERLAP = dt.timedelta(hours=2)
"""How far back the link to later changes goes: a run publishes what it fetched up to 40 minutes ago, and then it has to
be read into the search database. A change that is shown twice is better than one that is missed."""
_DAY = len("2026-11-28")
_FILTERS = ("kind", "size", "site", "since", "until")
_COLUMNS = ("at", "site", "channel", "change", "parts", "size", "title", "date", "id", "revision", "url")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the list of changes, the newest first."""
    index = reading.index()
    if parameters.ending in ENDINGS:
        return _feed_answer(index, _request(parameters), parameters)
    page = change_page(index, _request(parameters), parameters.rows(), change_key(parameters.key()))
    rows = [change_row(row, *read_change(index, row)) for row in page.changes]
    asked = {name: parameters.text(name) for name in _FILTERS if parameters.text(name)}
    return {
        "query": asked,
        "changes": rows,
        "counts": count_kinds(index, _request(parameters))._asdict(),
        "after": change_text(page.after),
    }


def _feed_answer(index: WordIndex, request: ChangeRequest, parameters: Parameters) -> dict[str, Any]:
    """Return the changes of a document of the feed."""

    def count(key: str) -> int:
        return count_changes(index, request, _ALL, _before(key))

    def rows(key: str, size: int) -> list[tuple[str, ChangeRow]]:
        found = change_page(index, request, size, _before(key)).changes
        return [(change_text(row.key) or "", row) for row in found]

    document = feed_document(Listing(count, rows), parameters)
    changes = [change_row(row, *read_change(index, row)) for row in document.rows]
    return {"changes": changes, "document": document}


def _before(key: str) -> ChangeKey | None:
    """Return a key behind which a list begins with the change of ``key``."""
    found = change_key(key, PARAMETER)
    return found._replace(revision=found.revision + 1) if found else None


def _request(parameters: Parameters) -> ChangeRequest:
    kinds = parameters.choices("kind", [*CHANGES, *ChangedPart])
    chosen = tuple(change for change in CHANGES if change in kinds)
    return ChangeRequest(
        changes=chosen or SHOWN_BY_DEFAULT,
        parts=tuple(part for part in ChangedPart if part in kinds),
        least_size=parameters.number("size", 0, _LARGEST),
        site=parameters.optional("site"),
        since=_begin(parameters, "since"),
        until=_begin(parameters, "until", dt.timedelta(days=1)),
    )


def _begin(parameters: Parameters, name: str, later: dt.timedelta = dt.timedelta()) -> dt.datetime | None:
    """Return the beginning of a day, or of the day after it; a moment in ISO 8601 is taken as it is."""
    value = parameters.text(name)
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value.replace(" ", "+"))
        moment += later if len(value) == _DAY else dt.timedelta()
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    except (ValueError, OverflowError):
        raise BadParameter(name=name, value=value) from None


def _feed(answered: dict[str, Any], parameters: Parameters) -> Feed:
    names = [parameters.text(name) for name in _FILTERS]
    title = " · ".join(filter(None, [text(parameters.language, "changes.title"), *names]))
    entries = [change_entry(row, parameters) for row in answered["changes"]]
    document = answered["document"]
    return Feed(
        stable_id("changes", *names), title, entries, older=document.older, is_archived=document.is_archived
    )


def _rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    yield list(_COLUMNS)
    for row in answered["changes"]:
        texts = {name: "" if row[name] is None else str(row[name]) for name in _COLUMNS}
        yield list((texts | {"parts": ", ".join(row["parts"])}).values())


def _more(reading: Reading, answered: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Return the weeks of the list, and the links of kinds, of usual spans, and of what comes later than now."""
    now, counts = reading.now(), answered["counts"]
    chosen, today = parameters.choices("kind", [*CHANGES, *ChangedPart]), now.date()
    mark = (now - _OVERLAP).replace(minute=0, second=0, microsecond=0).isoformat(timespec="minutes")
    days = [(span, str(today - dt.timedelta(days=span))) for span in _SPANS]
    return {
        "spans": [(span, parameters.link(since=day), parameters.text("since") == day) for span, day in days],
        "mark": (mark, parameters.link(since=mark, until=None)),
        "is_moment": len(parameters.text("since")) > _DAY or len(parameters.text("until")) > _DAY,
        "weeks": weeks_of(answered["changes"], today),
        "changes": [
            (*_kind_link(parameters, chosen, str(kind)), counts["changes"].get(kind, 0)) for kind in CHANGES
        ],
        "parts": [
            (*_kind_link(parameters, chosen, str(kind)), counts["parts"].get(kind, 0)) for kind in ChangedPart
        ],
    }


def _kind_link(parameters: Parameters, chosen: Iterable[str], kind: str) -> tuple[str, str, bool]:
    chosen = list(chosen)
    wanted = [one for one in chosen if one != kind] if kind in chosen else [*chosen, kind]
    return kind, parameters.link(kind=",".join(wanted) or None), kind in chosen


PAGE = Page(
    path="/changes",
    template="changes.html",
    answer=answer,
    feed=_feed,
    rows=_rows,
    navigation=3,
    more=_more,
)
