"""What is gone from the sites, and what shows that it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.withdrawn import count_withdrawn, withdrawn_page
from bulletin_spider.web.change_list.keys import withdrawn_key, withdrawn_text
from bulletin_spider.web.change_list.rows import change_entry, withdrawn_row
from bulletin_spider.web.feeds.archive_documents import ENDINGS, PARAMETER, Listing, feed_document
from bulletin_spider.web.feeds.feed import Feed
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.page import Page
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.search.catalogue.withdrawn import WithdrawnKey, WithdrawnRow
    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_COLUMNS = ("at", "site", "channel", "title", "date", "why", "last_words", "id", "revision", "url")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the list of withdrawn bulletins, the last one first."""
    index, site = reading.index(), parameters.optional("site")
    if parameters.ending in ENDINGS:
        return _feed_answer(index, site, parameters)
    page = withdrawn_page(index, site, parameters.rows(), withdrawn_key(parameters.key()))
    rows = [withdrawn_row(row, index.read_version(row.row)) for row in page.bulletins]
    return {"query": {"site": site} if site else {}, "bulletins": rows, "after": withdrawn_text(page.after)}


def _feed_answer(index: WordIndex, site: str | None, parameters: Parameters) -> dict[str, Any]:
    """Return the bulletins of a document of the feed."""

    def count(key: str) -> int:
        return count_withdrawn(index, site, _before(key))

    def rows(key: str, size: int) -> list[tuple[str, WithdrawnRow]]:
        found = withdrawn_page(index, site, size, _before(key)).bulletins
        return [(withdrawn_text(row.key) or "", row) for row in found]

    document = feed_document(Listing(count, rows), parameters)
    bulletins = [withdrawn_row(row, index.read_version(row.row)) for row in document.rows]
    return {"bulletins": bulletins, "document": document}


def _before(key: str) -> WithdrawnKey | None:
    """Return a key behind which a list begins with the bulletin of ``key``."""
    found = withdrawn_key(key, PARAMETER)
    return found._replace(id=f"{found.id} ") if found else None


def _feed(answered: dict[str, Any], parameters: Parameters) -> Feed:
    site = parameters.text("site")
    title = " · ".join(filter(None, [text(parameters.language, "withdrawn.title"), site]))
    entries = [change_entry(row, parameters) for row in answered["bulletins"]]
    document = answered["document"]
    return Feed(
        stable_id("withdrawn", site), title, entries, older=document.older, is_archived=document.is_archived
    )


def _rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    yield list(_COLUMNS)
    for row in answered["bulletins"]:
        yield ["" if row[name] is None else str(row[name]) for name in _COLUMNS]


PAGE = Page(
    path="/withdrawn",
    template="withdrawn.html",
    answer=answer,
    feed=_feed,
    rows=_rows,
    navigation=4,
)
