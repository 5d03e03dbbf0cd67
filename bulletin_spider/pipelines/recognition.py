"""Whether a page that answers for a known bulletin is that bulletin's at all, or stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.extraction.headline.candidates import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.items import Bulletin

_NOT_ON_THE_PAGE = {"listing row", "address"}


def recognised(bulletin: Bulletin, before: Mapping[str, Any]) -> bool:
    """Return whether the page shows a day of its own, or the headline or a paragraph of the version ``before``.

    A firewall's, a server's or a host's page that none of our rules for such pages knows shows none of the three:
    what it seems to have of the bulletin, its row and its address have told.
    """
    day, title = (bulletin.evidence.get(name, {}).get("rule") for name in ("date", "title"))
    return (
        (day is not None and day not in _NOT_ON_THE_PAGE)
        or (title not in _NOT_ON_THE_PAGE and key(bulletin.title) == key(before["title"]))
        or not {*bulletin.paragraphs}.isdisjoint(before["paragraphs"])
    )
