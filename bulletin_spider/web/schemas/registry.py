"""Give each page its schema: that of its ``.json``."""

from __future__ import annotations

from bulletin_spider.web.schemas import bulletins, lists
from bulletin_spider.web.schemas.notation import NUMBER, TEXT, Schema, record

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FAULT = record("Why a page cannot be shown.", error=TEXT, status=NUMBER)
SCHEMAS: dict[str, Schema] = {
    "absence": bulletins.ABSENCE,
    "bulletin": bulletins.BULLETIN,
    "capture": bulletins.CAPTURE_PAGE,
    "changes": lists.CHANGES,
    "comparison": bulletins.COMPARISON,
    "fault": _FAULT,
    "health": lists.HEALTH,
    "help": lists.HELP,
    "overview": lists.OVERVIEW,
    "people": lists.PEOPLE,
    "refused": lists.REFUSED,
    "runs": lists.RUNS,
    "search": lists.SEARCH,
    "site": lists.SITE,
    "sites": lists.SITES,
    "withdrawn": lists.WITHDRAWN,
}
"""By the name of the page's template; ``fault`` is that of every error. Keys may be added to an answer, and none is
removed."""


def json_schema(name: str) -> Schema:
    """Return the JSON Schema of a name."""
    return {"$schema": _DIALECT, "title": name, **SCHEMAS[name]}
