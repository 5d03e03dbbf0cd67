"""Say in one word how it is with a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.operations.reporting.site_status import SiteStatus

WELL, TROUBLED, UNVISITED, RETIRED = "well", "troubled", "unvisited", "retired"
STATES = (TROUBLED, UNVISITED, WELL, RETIRED)


def state_of(status: SiteStatus) -> str:
    """Return whether a site is retired, needs a person, was not visited for long, or is well."""
    if status.retired:
        return RETIRED
    if status.problems:
        return TROUBLED
    return WELL if status.unvisited is None else UNVISITED
