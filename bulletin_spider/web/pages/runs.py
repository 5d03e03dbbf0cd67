"""How did the runs of a site end, one after the other?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.known_site import known_site
from bulletin_spider.web.site_account.runs import run_key, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_COLUMNS = ("run", "started", "ended", "outcome", "published", "owed", "requests", "seconds")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the runs of a site, the newest first."""
    site = known_site(reading.layout, parameters.text("site"))
    found = runs_of(reading.layout, site, run_key(parameters.key()), parameters.rows())
    return {
        "site": site,
        "site_title": reading.titles.title(site),
        "runs": [one._asdict() for one in found.runs],
        "after": found.after or None,
    }


def _rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    yield [*_COLUMNS, "reasons"]
    for row in answered["runs"]:
        yield [*("" if row[name] is None else str(row[name]) for name in _COLUMNS), "; ".join(row["reasons"])]


PAGE = Page(path="/s/{site}/runs", template="runs.html", answer=answer, rows=_rows)
