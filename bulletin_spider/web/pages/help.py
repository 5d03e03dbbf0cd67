"""How do I search and cite, what do the words mean, and what is in this archive?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.catalogue.sites import archive_totals
from bulletin_spider.statuses import Change, ChangedPart
from bulletin_spider.web.page import Page
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the counts of the archive, and the words for changes with their meaning."""
    return {
        "totals": archive_totals(reading.index())._asdict(),
        "changes": [_meaning(parameters, "change", change) for change in Change],
        "parts": [_meaning(parameters, "part", part) for part in ChangedPart],
    }


def _meaning(parameters: Parameters, kind: str, value: Change | ChangedPart) -> dict[str, str]:
    language = parameters.language
    return {
        "value": value.value,
        "word": text(language, f"frame.{kind}.{value}"),
        "meaning": text(language, f"help.{kind}.{value}"),
    }


PAGE = Page(path="/help", template="help.html", answer=answer, navigation=7)
