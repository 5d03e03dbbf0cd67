"""Third: what is new goes on, what is published already in these words goes no further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.index.derive import WITHDRAWN
from bulletin_spider.exceptions import AnotherPage, DamagedCapture, Refusal
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.normalization.text import key
from bulletin_spider.pipelines.drop_reasons import RefusedPage, Unchanged
from bulletin_spider.pipelines.kept_page import kept_page
from bulletin_spider.pipelines.normalize import bulletin_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scrapy.crawler import Crawler

    from bulletin_spider.archive.index.queries import Known
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


FROM_THE_SITE = ("revised", "restored")
"""Changes that only the site can have made; what makes them must be the bulletin's own page."""


class ChangesPipeline:
    """Compares a bulletin with its latest published version."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Bulletin) -> Bulletin:
        """Return the version; raise ``Unchanged``, or ``RefusedPage`` for a page that has taken a bulletin's place."""
        archive = self.crawler.spider.site_archive  # type: ignore[union-attr]
        item.fingerprint = fingerprint(item)
        known = archive.index.known([item.id]).get(item.id)
        if known is None:
            return item
        item.change = change(item, known, archive.layout.root)
        if item.change in FROM_THE_SITE and not recognised(item, archive.index.version(known)):
            refusal = AnotherPage(f"shows nothing of '{known.url}' as it was published")
            self.crawler.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal)
        item.revision = known.revision + 1
        item.previous = known.fingerprint
        return item


def change(item: Bulletin, known: Known, root: Path) -> str:
    """Return why a bulletin that is known has another version; raise ``Unchanged`` if it has none."""
    if item.change == WITHDRAWN:
        return WITHDRAWN
    if known.change == WITHDRAWN:
        return "restored"
    if known.fingerprint == item.fingerprint:
        raise Unchanged(f"unchanged since revision {known.revision}: {item.url}")
    return "reread" if _read_before(item, known, root) else "revised"


def _read_before(item: Bulletin, known: Known, root: Path) -> bool:
    """Whether the page as it was kept before gives the same bulletin by the rules of today."""
    if item.capture and known.capture and item.capture["digest"] == known.capture["digest"]:
        return True
    try:
        page = kept_page(root, known._asdict() | {"site": item.site})
        return page is not None and fingerprint(bulletin_of(page)) == item.fingerprint
    except (DamagedCapture, Refusal):
        return False
