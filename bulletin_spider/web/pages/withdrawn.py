"""What is gone from the sites, and what shows that it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.withdrawn import withdrawn_page
from bulletin_spider.web.change_list.keys import withdrawn_key, withdrawn_text
from bulletin_spider.web.change_list.rows import change_entry, withdrawn_row
from bulletin_spider.web.feeds.feed import Feed
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.page import Page
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_COLUMNS = ("at", "site", "channel", "title", "date", "why", "last_words", "id", "revision", "url")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the list of withdrawn bulletins, the last one first."""
    index, site = reading.index(), parameters.optional("site")
    page = withdrawn_page(index, site, parameters.rows(), withdrawn_key(parameters.key()))
    rows = [withdrawn_row(row, index.read_version(row.row)) for row in page.bulletins]
    return {"query": {"site": site} if site else {}, "bulletins": rows, "after": withdrawn_text(page.after)}


def _feed(answered: dict[str, Any], parameters: Parameters) -> Feed:
    site = parameters.text("site")
    title = " · ".join(filter(None, [text(parameters.language, "withdrawn.title"), site]))
    entries = [change_entry(row, parameters) for row in answered["bulletins"]]
    return Feed(stable_id("withdrawn", site), title, entries, answered["after"])


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
