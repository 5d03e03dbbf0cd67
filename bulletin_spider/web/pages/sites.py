"""Which sites are archived, how much of each, and is each read as it should be?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.sites import archive_totals, site_page
from bulletin_spider.web.change_list.keys import site_name, site_text
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.state import STATES, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.search.catalogue.sites import SiteRow
    from bulletin_spider.operations.reporting.site_status import SiteStatus
    from bulletin_spider.web.health.states import States
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

BY_NAME, BY_BEGINNING = "name", "began"
ORDERS = (BY_NAME, BY_BEGINNING)
_UNKNOWN = "~"
"""Behind every moment: sites of which the beginning is not known come last."""
_COLUMNS = (
    "site", "site_title", "bulletins", "withdrawn", "began", "newest", "outcome", "ended", "retired", "problems",
)  # fmt: skip


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the list of sites, by name."""
    index, states = reading.index(), reading.states.states()
    order = parameters.choice("order", ORDERS, BY_NAME)
    state, after, size = parameters.choice("state", STATES), site_name(parameters.key()), parameters.rows(100)
    status = states.by_site
    by_name = order == BY_NAME
    rows_found = site_page(index, None if state or not by_name else size + 1, after if by_name else "")
    published = {row.site: row for row in rows_found}

    def place(name: str) -> tuple[str, str]:
        began = status[name].began if name in status else None
        return ("" if by_name else began or _UNKNOWN, name)

    names: Iterable[str] = {*published, *status, *states.begun}
    if state:
        names = [one.site for one in states.by_state[state]]
    if after:
        names = [name for name in names if place(name) > place(after)]
    names = sorted(names, key=None if by_name else place)
    rows = [
        {"site": name, "site_title": reading.titles.title(name)} | _row(status.get(name), published.get(name))
        for name in names[:size]
    ]
    return {
        "query": ({"state": state} if state else {}) | ({} if by_name else {"order": order}),
        "totals": archive_totals(index)._asdict(),
        "counts": _counts(states),
        "read": states.read,
        "of": states.of,
        "as_of": states.as_of.isoformat(timespec="seconds"),
        "sites": rows,
        "after": site_text(names[size - 1]) if len(names) > size else None,
    }


def _counts(states: States) -> dict[str, int]:
    return {state: len(states.by_state[state]) for state in STATES}


def _row(status: SiteStatus | None, published: SiteRow | None) -> dict[str, Any]:
    """Return what is known of a site; a site without an ended run has no state."""
    counts = published or status
    newest = published.newest if published else None
    return {
        "bulletins": counts.bulletins if counts else 0,
        "withdrawn": counts.withdrawn if counts else 0,
        "newest": str(newest) if newest else status.newest if status else None,
        "state": state_of(status) if status else None,
        "began": status.began if status else None,
        "outcome": status.outcome if status else None,
        "ended": status.ended if status else None,
        "retired": status.retired if status else None,
        "unvisited": status.unvisited if status else None,
        "problems": status.problems if status else [],
    }


def _rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    yield list(_COLUMNS)
    for row in answered["sites"]:
        texts = {name: "" if row[name] is None else str(row[name]) for name in _COLUMNS}
        yield list((texts | {"problems": "; ".join(row["problems"])}).values())


PAGE = Page(path="/sites", template="sites.html", answer=answer, rows=_rows, navigation=5)
