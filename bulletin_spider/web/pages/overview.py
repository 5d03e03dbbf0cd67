"""What is new, what was changed without a word, can I rely on this?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.search.search import SearchRequest, find_versions
from bulletin_spider.web.page import Page

if TYPE_CHECKING:
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_NEWEST = 20
"""Bulletins of the list: a screen and a half."""
_SHOWN = ("id", "site", "channel", "title", "date", "change", "revision", "url")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the newest bulletins."""
    del parameters
    versions = islice(find_versions(reading.index(), SearchRequest()), _NEWEST)
    return {"newest": [{name: version[name] for name in _SHOWN} for version in versions]}


PAGE = Page(path="/", template="overview.html", answer=answer, navigation=1)
