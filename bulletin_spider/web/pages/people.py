"""Who writes for this site, and how often is each named?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.sites import reporter_page
from bulletin_spider.web.change_list.keys import reporter_key, reporter_text
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.known_site import known_site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_ROWS = 100
"""People of a page: a district names some hundred in a year."""


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the reporters of a site, the one who is named most often first."""
    site, size = known_site(reading.layout, parameters.text("site")), parameters.rows(_ROWS)
    found = reporter_page(reading.index(), site, size + 1, reporter_key(parameters.key()))
    return {
        "site": site,
        "site_title": reading.titles.title(site),
        "reporters": [one._asdict() for one in found[:size]],
        "after": reporter_text(found[size - 1]) if len(found) > size else None,
    }


def _rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    yield ["name", "bulletins"]
    for row in answered["reporters"]:
        yield [row["name"], str(row["bulletins"])]


PAGE = Page(path="/s/{site}/reporters", template="people.html", answer=answer, rows=_rows)
